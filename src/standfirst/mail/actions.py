"""Queueing mail."""

from datetime import datetime

from django.db import transaction

from standfirst.mail.messages import Message
from standfirst.mail.models import OutgoingMail
from standfirst.mail.tasks import send


@transaction.atomic
def queue_mail(message: Message, *, to: str, key: str, now: datetime) -> OutgoingMail:
    """Has `message` sent to `to` once: the same `key` again changes nothing.

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
            "created_at": now,
        },
    )
    if is_new:
        send.enqueue(mail.pk)
    return mail
