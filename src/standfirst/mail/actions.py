"""Queueing mail."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from standfirst.mail.messages import Message
from standfirst.mail.models import OutgoingMail
from standfirst.mail.tasks import send


@transaction.atomic
def queue_mail(
    message: Message,
    *,
    to: str,
    key: str,
    now: datetime,
    headers: Mapping[str, str] | None = None,
) -> OutgoingMail:
    """Has `message` sent to `to` once: the same `key` again changes nothing.

    `headers` are those beside the usual ones, such as `List-Unsubscribe`.

    The row and the job that sends it are committed with the transaction that called for the mail,
    so that a process killed at any moment loses none.
    """
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "headers": dict(headers or {}),
            "created_at": now,
        },
    )
    if is_new:
        send.enqueue(mail.pk)
    return mail


KEPT = timedelta(days=7)
"""How long a mail that was sent is kept: long enough to answer "did it go out?"."""


def clear_sent_mail(now: datetime) -> int:
    """Deletes mail that was sent more than a week ago; gives how much that was."""
    old = OutgoingMail.objects.filter(state=OutgoingMail.State.SENT, sent_at__lt=now - KEPT)
    deleted: int = old.delete()[0]
    return deleted
