"""A mail backend that keeps mail where the demo can show it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from standfirst.kernel import clock
from standfirst.mail.models import CapturedMail


class InboxBackend(BaseEmailBackend):
    """Writes each mail to `CapturedMail`, one row for each address."""

    is_database = True
    """What is sent is undone with the transaction that it is sent in."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            CapturedMail(
                to=address,
                subject=str(mail.subject),
                text=str(mail.body),
                html=html_of(mail),
                at=clock.now(),
            )
            for mail in email_messages
            for address in mail.recipients()
        ]
        CapturedMail.objects.bulk_create(rows)
        return len(email_messages)


def html_of(mail: EmailMessage) -> str:
    """The HTML part of a mail, or nothing."""
    if not isinstance(mail, EmailMultiAlternatives):
        return ""
    parts = [str(part[0]) for part in mail.alternatives if part[1] == "text/html"]
    return parts[0] if parts else ""
