"""The jobs of billing: one webhook, one notice."""

from django_tasks import task

from standfirst.billing import actions, messages
from standfirst.kernel import clock


@task()
def work_receipt(receipt_id: int) -> None:
    """Works one webhook off."""
    actions.work_receipt(receipt_id, now=clock.now())


@task()
def send_notice(notice_id: int) -> bool:
    """Sends one notice if it is still true."""
    return messages.send_notice(notice_id, now=clock.now())
