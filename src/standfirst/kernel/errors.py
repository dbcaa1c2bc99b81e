"""The errors that a person may meet, as one small tree.

StandfirstError
├── SettingsError      a setting is missing or cannot be used
├── InputError         what was handed over cannot be used (a file, a form, an argument)
├── NotFoundError      the thing named does not exist
└── PaymentError       the payment company refused, or could not be reached
"""

from collections.abc import Mapping


class StandfirstError(Exception):
    """A fault with a sentence for the person, a next step, and a code that stays the same.

    `message` says what happened, `help` what to do, `code` is documented in
    `docs/reference/errors.md`, `context` goes to the log and never to the person.
    """

    code = "error"

    def __init__(
        self,
        message: str,
        *,
        help: str = "",
        code: str = "",
        context: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.code = code or self.code
        self.context = dict(context or {})

    def __str__(self) -> str:
        return f"{self.message} {self.help}".strip()


class SettingsError(StandfirstError):
    """A setting is missing or cannot be used."""

    code = "settings"


class InputError(StandfirstError):
    """What was handed over cannot be used."""

    code = "input"


class NotFoundError(StandfirstError):
    """The thing named does not exist."""

    code = "not_found"


class PaymentError(StandfirstError):
    """The payment company refused, or could not be reached."""

    code = "payment"
