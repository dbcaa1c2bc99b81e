"""The forms of logging in. Their errors say how to mend them."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import (
    BaseConfirmCodeForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms

from standfirst.readers import actions

ADDRESS_ERRORS = {
    "required": "Give your mail address.",
    "invalid": "That is not a whole mail address. It looks like ada@post.example.",
}
CODE_ERRORS = {"required": "Type the code from the mail."}


def address_field(autocomplete: str) -> forms.EmailField:
    """A field for a mail address."""
    return forms.EmailField(
        label="Mail address",
        max_length=254,
        error_messages=ADDRESS_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete}),
    )


def code_field() -> forms.CharField:
    """A field for a code that came by mail. It takes spaces and dashes, as people copy them."""
    attrs = {
        "autocomplete": "one-time-code",
        "autocapitalize": "characters",
        "spellcheck": "false",
        "class": "code",
    }
    return forms.CharField(
        label="Code",
        help_text="Capitals and small letters count the same",
        max_length=40,
        error_messages=CODE_ERRORS,
        widget=forms.TextInput(attrs=attrs),
    )


def factor_field() -> forms.CharField:
    """A field for a code from an app, or a recovery code."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}
    return forms.CharField(
        label="Code",
        max_length=40,
        error_messages={"required": "Type the code that your app shows."},
        widget=forms.TextInput(attrs=attrs),
    )


class AddressForm(forms.Form):
    """Asks for the address that the code goes to."""

    email = address_field("username webauthn")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class LoginCodeForm(ConfirmLoginCodeForm):
    """Asks for the code that logs a reader in."""

    code = code_field()


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    """Asks for the code that went to a new address."""

    code = code_field()

    def clean_code(self) -> str:
        """Who has the code has the address: a row that waits for it to be confirmed gives way."""
        BaseConfirmCodeForm.clean_code(self)
        actions.release_address(self.email)
        code: str = super().clean_code()
        return code


class SecondCodeForm(AuthenticateForm):
    """Asks for a code from the app, or a recovery code."""

    code = factor_field()


class CodeAgainForm(ReauthenticateForm):
    """Asks for such a code before the locks are changed."""

    code = factor_field()


class StartAppCodesForm(ActivateTOTPForm):
    """Asks for the first code from the app."""

    code = factor_field()


class _Guarded(forms.Form):
    """Takes whatever a stranger sends as a passkey's answer: what cannot be read is an error on the
    page. allauth and fido2 raise a dozen kinds of their own, a forged signature's among them."""

    def clean_credential(self) -> Any:
        parent = getattr(super(), "clean_credential", None)
        return self._careful(parent) if parent else self.cleaned_data["credential"]

    def _careful(self, check: Callable[[], Any]) -> Any:
        try:
            return check()
        except forms.ValidationError:
            raise
        except Exception as fault:
            raise get_adapter().validation_error("incorrect_code") from fault


class LoginPasskeyForm(_Guarded, LoginWebAuthnForm):
    """Takes a passkey to log in by it alone."""


class SecondPasskeyForm(_Guarded, AuthenticateWebAuthnForm):
    """Takes a passkey as the second factor."""


class PasskeyAgainForm(_Guarded, ReauthenticateWebAuthnForm):
    """Takes a passkey before the locks are changed."""


class AddPasskeyForm(_Guarded, AddWebAuthnForm):
    """Names a passkey. It always logs in by itself, so it has to know its owner."""

    name = forms.CharField(
        label="Name", help_text="So that you know it again", max_length=100, required=False
    )
    passwordless = None

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = self._careful(super().clean)
        return cleaned
