"""What the desk reads: its numbers, a reader with all that is known of them, who waits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.timezone import localtime

from standfirst.access.models import Grant
from standfirst.billing import queries as billing
from standfirst.billing.models import (
    Invoice,
    Notice,
    Operation,
    Plan,
    Reconciliation,
    Subscription,
    Withdrawal,
)
from standfirst.billing.rules import READING, Standing, standing_of
from standfirst.events.models import Event
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader

SHOWN_OPERATIONS = timedelta(days=30)
STUCK_AFTER = timedelta(minutes=10)
"""An operation that is not done by then was cut off."""


@dataclass(frozen=True)
class Numbers:
    """How the publication stands."""

    subscribers: int
    states: dict[str, int]
    paid: list[Money]
    given_back: list[Money]
    operations: int
    drifted: int
    withdrawals: int


def numbers(now: datetime) -> Numbers:
    """The desk's front: counted just now."""
    paid = paid_since(Invoice.objects.all(), month_of(now))
    counted = Subscription.objects.values_list("state").annotate(number=Count("pk"))
    drifted = Reconciliation.objects.aggregate(sum=Sum("drifted"))["sum"]
    return Numbers(
        subscribers=_readers_who_read(),
        states=dict(counted.order_by()),
        paid=sums(paid, "amount_minor"),
        given_back=sums(paid, "refunded_minor"),
        operations=failed_operations(now).count(),
        drifted=drifted or 0,
        withdrawals=Withdrawal.objects.filter(state=Withdrawal.State.RECEIVED).count(),
    )


def _readers_who_read() -> int:
    reading = Subscription.objects.filter(state__in=READING)
    return reading.values("customer").distinct().count()


def month_of(now: datetime) -> datetime:
    """The beginning of the month, by the publication's time zone."""
    return localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def invoices() -> QuerySet[Invoice]:
    """Every invoice, the latest first, with whom it is for."""
    return Invoice.objects.select_related("customer__reader").order_by("-created_at", "-pk")


def paid_since(rows: QuerySet[Invoice], moment: datetime) -> QuerySet[Invoice]:
    """Of these invoices, those that were paid since then; those for nothing are none."""
    dated = Q(paid_at__gte=moment) | Q(paid_at=None, created_at__gte=moment)
    return rows.filter(dated, status="paid", amount_minor__gt=0)


def sums(rows: QuerySet[Invoice], column: str) -> list[Money]:
    """What a column comes to in each currency, the largest first; nothing where it is nothing."""
    found = rows.order_by().values_list("currency").annotate(sum=Sum(column))
    return sorted((Money(total, currency) for currency, total in found if total), reverse=True)


def failed_operations(now: datetime) -> QuerySet[Operation]:
    """Calls to the payment company that were refused or cut off lately, the latest first."""
    refused = ~Q(fault="")
    stuck = Q(is_done=False, created_at__lt=now - STUCK_AFTER)
    lately = Operation.objects.filter(created_at__gte=now - SHOWN_OPERATIONS)
    email = Reader.objects.filter(pk=OuterRef("reader_id")).values("email")[:1]
    rows = lately.filter(refused | stuck).annotate(reader_email=Subquery(email))
    return rows.order_by("-created_at", "-pk")


def drift_found() -> QuerySet[Event]:
    """What comparisons with the payment company found different, the latest first."""
    return Event.objects.filter(kind="drift.found").order_by("-pk")


def readers_found(words: str) -> QuerySet[Reader]:
    """Readers with every one of the words in their name or mail address, by address."""
    found = Reader.objects.filter(is_active=True).order_by("email")
    for word in words.split():
        found = found.filter(
            Q(email__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
        )
    return found


def standings_by_reader(
    readers: Iterable[Reader], *, now: datetime
) -> dict[int, list[tuple[Subscription, Standing]]]:
    """The subscriptions of several readers, the latest first, in few statements."""
    policy, found = billing.policy(), defaultdict(list)
    rows = billing.known_subscriptions().filter(customer__reader__in=list(readers))
    for row in rows:
        standing = standing_of(billing.facts_of(row), policy, now)
        found[row.customer.reader_id].append((row, standing))
    return found


def subscriptions() -> QuerySet[Subscription]:
    """Every subscription, the latest first, with whom it is for."""
    return Subscription.objects.select_related("customer__reader", "plan", "price")


def grants() -> QuerySet[Grant]:
    """Every grant, the latest first, with all that the list tells."""
    return Grant.objects.select_related("reader", "plan", "given_by").order_by("-starts_at", "-pk")


def live_grants(rows: QuerySet[Grant], now: datetime) -> QuerySet[Grant]:
    """Those that have not ended; one that has yet to begin is among them."""
    return rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def ended_grants(rows: QuerySet[Grant], now: datetime) -> QuerySet[Grant]:
    """Those that have ended or were taken away."""
    return rows.filter(ends_at__lte=now)


def debts_of(reader: Reader) -> QuerySet[Invoice]:
    """The reader's unpaid invoices on which a try has failed, the oldest first."""
    unpaid = billing.invoices_of(reader.pk).filter(
        status__in=billing.UNPAID, first_failed_at__isnull=False
    )
    return unpaid.order_by("first_failed_at")


def notices_to(reader: Reader) -> QuerySet[Notice]:
    """The mails about the reader's subscriptions, the latest first."""
    rows = Notice.objects.filter(subscription__customer__reader=reader)
    return rows.order_by("-claimed_at", "-pk")


def events_of(reader: Reader) -> QuerySet[Event]:
    """All that is on record of a reader, the latest first."""
    return Event.objects.filter(reader_id=reader.pk).order_by(F("at").desc(), "-pk")


def names_of(events: Iterable[Event]) -> dict[str, str]:
    """The readers that events name by number in `by`, with how they are called."""
    ids = {by for event in events if str(by := event.data.get("by", "")).isdecimal()}
    return {str(one.pk): str(one) for one in Reader.objects.filter(pk__in=ids)}


def plan_names() -> dict[str, str]:
    """The plans' names by their keys."""
    return dict(Plan.objects.values_list("key", "name"))
