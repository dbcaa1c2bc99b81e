"""The job that sends a queued mail."""

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django_tasks import task

from standfirst.kernel import clock
from standfirst.mail.models import OutgoingMail


@task()
@transaction.atomic
def send(mail_id: int) -> bool:
    """Sends one queued mail; False when it was sent before. Raises what the transport raises."""
    mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
    if mail.state != OutgoingMail.State.QUEUED:
        return False
    letter = EmailMultiAlternatives(
        subject=mail.subject, body=mail.text, to=[mail.to], headers=mail.headers
    )
    if mail.html:
        letter.attach_alternative(mail.html, "text/html")
    letter.send()
    mail.state = OutgoingMail.State.SENT
    mail.sent_at = clock.now()
    mail.save(update_fields=["state", "sent_at"])
    return True
