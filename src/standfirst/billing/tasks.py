"""The jobs of billing: the inbox, one notice."""

from django_tasks import task

from standfirst.billing import inbox, messages, sales
from standfirst.jobs import actions as jobs
from standfirst.kernel import clock


@task()
def work_inbox() -> None:
    """Works off the webhooks that wait."""
    if inbox.work_off(clock.now()):
        wake_inbox()


def wake_inbox() -> None:
    """Has the inbox worked off; one job that waits is enough for any number of webhooks."""
    jobs.enqueue_once(work_inbox)


@task()
def send_notice(notice_id: int) -> bool:
    """Sends one notice if it is still true."""
    return messages.send_notice(notice_id, now=clock.now())


@task()
def tell_company(reader_id: int) -> None:
    """Tells the payment company of a reader's new address or name."""
    sales.tell_company(reader_id, now=clock.now())
