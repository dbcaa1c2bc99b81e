"""When a reader leaves: the reason they may give, what is held of them, and being forgotten at the
payment company. What goes from our own tables: `forgetting`."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import Model, QuerySet

from standfirst.billing import actions, forgetting
from standfirst.billing.changing import end_now
from standfirst.billing.models import Card, Customer, Invoice, Notice, Operation, Subscription
from standfirst.billing.operations import operation
from standfirst.billing.rules import ENDED_STATUSES, Cause
from standfirst.billing.stripe import adapter, reversals
from standfirst.events.actions import record
from standfirst.events.models import Event
from standfirst.kernel.errors import PaymentError
from standfirst.readers.models import Reader
from standfirst.readers.rules import CLOSED_HOST


class Why(StrEnum):
    """Why a reader ends a subscription, if they care to say."""

    TOO_DEAR = "too_dear"
    TOO_LITTLE_TIME = "too_little_time"
    NOT_FOR_ME = "not_for_me"
    DID_NOT_WORK = "did_not_work"
    READ_ENOUGH = "read_enough"


WHY_WORDS = {
    Why.TOO_DEAR: "It costs too much",
    Why.TOO_LITTLE_TIME: "I have too little time to read",
    Why.NOT_FOR_ME: "It is not what I hoped for",
    Why.DID_NOT_WORK: "Something did not work",
    Why.READ_ENOUGH: "I have read what I came for",
}
"""As the reader sees them, once the end is settled."""

FORGET = "forget_customer"


@transaction.atomic
def explain_ending(subscription: Subscription, why: Why, *, now: datetime) -> bool:
    """Records why a reader ends a subscription; False when they have said so already."""
    reader_id = subscription.customer.reader_id
    ends = subscription.cancel_at.isoformat() if subscription.cancel_at else ""
    if has_explained(subscription):
        return False
    record(
        "ending.explained",
        now,
        reader_id=reader_id,
        subscription=subscription.company_id,
        ends=ends,
        why=why,
    )
    return True


def has_explained(subscription: Subscription) -> bool:
    """True once the reader has said why they end this subscription on that day."""
    ends = subscription.cancel_at.isoformat() if subscription.cancel_at else ""
    said = Event.objects.filter(
        kind="ending.explained", reader_id=subscription.customer.reader_id
    ).values_list("data", flat=True)
    about = (subscription.company_id, ends)
    return any((data["subscription"], data["ends"]) == about for data in said)


def held_of(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """What is held in this package of a reader, as plain values for JSON, by the table's name."""
    tables: dict[str, QuerySet[Any]] = {
        "billing.subscription": Subscription.objects.filter(customer__reader=reader),
        "billing.invoice": Invoice.objects.filter(customer__reader=reader),
        "billing.card": Card.objects.filter(customer__reader=reader),
        "billing.notice": Notice.objects.filter(subscription__customer__reader=reader),
        "billing.withdrawal": forgetting.withdrawals_of(reader),
        "billing.operation": Operation.objects.filter(reader_id=reader.pk),
    }
    held = {name: _plain(rows) for name, rows in tables.items()}
    return {name: rows for name, rows in held.items() if rows}


def _plain(rows: Iterable[Model]) -> list[dict[str, Any]]:
    return [row["fields"] for row in serializers.serialize("python", rows)]


def forget_customer(reader_id: int, *, now: datetime) -> None:
    """Ends what runs of a reader who has left, and has the company forget name, address and card,
    and why money went back to them.

    Idempotent. Raises PaymentError when the company does not answer: `forget_waiting` tries again.
    """
    customer = Customer.objects.filter(reader_id=reader_id).first()
    if customer is None:
        return
    with operation(FORGET, reader_id, now=now, key=f"forget-{customer.pk}") as key:
        for subscription in customer.subscriptions.exclude(status__in=ENDED_STATUSES):
            end_now(
                subscription, cause=Cause.CANCELED_BY_READER, key=f"{key}-{subscription.company_id}"
            )
        actions.sync_customer(customer, now=now)
        for invoice in customer.invoices.filter(refunded_minor__gt=0):
            reversals.forget_words(invoice.payment_id, key=key)
        adapter.forget_customer(customer.company_id)


def forget_waiting(now: datetime) -> int:
    """Has the company forget the readers who have left and whom it still knows; a sweep."""
    done = Operation.objects.filter(verb=FORGET, is_done=True, fault="").values("reader_id")
    gone = Customer.objects.filter(reader__is_active=False, reader__email__endswith=CLOSED_HOST)
    forgotten = 0
    for reader_id in gone.exclude(reader_id__in=done).values_list("reader_id", flat=True):
        with suppress(PaymentError):
            forget_customer(reader_id, now=now)
            forgotten += 1
    return forgotten
