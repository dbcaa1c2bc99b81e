"""Passkeys, codes from an app, and recovery codes: the pages where they are shown and kept."""

from typing import Any

import structlog
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy

from standfirst.readers.forms import AddPasskeyForm, StartAppCodesForm
from standfirst.readers.queries import needs_second_factor

log = structlog.get_logger(__name__)
ACCOUNT = reverse_lazy("account:overview")


def shown_just_now(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Adding a second factor is showing it: the recovery codes that follow do not ask again."""
    record_authentication(request, request.user, "mfa", reauthenticated=True)
    return response


class SecondFactorView(AuthenticateView):
    """Asks for the second factor while logging in."""

    def form_invalid(self, form: Any) -> HttpResponse:
        log.warning("signin.second_factor_wrong", reader=self.stage.login.user.pk)
        response: HttpResponse = super().form_invalid(form)
        return response


class AddPasskeyView(AddWebAuthnView):
    """Adds a passkey that logs in by itself."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, True)
        return {**context, "js_data": {"creation_options": options}}

    def form_valid(self, form: AddPasskeyForm) -> HttpResponse:
        return shown_just_now(self.request, super().form_valid(form))

    def get_success_url(self) -> str:
        """Recovery codes are shown to those who may need them."""
        if self.did_generate_recovery_codes and needs_second_factor(self.request.user):
            return reverse("mfa_view_recovery_codes")
        return str(ACCOUNT)


class RenamePasskeyView(EditWebAuthnView):
    """Gives a passkey another name."""

    success_url = ACCOUNT


class RemovePasskeyView(RemoveWebAuthnView):
    """Removes a passkey, in two steps."""

    success_url = ACCOUNT


class StartAppCodesView(ActivateTOTPView):
    """Switches codes from an app on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        fours = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return {**context, "secret_in_fours": " ".join(fours)}

    def form_valid(self, form: StartAppCodesForm) -> HttpResponse:
        return shown_just_now(self.request, super().form_valid(form))


class StopAppCodesView(DeactivateTOTPView):
    """Switches codes from an app off."""

    success_url = ACCOUNT


class RecoveryCodesView(ViewRecoveryCodesView):
    """Shows the recovery codes that are left."""


class NewRecoveryCodesView(GenerateRecoveryCodesView):
    """Makes new recovery codes."""


class RecoveryCodesFileView(DownloadRecoveryCodesView):
    """The recovery codes as a text file."""


class ShowAgainView(ReauthenticateView):
    """Asks for a code again before the account's locks are changed."""


class ShowPasskeyAgainView(ReauthenticateWebAuthnView):
    """Asks for a passkey again before the account's locks are changed."""
