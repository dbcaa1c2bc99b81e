"""The jobs of billing: one webhook, one notice."""

from django_tasks import task

from standfirst.billing import actions, messages, sales
from standfirst.kernel import clock


@task()
def work_receipt(receipt_id: int) -> None:
    """Works one webhook off."""
    actions.work_receipt(receipt_id, now=clock.now())


@task()
def send_notice(notice_id: int) -> bool:
    """Sends one notice if it is still true."""
    return messages.send_notice(notice_id, now=clock.now())


@task()
def tell_company(reader_id: int) -> None:
    """Tells the payment company of a reader's new address or name."""
    sales.tell_company(reader_id, now=clock.now())
