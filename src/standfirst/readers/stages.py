"""The step of logging in that asks for a second factor."""

from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.http import HttpRequest

from standfirst.readers.queries import needs_second_factor


class SecondFactorStage(AuthenticateStage):
    """Asks those who need one, unless they came in by passkey, which is two factors in one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        reader = self.login.user
        if reader is None or not needs_second_factor(reader):
            return False
        return not did_use_passwordless_login(request, reader)
