"""The mails about logging in and about the safety of an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from standfirst.mail.messages import Message, compose

NOT_YOU = "Was it not you? Log in, sign out everywhere, and write to us."


@dataclass(frozen=True)
class Words:
    """The subject and the sentences of a notice about an account. Braces are slots."""

    subject: str
    lines: tuple[str, ...]


NOTICES = {
    "account/email/email_changed": Words(
        "Your mail address was changed",
        (
            "From now on you log in to your account with {to_email}. This address is out of use.",
            "Was it not you? Write to us at once: we can undo it.",
        ),
    ),
    "mfa/email/webauthn_added": Words(
        "A passkey was added to your account",
        ("From now on it logs you in.", NOT_YOU),
    ),
    "mfa/email/webauthn_removed": Words(
        "A passkey was removed from your account",
        ("It no longer logs anybody in.", NOT_YOU),
    ),
    "mfa/email/totp_activated": Words(
        "Your account now asks for a second code",
        ("When you log in you are asked for a code from your app as well.", NOT_YOU),
    ),
    "mfa/email/totp_deactivated": Words(
        "Your account no longer asks for a second code",
        ("The code from your app was switched off.", NOT_YOU),
    ),
    "mfa/email/recovery_codes_generated": Words(
        "You have new recovery codes",
        ("The old ones no longer work.", NOT_YOU),
    ),
}

CODES = {
    "account/email/login_code": "login_code",
    "account/email/email_confirmation": "address_code",
    "account/email/email_confirmation_signup": "address_code",
}


def signin_message(kind: str, facts: Mapping[str, Any]) -> Message:
    """The mail that allauth calls `kind`. Raises KeyError for one that we do not send."""
    if kind in CODES:
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        return compose(CODES[kind], {"code": facts["code"], "minutes": minutes})
    words = NOTICES[kind]
    slots = {"to_email": facts.get("to_email", "")}
    return compose(
        "notice",
        {
            "subject": words.subject,
            "paragraphs": [line.format(**slots) for line in words.lines],
            "button": "Your account",
            "button_url": settings.BASE_URL + reverse("account:overview"),
        },
    )
