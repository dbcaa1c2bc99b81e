"""The inbox: webhooks are kept as they come in, and worked off together.

The table of receipts is the queue. One job works off all that wait, and fetches each subscription
once, however many webhooks spoke of it. What fails waits, longer each time, and holds nobody up.
Not here: what a fetch brings (`actions`), and webhooks that never came (`reconciling`).
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from standfirst.billing import actions, refunding, sales
from standfirst.billing.mirror import EventNews
from standfirst.billing.models import Customer, Operation, Receipt, Subscription
from standfirst.billing.rules import FAILURES, State
from standfirst.billing.stripe import comparing
from standfirst.jobs.rules import PAUSES
from standfirst.kernel.errors import PaymentError

log = structlog.get_logger(__name__)

KINDS = (
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.refunded",
    "checkout.session.completed",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.updated",
    "customer.updated",
    "invoice.marked_uncollectible",
    "invoice.paid",
    "invoice.payment_action_required",
    "invoice.payment_failed",
    "invoice.voided",
    "payment_method.automatically_updated",
    "payment_method.updated",
    "refund.failed",
    "subscription_schedule.canceled",
    "subscription_schedule.released",
    "subscription_schedule.updated",
)
"""The events that call for work."""

CHECKOUT = "checkout.session.completed"
OF_MONEY_BACK = ("charge.", "refund.")
OF_A_CUSTOMER = ("customer.updated", "payment_method.", *OF_MONEY_BACK)
BATCH = 200
PATIENCE_S = 20.0
MISSES_MAX = 3
"""After so many fetches in a row without an answer the company is taken to be away."""

UNANSWERED = timedelta(minutes=5)
"""The longest pause after a call that was not answered; what is refused waits longer."""

COMES_BACK = timedelta(minutes=2)
"""How long a reader has to come back from the company's page and finish what they began there."""

Sync = Callable[[str], Subscription | None]


def keep_receipt(news: EventNews, *, received_at: datetime) -> bool:
    """Keeps a webhook; True when its kind calls for work. Twice is the same as once."""
    calls_for_work = news.kind in KINDS
    receipt = Receipt(
        event_id=news.id,
        kind=news.kind,
        object_id=news.object_id,
        customer_id=news.customer_id,
        subscription_id=news.subscription_id,
        happened_at=news.happened_at,
        received_at=received_at,
        state=Receipt.State.NEW if calls_for_work else Receipt.State.DONE,
    )
    Receipt.objects.bulk_create([receipt], ignore_conflicts=True)
    return calls_for_work


def is_waiting() -> bool:
    """True when a receipt can be worked off now, or an orphan has become known."""
    return _due().exists() or _found_orphans().exists()


def work_off(now: datetime, *, sync: Sync | None = None, seconds: float = PATIENCE_S) -> bool:
    """Works off what waits; True when time ran out before all was done.

    `sync` fetches and mirrors a subscription; the plain one, unless somebody watches what changes.
    Nothing is raised: what fails is put off.
    """
    fetch = sync or (lambda company_id: actions.sync_subscription(company_id, now=now))
    stops = time.monotonic() + seconds
    misses = 0
    _found_orphans().update(state=Receipt.State.NEW)
    while batch := list(_due()[:BATCH]):
        mirrored = _fetched_at(batch)
        for group in _together(batch):
            if time.monotonic() > stops:
                return True
            missed = _try(group, mirrored.get(group[0].subscription_id), fetch, now)
            misses = misses + missed if missed else 0
            if misses >= MISSES_MAX:
                return False
    return False


def _due() -> QuerySet[Receipt]:
    return Receipt.objects.filter(_may_be_tried(), state=Receipt.State.NEW)


def _found_orphans() -> QuerySet[Receipt]:
    """Receipts of nobody we knew, whose customer we know by now."""
    known = Customer.objects.values("company_id")
    orphans = Receipt.objects.filter(_may_be_tried(), state=Receipt.State.ORPHAN)
    return orphans.filter(customer_id__in=known)


def _may_be_tried() -> Q:
    return Q(retry_at__isnull=True) | Q(retry_at__lte=timezone.now())


def _fetched_at(batch: Iterable[Receipt]) -> dict[str, datetime]:
    """When each subscription that is spoken of was fetched, if it is mirrored."""
    ids = {receipt.subscription_id for receipt in batch if receipt.subscription_id}
    rows = Subscription.objects.filter(company_id__in=ids).order_by()
    return dict(rows.values_list("company_id", "fetched_at"))


def _together(batch: Iterable[Receipt]) -> list[list[Receipt]]:
    """Receipts about the same thing, those of a subscription before those of a whole customer."""
    groups: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in batch:
        customer = "" if receipt.kind == CHECKOUT else receipt.customer_id
        groups[receipt.subscription_id or customer or receipt.event_id].append(receipt)
    return sorted(groups.values(), key=lambda group: not group[0].subscription_id)


def _try(group: list[Receipt], fetched_at: datetime | None, sync: Sync, now: datetime) -> int:
    """Works a group off, or puts it off; gives how heavily the company's silence weighs."""
    try:
        _work(group, fetched_at, sync, now)
    except PaymentError as fault:
        log.warning("webhook.put_off", event_id=group[0].event_id, code=fault.code)
        is_answered = fault.code != "payment_unreachable"
        _put_off(group, at_most=PAUSES[-1] if is_answered else UNANSWERED)
        if pause := pause_told(fault):
            _hold_all(pause)
            return MISSES_MAX
        return 0 if is_answered else 1
    except Exception:
        log.exception("webhook.failed", event_id=group[0].event_id)
        _put_off(group)
    return 0


def pause_told(fault: PaymentError) -> timedelta | None:
    """How long the company wants to be left alone, if it said so."""
    seconds = fault.context.get("retry_after_s")
    return timedelta(seconds=seconds) if isinstance(seconds, float) else None


def _work(group: list[Receipt], fetched_at: datetime | None, sync: Sync, now: datetime) -> None:
    """Does what the webhooks call for: fetches anew what they are about.

    `fetched_at` is when that was done last, if it is a subscription that is mirrored.
    """
    received = max(receipt.received_at for receipt in group)
    first = group[0]
    owner = first.customer_id or _owner_of_reversal(first)
    is_fresh = fetched_at is not None and fetched_at > received
    if owner and fetched_at is None and not Customer.objects.filter(company_id=owner).exists():
        log.warning("webhook.orphan", event_id=first.event_id, customer=owner)
        _close(group, Receipt.State.ORPHAN, customer_id=owner)
    elif first.subscription_id and not is_fresh and sync(first.subscription_id) is None:
        _put_off(group, state=Receipt.State.ORPHAN)
    elif first.kind == CHECKOUT and not first.subscription_id:
        _work_card(first, owner, now)
    else:
        if not first.subscription_id:
            _work_customer(group, owner, received, sync)
            _take_reversals(group, owner, now)
        _close(group, Receipt.State.DONE)


def _owner_of_reversal(receipt: Receipt) -> str:
    """A dispute or a refund names a charge, and not whose it is."""
    if receipt.kind.startswith("charge.dispute."):
        return comparing.customer_of_dispute(receipt.object_id)
    if receipt.kind.startswith("refund."):
        return comparing.customer_of_refund(receipt.object_id)
    return ""


def _work_customer(group: list[Receipt], owner: str, received: datetime, sync: Sync) -> None:
    """What is about a customer may change any subscription; money given back, also an ended one."""
    kinds = [receipt.kind for receipt in group if receipt.kind.startswith(OF_A_CUSTOMER)]
    if not kinds:
        return
    theirs = Subscription.objects.filter(customer__company_id=owner)
    if not any(kind.startswith(OF_MONEY_BACK) for kind in kinds):
        theirs = theirs.exclude(state=State.ENDED)
    for company_id in list(theirs.values_list("company_id", flat=True)):
        _bring(company_id, received, sync)


def _take_reversals(group: list[Receipt], owner: str, now: datetime) -> None:
    """Money that went back is asked for once the invoices that it is about are there."""
    customer = Customer.objects.filter(company_id=owner).first()
    if customer and any(receipt.kind.startswith(OF_MONEY_BACK) for receipt in group):
        refunding.sync_reversals(customer, now=now)


def _work_card(receipt: Receipt, owner: str, now: datetime) -> None:
    """A card that was given and never brought back to us: the reader closed the page too early.

    It is taken as if they had come back. That it was declined is told by the next webhook.
    """
    is_taken = Operation.objects.filter(key=f"card-{receipt.object_id}", is_done=True).exists()
    waits_until = receipt.received_at + COMES_BACK
    if not is_taken and timezone.now() < waits_until:
        _rows([receipt]).update(retry_at=waits_until)
        return
    if not is_taken:
        customer = Customer.objects.select_related("reader").get(company_id=owner)
        try:
            sales.finish_checkout(customer.reader, receipt.object_id, now=now)
        except PaymentError as fault:
            if fault.code not in FAILURES:
                raise
    _close([receipt], Receipt.State.DONE)


def _bring(company_id: str, received: datetime, sync: Sync) -> Subscription | None:
    """The subscription, fetched unless a fetch that began after the webhook came in told all."""
    known = Subscription.objects.filter(company_id=company_id, fetched_at__gt=received).first()
    return known or sync(company_id)


def _close(group: list[Receipt], state: str, **columns: str) -> None:
    _rows(group).update(state=state, retry_at=None, **columns)


def _put_off(
    group: list[Receipt], *, at_most: timedelta = PAUSES[-1], state: str = Receipt.State.NEW
) -> None:
    """Has a group wait; the more it was tried, the longer."""
    tries = max(receipt.tries for receipt in group)
    pause = min(PAUSES[min(tries, len(PAUSES) - 1)], at_most)
    _rows(group).update(state=state, tries=tries + 1, retry_at=timezone.now() + pause)


def _hold_all(pause: timedelta) -> None:
    """The company has had enough of us for a while."""
    until = timezone.now() + pause
    waiting = Receipt.objects.filter(state=Receipt.State.NEW)
    waiting.filter(Q(retry_at__isnull=True) | Q(retry_at__lt=until)).update(retry_at=until)


def _rows(group: list[Receipt]) -> QuerySet[Receipt]:
    return Receipt.objects.filter(pk__in=[receipt.pk for receipt in group])
