"""The job that sends a queued mail."""

from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django_tasks import task

from standfirst.kernel import clock
from standfirst.mail.models import OutgoingMail


@task()
def send(mail_id: int) -> bool:
    """Sends one queued mail; False when it was sent before. Raises what the transport raises."""
    mail = OutgoingMail.objects.get(pk=mail_id)
    if mail.state != OutgoingMail.State.QUEUED:
        return False
    transport = get_connection()
    with _together(transport):
        _letter(mail, transport).send()
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=OutgoingMail.State.SENT, sent_at=clock.now()
        )
    return True


def _together(transport: BaseEmailBackend) -> AbstractContextManager[object]:
    """Sending and noting it are one where mail goes into the database. A mail server is spoken to
    outside any transaction: SQLite has one writer, and a slow server would keep all others out."""
    return transaction.atomic() if getattr(transport, "is_database", False) else nullcontext()


def _letter(mail: OutgoingMail, transport: BaseEmailBackend) -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={"Message-ID": message_id(mail), **mail.headers},
        connection=transport,
    )
    if mail.html:
        letter.attach_alternative(mail.html, "text/html")
    return letter


def message_id(mail: OutgoingMail) -> str:
    """The same each time: by it mail servers know a letter that was sent again because a worker
    was killed before it could note that it was sent."""
    host = urlsplit(settings.BASE_URL).hostname
    return f"<{mail.pk}.{int(mail.created_at.timestamp())}@{host}>"
