"""What the record and the invoices hold, as the rows that `tallying` counts."""

from datetime import datetime

from django.db.models import Min

from standfirst.billing.models import Invoice, Subscription
from standfirst.billing.rules import State
from standfirst.billing.tallying import UNPAID, Passage, Payment
from standfirst.events.models import Event


def passages() -> list[Passage]:
    """Every transition of every subscription, in the order in which they were recorded."""
    rows = Event.objects.filter(kind__startswith="subscription.")
    return [
        Passage(
            subscription=row.data["subscription"],
            at=row.at,
            before=row.data["before"],
            state=row.data["state"],
            cause=row.data["cause"],
        )
        for row in rows
        if "before" in row.data
    ]


def payments() -> list[Payment]:
    """Every invoice that was paid, and was for anything; the time is that of its payment."""
    paid = Invoice.objects.filter(status="paid", amount_minor__gt=0)
    begun = Invoice.objects.values("subscription_id").annotate(first=Min("created_at"))
    first: dict[int | None, datetime] = {row["subscription_id"]: row["first"] for row in begun}
    return [
        Payment(
            at=invoice.paid_at or invoice.created_at,
            money=invoice.money,
            is_first=first[invoice.subscription_id] == invoice.created_at,
            refunded_minor=invoice.refunded_minor,
        )
        for invoice in paid
    ]


def mirrored() -> tuple[int, int]:
    """How many subscriptions have begun and not ended, and how many of these owe: as the mirror
    has them, to hold a count of the record against."""
    states = list(Subscription.objects.values_list("state", flat=True))
    running = [state for state in states if state not in {"", State.PENDING, State.ENDED}]
    return len(running), sum(state in UNPAID for state in running)


def began_at() -> datetime | None:
    """When the first subscription was recorded."""
    first = Event.objects.filter(kind__startswith="subscription.").first()
    return first.at if first else None
