"""Where allauth asks how we do it: mail through the queue, events on record, our own words."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from standfirst.events.actions import record
from standfirst.kernel import clock
from standfirst.kernel.ids import new_id
from standfirst.mail.actions import queue_mail
from standfirst.readers import queries
from standfirst.readers.messages import signin_message
from standfirst.readers.models import Reader
from standfirst.readers.rules import Lock, device_name

WRONG_CODE = (
    "That code is not the one we sent. Codes last ten minutes: check the newest mail, "
    "or ask for another."
)
TOO_MANY_TRIES = (
    "That was wrong too often. Give your address again for a new code, or wait five minutes."
)

SAID = {
    "mfa/messages/webauthn_added.txt": "Your passkey was added.",
    "mfa/messages/webauthn_removed.txt": "The passkey was removed.",
    "mfa/messages/totp_activated.txt": "From now on we ask for a code from your app as well.",
    "mfa/messages/totp_deactivated.txt": "We no longer ask for a code from your app.",
    "mfa/messages/recovery_codes_generated.txt": "Here are your new recovery codes.",
}
"""What allauth says on the next page, in our words. What is not here goes without saying."""


class AccountAdapter(DefaultAccountAdapter):
    """Logging in, out, and the address of a reader."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY_TRIES,
        "rate_limited": "That was too often. Wait five minutes, then try again.",
        "duplicate_email": "That is the address you have already. Give the new one.",
        "email_taken": "That address has an account of its own. Give another one.",
    }

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this host: `next` never leads elsewhere."""
        return is_own_path(url)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queues our mail of that name; each call is a mail of its own."""
        message = signin_message(template_prefix, context)
        queue_mail(message, to=email, key=new_id("signin"), now=clock.now())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Says it in our words, or not at all."""
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def get_login_stages(self) -> list[str]:
        """A code, the address confirmed by it, then the second factor of those who need one."""
        return [
            "allauth.account.stages.LoginByCodeStage",
            "allauth.account.stages.EmailVerificationStage",
            "standfirst.readers.stages.SecondFactorStage",
        ]

    @transaction.atomic
    def post_login(self, request: HttpRequest, user: Reader, **how: Any) -> HttpResponse:
        """Keeps the session, and puts the sign-in and the ways that led to it on record."""
        request.session.set_expiry(None)
        response: HttpResponse = super().post_login(request, user, **how)
        ways = [entry["method"] for entry in get_authentication_records(request, user)]
        record("reader.signed_in", clock.now(), reader_id=user.pk, by=ways)
        return response

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        """Ends the session on the server and puts that on record."""
        reader_id = request.user.pk
        super().logout(request)
        record("reader.signed_out", clock.now(), reader_id=reader_id)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has a second factor shows it again before the account's locks are changed."""
        return queries.needs_second_factor(self.request.user)

    def get_reauthentication_methods(self, user: Reader) -> list[dict[str, Any]]:
        """Second factors only: there are no passwords. A passkey first, if no app gives codes."""
        kinds = {lock.type for lock in queries.locks_of(user)} if user.is_authenticated else set()
        if not kinds:
            return []
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        ways = [method for method in methods if method["id"] != "reauthenticate"]
        return ways if Lock.APP in kinds else ways[::-1]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Passkeys and second codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That did not work. Try again, or use another way.",
        "unverified_email": "Confirm your mail address first.",
    }

    def generate_authenticator_name(self, user: Reader, type: str) -> str:
        """The device it was made on, as a first suggestion."""
        agent: str = self.request.headers.get("user-agent", "")
        return device_name(agent)

    def get_totp_issuer(self) -> str:
        """What the app shows beside the code."""
        return publication_name()

    def build_totp_svg(self, url: str) -> str:
        """The picture for the app, on white: apps cannot read it on dark paper."""
        svg: str = super().build_totp_svg(url)
        return svg.replace("<path", '<rect width="100%" height="100%" fill="#fff"/><path', 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks for the passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": publication_name()}


def publication_name() -> str:
    """What the publication is called. The theme knows; its settings are made further up."""
    return render_to_string("account/publication.txt").strip()


def is_own_path(url: str) -> bool:
    """True for a path on this host; False for whole addresses, `//host` and tricks with slashes.

    A browser leaves tabs and line ends out of an address, so that none may stand between slashes.
    """
    if not url.startswith("/") or not url.isprintable():
        return False
    if not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return False
    return not urlsplit(url).netloc
