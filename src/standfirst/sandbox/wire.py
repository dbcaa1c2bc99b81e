"""Requests and answers as they stand on the wire: keys, forms, JSON, and answers given again."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import ApiError, invalid
from standfirst.sandbox.params import Params, decode
from standfirst.sandbox.shapes import API_VERSION, Doc
from standfirst.sandbox.stored import as_text

REPLAY_S = 30 * 86_400
TEST_KEYS = ("sk_test_", "rk_test_")
LIVE_KEYS = ("sk_live", "rk_live", "pk_live")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Request:
    """One request to the API. `fingerprint` is the same for the same method, path and form."""

    method: str
    path: str
    params: Params
    key: str
    idempotency_key: str | None
    fingerprint: str

    @property
    def replay_key(self) -> str | None:
        """The key under which the answer is kept, for requests that change something."""
        return self.idempotency_key if self.method == "POST" else None


def read_request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Request:
    """The request, its parameters from the query and the form."""
    named = {name.lower(): value for name, value in headers.items()}
    parts = urlsplit(path)
    form = "&".join(text for text in (parts.query, body.decode("utf-8", "replace")) if text)
    digest = hashlib.sha256(f"{method} {parts.path} {form}".encode()).hexdigest()
    return Request(
        method=method.upper(),
        path=parts.path,
        params=Params(decode(form)),
        key=_key_in(named.get("authorization", "")),
        idempotency_key=named.get("idempotency-key") or None,
        fingerprint=digest,
    )


def _key_in(authorization: str) -> str:
    """The key of a bearer, or the name of a basic log-in without a password."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return authorization.removeprefix("Bearer ").strip()
    try:
        return base64.b64decode(rest, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def check_key(key: str) -> None:
    """Raises unless it is a test key: no live key is ever taken, or repeated in the answer."""
    if key.startswith(LIVE_KEYS):
        raise ApiError(
            401,
            "invalid_request_error",
            "This is the sandbox: it takes test keys (sk_test_…) only. Nothing was done with "
            "the live key; take it out of these settings.",
            code="secret_key_required",
        )
    if not key:
        raise ApiError(
            401,
            "invalid_request_error",
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth.",
        )
    if not key.startswith(TEST_KEYS):
        raise ApiError(401, "invalid_request_error", f"Invalid API Key provided: {key[:7]}***")


def as_json(status: int, document: Doc, *, replayed: bool = False) -> Answer:
    """An answer of JSON."""
    return _answer(status, as_text(document), replayed=replayed)


def _answer(status: int, text: str, *, replayed: bool = False) -> Answer:
    body = text.encode()
    headers = {
        "Content-Type": "application/json",
        "Stripe-Version": API_VERSION,
        "Request-Id": f"req_{hashlib.sha256(body).hexdigest()[:14]}",
    }
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    return Answer(status, headers, body)


def kept_answer(books: Books, request: Request) -> Answer | None:
    """The answer given before to this idempotency key.

    Raises Stripe's complaint when the key came with other parameters.
    """
    if request.replay_key is None:
        return None
    row = books.connection.execute(
        "SELECT request, status, body FROM replay WHERE key = ?", (request.replay_key,)
    ).fetchone()
    if row is None:
        return None
    if row[0] != request.fingerprint:
        error = invalid(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{request.replay_key}' if you meant "
            "to execute a different request."
        )
        error.kind = "idempotency_error"
        raise error
    return _answer(row[1], row[2], replayed=True)


def keep_answer(books: Books, request: Request, answer: Answer) -> None:
    """Keeps the answer for 30 days, to be given again to the same idempotency key."""
    if request.replay_key is None:
        return
    books.connection.execute("DELETE FROM replay WHERE created < ?", (books.now - REPLAY_S,))
    books.connection.execute(
        "INSERT INTO replay (key, request, status, body, created) VALUES (?, ?, ?, ?, ?)",
        (
            request.replay_key,
            request.fingerprint,
            answer.status,
            answer.body.decode(),
            books.now,
        ),
    )
