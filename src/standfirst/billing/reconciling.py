"""Comparing with the payment company: what no webhook told is found out here.

Every ten minutes the events since the last time, every night all subscriptions page by page, one
reader whose denial rests on old knowledge, and calls that were begun and never finished. A
difference that changes what a reader may read or owes is drift: mended, recorded and counted.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from standfirst.billing import actions, inbox, queries, sales
from standfirst.billing.mirror import EventNews, SubscriptionNews
from standfirst.billing.models import (
    Customer,
    Invoice,
    Operation,
    Receipt,
    Reconciliation,
    Subscription,
)
from standfirst.billing.replay import as_data
from standfirst.billing.stripe import adapter, comparing
from standfirst.events.actions import record
from standfirst.kernel.errors import PaymentError
from standfirst.readers.models import Reader

log = structlog.get_logger(__name__)


class Comparison(StrEnum):
    """What was compared when a difference was found."""

    EVENTS = "events"
    SUBSCRIPTIONS = "subscriptions"
    REVERSALS = "reversals"
    READER = "reader"
    OPERATIONS = "operations"


EVENTS_EVERY = timedelta(minutes=10)
LATE = timedelta(minutes=5)
"""An event this old whose webhook has not come is taken to be lost."""

OVERLAP = timedelta(hours=1)
"""How far each look at the events goes back behind the one before."""

NIGHT = 3
"""The hour, in the publication's time zone, from which on all subscriptions are compared."""

DOUBTFUL = timedelta(hours=1)
LOOK_AGAIN = timedelta(minutes=10)
KEPT_IN_MIND = 10_000
_looked_at: dict[int, datetime] = {}
_is_post_coming: list[Callable[[], bool]] = []

UNFINISHED = timedelta(minutes=15)
INTERRUPTED = "interrupted"
"""The fault of an operation that was begun, never finished, and looked after since."""

BATCH = 100
PATIENCE_S = 20.0
BEARS = (
    "plan",
    "status",
    "period_end",
    "debt",
    "trial_end",
    "cancel_at",
    "ended_at",
    "end_cause",
    "is_paused",
    "resumes_at",
)
"""What of the known facts bears on reading."""


def compare_events(now: datetime) -> int:
    """Takes in events whose webhooks never came; gives how many. At most every ten minutes.

    When the company has forgotten the event that was looked at last, or nothing was looked at
    yet, all subscriptions are compared instead. Without an answer the next call goes on.
    """
    row, is_first = Reconciliation.objects.get_or_create(name=Comparison.EVENTS)
    if not _claim(Comparison.EVENTS, before=now - EVENTS_EVERY, now=now):
        return 0
    try:
        news = None if is_first else comparing.events_after(row.cursor, inbox.KINDS)
        if news is None:
            _begin_anew()
            return 0
        missed = sum(_take_in(batch, now) for batch in _batches(news))
    except PaymentError as fault:
        log.warning("events.not_compared", code=fault.code)
        return 0
    if missed:
        log.warning("webhooks.missed", number=missed)
        inbox.work_off(now, sync=lambda one: check(one, by=Comparison.EVENTS, now=now))
    return missed


def _claim(name: Comparison, *, before: datetime, now: datetime) -> bool:
    """True for the one process that is to compare now."""
    due = Reconciliation.objects.filter(Q(ran_at__isnull=True) | Q(ran_at__lte=before), name=name)
    return due.update(ran_at=now, looked_at=0) == 1


def _begin_anew() -> None:
    """Has all subscriptions compared, and events looked at from now on."""
    latest = comparing.latest_event()
    Reconciliation.objects.filter(name=Comparison.EVENTS).update(cursor=latest)
    Reconciliation.objects.filter(name=Comparison.SUBSCRIPTIONS).update(ran_at=None)


def _batches(news: Iterator[EventNews]) -> Iterator[list[EventNews]]:
    while batch := list(islice(news, BATCH)):
        yield batch


def _take_in(batch: list[EventNews], now: datetime) -> int:
    """Keeps those whose webhooks are late, what did come worked off before; moves the cursor."""
    if news_comes():
        return 0
    ids = [news.id for news in batch]
    came = set(Receipt.objects.filter(event_id__in=ids).values_list("event_id", flat=True))
    missed = [news for news in batch if news.id not in came and news.happened_at <= now - LATE]
    if missed:
        inbox.work_off(now)
    for news in missed:
        inbox.keep_receipt(news, received_at=timezone.now())
    settled = [news.id for news in batch if news.happened_at <= now - OVERLAP]
    row = Reconciliation.objects.filter(name=Comparison.EVENTS)
    row.update(looked_at=F("looked_at") + len(batch))
    if settled:
        row.update(cursor=settled[-1])
    return len(missed)


def is_night_due(now: datetime) -> bool:
    """True once a night, for the one process that is to have all subscriptions compared."""
    here = timezone.localtime(now)
    night = here.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    began = night if night <= here else night - timedelta(days=1)
    Reconciliation.objects.get_or_create(name=Comparison.SUBSCRIPTIONS)
    if not _claim(Comparison.SUBSCRIPTIONS, before=began, now=now):
        return False
    row = Reconciliation.objects.filter(name=Comparison.SUBSCRIPTIONS)
    row.update(cursor="")
    return True


def compare_subscriptions(now: datetime, *, seconds: float = PATIENCE_S) -> bool:
    """Compares all subscriptions, from where the cursor stands; True when more are left.

    A page at a time is held, whatever their number. Raises PaymentError when the company does
    not answer: the cursor stays, and the next call goes on there.
    """
    stops = time.monotonic() + seconds
    row = Reconciliation.objects.get(name=Comparison.SUBSCRIPTIONS)
    while time.monotonic() < stops:
        page = comparing.subscriptions_after(row.cursor)
        for company_id in differing(page.subscriptions):
            _check_or_pass(company_id, now)
        row.cursor, row.looked_at = page.last_id, row.looked_at + len(page.subscriptions)
        row.save(update_fields=["cursor", "looked_at"])
        if not row.cursor:
            return False
    return True


def _check_or_pass(company_id: str, now: datetime) -> None:
    """One subscription that the company refuses to tell of does not hold up the others."""
    try:
        check(company_id, by=Comparison.SUBSCRIPTIONS, now=now)
    except PaymentError as fault:
        if fault.code == "payment_unreachable":
            raise
        log.warning("subscription.not_compared", id=company_id, code=fault.code)


def differing(page: Iterable[SubscriptionNews]) -> list[str]:
    """The ids of those that are mirrored otherwise than they are told, or not at all.

    Three statements for any number. Subscriptions of strangers are passed over.
    """
    told = {news.id: news for news in page}
    customers = Customer.objects.filter(company_id__in={one.customer_id for one in told.values()})
    ours = set(customers.values_list("company_id", flat=True))
    rows = Subscription.objects.select_related("price").filter(company_id__in=told)
    kept = {row.company_id: _kept(row) for row in rows}
    latest = Invoice.objects.filter(
        company_id__in=[invoice.id for news in told.values() for invoice in news.invoices]
    )
    invoices = {row.company_id: (row.status, row.amount_minor) for row in latest}
    return [
        news.id
        for news in told.values()
        if news.customer_id in ours
        and (kept.get(news.id) != _told(news) or _owes_otherwise(news, invoices))
    ]


def _told(news: SubscriptionNews) -> tuple[object, ...]:
    dates = (news.trial_end, news.cancel_at, news.ended_at, news.resumes_at)
    paid = _paid_until(news)
    return (news.price_id, news.status, news.end_cause or "", news.is_paused, paid, *dates)


def _kept(row: Subscription) -> tuple[object, ...]:
    dates = (row.trial_end, row.cancel_at, row.ended_at, row.resumes_at)
    price_id = row.price.company_id if row.price else ""
    return (price_id, row.status, row.end_cause, row.is_paused, _paid_until(row), *dates)


def _paid_until(one: SubscriptionNews | Subscription) -> datetime | None:
    """While it is paused its periods go by unpaid, and what is paid is told by older invoices."""
    return None if one.is_paused else one.period_end


def _owes_otherwise(news: SubscriptionNews, kept: dict[str, tuple[str, int]]) -> bool:
    return any(kept.get(one.id) != (one.status, one.amount_minor) for one in news.invoices)


def check(company_id: str, *, by: Comparison, now: datetime) -> Subscription | None:
    """Fetches and mirrors a subscription, and records what of it was not known as drift.

    What a webhook tells that is on its way, or waits in the inbox, is none.
    """
    asked_at = timezone.now()
    news = adapter.fetch_subscription(company_id)
    with transaction.atomic():
        Subscription.objects.select_for_update().filter(company_id=company_id).first()
        is_awaited = news_comes() or (by is not Comparison.EVENTS and _has_news(company_id))
        before = _bearing(company_id)
        subscription = actions.mirror_subscription(news, asked_at=asked_at, now=now)
        after = _bearing(company_id)
        if subscription is not None and before != after and not is_awaited:
            note_drift(subscription, before, after, by=by, now=now)
    return subscription


def _has_news(company_id: str) -> bool:
    waiting = Receipt.objects.filter(state=Receipt.State.NEW)
    return waiting.filter(subscription_id=company_id).exists()


def expect_news(comes: Callable[[], bool]) -> None:
    """Tells how to see whether webhooks are on their way, where that can be seen: the sandbox's."""
    _is_post_coming[:] = [comes]


def news_comes() -> bool:
    """True while webhooks are seen to be on their way."""
    return any(comes() for comes in _is_post_coming)


def _bearing(company_id: str) -> dict[str, Any]:
    """What of a subscription changes what its reader may read or owes."""
    row = queries.known_subscriptions().filter(company_id=company_id).first()
    if row is None:
        return {}
    known = as_data(queries.facts_of(row))
    owed = row.invoices.filter(status="open").aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return {name: known[name] for name in BEARS} | {"owed_minor": owed}


def note_drift(
    subscription: Subscription,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: Comparison,
    now: datetime,
) -> None:
    """Records and counts what of a subscription was found to be otherwise than it was known."""
    changed = [name for name in after if before.get(name) != after[name]]
    Reconciliation.objects.get_or_create(name=by)
    Reconciliation.objects.filter(name=by).update(drifted=F("drifted") + 1)
    log.warning("drift.found", id=subscription.company_id, by=by, what=changed)
    record(
        "drift.found",
        now,
        reader_id=subscription.customer.reader_id,
        subscription=subscription.company_id,
        by=by.value,
        was={name: before.get(name) for name in changed},
        found={name: after[name] for name in changed},
    )


def doubt(reader_id: int, *, wall: datetime, now: datetime) -> bool:
    """Notes that a reader was denied on knowledge older than an hour of wall time.

    True for the one request that is to have the company asked; the event has it done by a job.
    A process looks at the same reader once in ten minutes: a page that denies asks no more.
    """
    if _looked_lately(reader_id, wall):
        return False
    old = wall - DOUBTFUL
    fresh = Subscription.objects.filter(customer=OuterRef("pk"), fetched_at__gt=old)
    doubted = Customer.objects.filter(
        Q(asked_at__isnull=True) | Q(asked_at__lte=old), ~Exists(fresh), reader_id=reader_id
    )
    if not doubted.exists():
        return False
    with transaction.atomic():
        if not doubted.update(asked_at=wall):
            return False
        record("denial.doubted", now, reader_id=reader_id)
    return True


def _looked_lately(reader_id: int, wall: datetime) -> bool:
    seen = _looked_at.get(reader_id)
    if seen is not None and seen <= wall < seen + LOOK_AGAIN:
        return True
    if len(_looked_at) >= KEPT_IN_MIND:
        _looked_at.clear()
    _looked_at[reader_id] = wall
    return False


def ask(reader_id: int, *, now: datetime, by: Comparison = Comparison.READER) -> None:
    """Asks the company of everything that a reader has. Raises PaymentError without an answer."""
    customer = Customer.objects.filter(reader_id=reader_id).first()
    if customer is None:
        return
    for company_id in adapter.subscription_ids(customer.company_id):
        check(company_id, by=by, now=now)


def close_operations(now: datetime) -> int:
    """Looks after calls that were begun and never finished: a process was killed in between.

    Whether the call was made is not known, so the company is asked how the reader stands.
    """
    closed = 0
    for operation in unfinished_operations(now):
        try:
            _look_after(operation, now)
        except PaymentError as fault:
            log.warning("operation.not_closed", key=operation.key, code=fault.code)
            if fault.code == "payment_unreachable":
                break
        still = Operation.objects.filter(pk=operation.pk, is_done=False)
        closed += still.update(is_done=True, fault=INTERRUPTED)
    return closed


def unfinished_operations(now: datetime) -> QuerySet[Operation]:
    """Operations that nobody can be at work on any more, the oldest first."""
    return Operation.objects.filter(is_done=False, created_at__lt=now - UNFINISHED).order_by("pk")


def _look_after(operation: Operation, now: datetime) -> None:
    """A customer that was begun is finished with the same key; all else is asked about."""
    if operation.reader_id is None:
        return
    reader = Reader.objects.filter(pk=operation.reader_id).first()
    if reader is not None and operation.verb == "create_customer":
        sales.customer_for(reader, now=now)
    ask(operation.reader_id, now=now, by=Comparison.OPERATIONS)
