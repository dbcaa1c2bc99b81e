"""The errors the sandbox answers with, in Stripe's form and words."""

from typing import Any

from standfirst.sandbox.shapes import Doc


class ApiError(Exception):
    """A refusal that becomes an answer with `status` and Stripe's error object.

    `keeps` says that what was written until now stays written: a declined charge is a fact,
    a wrong parameter is not.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        keeps: bool = False,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.code = code
        self.param = param
        self.keeps = keeps
        self.extra = extra

    def body(self) -> Doc:
        """The JSON of the answer."""
        error: Doc = {"type": self.kind, "message": self.message}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        error.update({key: value for key, value in self.extra.items() if value is not None})
        return {"error": error}


def invalid(
    message: str, *, param: str | None = None, code: str | None = None, status: int = 400
) -> ApiError:
    """A request that cannot be carried out as it stands."""
    return ApiError(status, "invalid_request_error", message, code=code, param=param)


def missing(kind: str, ident: str, *, param: str = "id", status: int = 404) -> ApiError:
    """Something named that the sandbox does not have; 404 in the path, 400 in a parameter."""
    name = kind.rpartition(".")[2].replace("_", " ")
    return invalid(
        f"No such {name}: '{ident}'", param=param, code="resource_missing", status=status
    )


def declined(
    message: str, *, code: str, decline_code: str | None = None, **objects: Any
) -> ApiError:
    """A card that was refused. What led to it is kept."""
    return ApiError(
        402,
        "card_error",
        message,
        code=code,
        keeps=True,
        decline_code=decline_code,
        **objects,
    )
