"""The jobs of billing: the inbox, comparisons with the payment company, one notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from standfirst.billing import inbox, leaving, messages, reconciling, recounting, sales
from standfirst.jobs import actions as jobs
from standfirst.kernel import clock
from standfirst.kernel.errors import PaymentError


@task()
def work_inbox() -> None:
    """Works off the webhooks that wait."""
    if inbox.work_off(clock.now()):
        wake_inbox()


def wake_inbox() -> None:
    """Has the inbox worked off; one job that waits is enough for any number of webhooks."""
    jobs.enqueue_once(work_inbox)


@task()
def compare_subscriptions() -> None:
    """Compares all subscriptions, some pages at a time, and then what went back."""
    with _later_if_told(compare_subscriptions):
        if reconciling.compare_subscriptions(clock.now()):
            jobs.enqueue_once(compare_subscriptions)
        else:
            recounting.begin(clock.now())
            jobs.enqueue_once(compare_reversals)


@task()
def compare_reversals() -> None:
    """Compares all refunds and disputes, some pages at a time."""
    with _later_if_told(compare_reversals):
        if recounting.compare_reversals(clock.now()):
            jobs.enqueue_once(compare_reversals)


@task()
def ask_company(reader_id: int) -> None:
    """Asks the payment company how a reader stands whom we have denied."""
    with _later_if_told(ask_company, reader_id):
        reconciling.ask(reader_id, now=clock.now())


@task()
def send_notice(notice_id: int) -> bool:
    """Sends one notice if it is still true."""
    return messages.send_notice(notice_id, now=clock.now())


@task()
def tell_company(reader_id: int) -> None:
    """Tells the payment company of a reader's new address or name."""
    with _later_if_told(tell_company, reader_id):
        sales.tell_company(reader_id, now=clock.now())


@task()
def forget_customer(reader_id: int) -> None:
    """Has the payment company forget a reader who has left."""
    with _later_if_told(forget_customer, reader_id):
        leaving.forget_customer(reader_id, now=clock.now())


@contextmanager
def _later_if_told(job: "Task[Any, Any]", *words: int) -> Iterator[None]:
    """A company that asks to be left alone for a while is: the job is put off until then."""
    try:
        yield
    except PaymentError as fault:
        pause = inbox.pause_told(fault)
        if pause is None:
            raise
        job.using(run_after=timezone.now() + pause).enqueue(*words)
