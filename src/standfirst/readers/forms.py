"""The forms of logging in. Their errors say how to mend them."""

from typing import Any

from allauth.account.forms import ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

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


class AddPasskeyForm(AddWebAuthnForm):
    """Names a passkey. It always logs in by itself, so it has to know its owner."""

    name = forms.CharField(
        label="Name", help_text="So that you know it again", max_length=100, required=False
    )
    passwordless = None

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = super().clean()
        return cleaned
