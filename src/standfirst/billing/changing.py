"""Changing what was bought: another plan or interval, an end, a pause, and taking them back."""

from datetime import datetime

from standfirst.billing import actions, queries
from standfirst.billing.models import Price, Subscription
from standfirst.billing.operations import operation
from standfirst.billing.rules import Cause, State
from standfirst.billing.sales import price_at_company
from standfirst.billing.stripe import adapter
from standfirst.kernel.errors import InputError, NotFoundError
from standfirst.readers.models import Reader


def set_ending(reader: Reader, *, ends: bool, now: datetime) -> Subscription:
    """Cancels at the end of what is paid, or takes that back."""
    states = {State.ENDED, State.PENDING}
    subscription = _subscription(reader, now, but_not=states)
    with operation("set_ending", reader.pk, now=now) as key:
        adapter.set_ending(subscription.company_id, ends=ends, key=key)
    return _synced(subscription, now)


def end_unpaid(subscription: Subscription, *, now: datetime) -> Subscription:
    """Ends a subscription that stayed unpaid, and asks for its invoices no more. Idempotent."""
    key = f"end-unpaid-{subscription.company_id}"
    with operation("end_unpaid", subscription.customer.reader_id, now=now, key=key):
        end_now(subscription, cause=Cause.ENDED_UNPAID, key=key)
    return _synced(subscription, now)


def end_now(subscription: Subscription, *, cause: Cause, key: str) -> None:
    """Ends a subscription at the company, which keeps why, and gives up what it still asked for."""
    open_ones = subscription.invoices.filter(status="open")
    for invoice in open_ones:
        adapter.give_up_invoice(invoice.company_id, key=f"{key}-{invoice.company_id}")
    adapter.end_now(subscription.company_id, cause=cause, key=key)


def pause(reader: Reader, *, until: datetime, now: datetime) -> Subscription:
    """Pauses a subscription: what is paid is read, then nothing is charged until then."""
    subscription = _subscription(reader, now, but_not={State.ENDED, State.PENDING})
    with operation("pause", reader.pk, now=now) as key:
        adapter.pause(subscription.company_id, until=until, key=key)
    return _synced(subscription, now)


def resume(reader: Reader, *, now: datetime) -> Subscription:
    """Ends a pause, or keeps a subscription that was to be canceled."""
    subscription = _subscription(reader, now, but_not={State.ENDED, State.PENDING})
    with operation("resume", reader.pk, now=now) as key:
        if subscription.is_paused:
            adapter.resume(subscription.company_id, key=key)
        else:
            adapter.set_ending(subscription.company_id, ends=False, key=key)
    return _synced(subscription, now)


def switch_price(reader: Reader, price: Price, *, now: datetime) -> Subscription:
    """Changes the plan; the difference for the days left is charged at once."""
    subscription = _subscription(reader, now, but_not={State.ENDED, State.PENDING, State.PAUSED})
    if subscription.price_id == price.pk:
        raise InputError("This is the plan you have.", code="same_plan")
    price_id = price_at_company(price, now=now)
    with operation("switch_price", reader.pk, now=now) as key:
        adapter.switch_price(subscription.company_id, price_id=price_id, key=key)
    return _synced(subscription, now)


def _synced(subscription: Subscription, now: datetime) -> Subscription:
    return actions.sync_subscription(subscription.company_id, now=now) or subscription


def _subscription(reader: Reader, now: datetime, *, but_not: set[State]) -> Subscription:
    for subscription, standing in queries.standings_of(reader.pk, now):
        if standing.state not in but_not:
            return subscription
    raise NotFoundError("You have no subscription that runs.", code="no_subscription")
