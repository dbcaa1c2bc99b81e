"""Changing what was bought: an end, a pause, and taking them back. Another plan: `switching`."""

from calendar import monthrange
from datetime import datetime, timedelta

from standfirst.billing import actions, queries
from standfirst.billing.models import Price, Subscription
from standfirst.billing.operations import next_key, operation
from standfirst.billing.rules import Cause, Standing, State, standing_of
from standfirst.billing.stripe import changes
from standfirst.kernel.errors import InputError, NotFoundError
from standfirst.readers.models import Reader

OVER = frozenset({State.ENDED, State.PENDING})
UNPAID = frozenset({State.GRACE, State.HELD})
MONTHS_TO_PAUSE = (1, 2, 3)
AHEAD = timedelta(hours=1)
"""A pause ends a little ahead of the next period, so that this one is paid again."""


def set_ending(reader: Reader, *, ends: bool, now: datetime, of: int | None = None) -> Subscription:
    """Cancels at the end of what is paid, or takes that back. `of` names the subscription."""
    subscription = subscription_of(reader, now, of=of)
    let_go(subscription, now=now)
    with operation("set_ending", reader.pk, now=now) as key:
        changes.set_ending(subscription.company_id, ends=ends, key=key)
    return synced(subscription, now)


def end_unpaid(subscription: Subscription, *, now: datetime) -> Subscription:
    """Ends a subscription that stayed unpaid, and asks for its invoices no more. Idempotent."""
    key = f"end-unpaid-{subscription.company_id}"
    with operation("end_unpaid", subscription.customer.reader_id, now=now, key=key):
        end_now(subscription, cause=Cause.ENDED_UNPAID, key=key)
    return synced(subscription, now)


def end_now(subscription: Subscription, *, cause: Cause, key: str) -> None:
    """Ends a subscription at the company, which keeps why, and gives up what it still asked for."""
    open_ones = subscription.invoices.filter(status="open")
    for invoice in open_ones:
        changes.give_up_invoice(invoice.company_id, key=f"{key}-{invoice.company_id}")
    changes.end_now(subscription.company_id, cause=cause, key=key)


def pause_ends(subscription: Subscription, months: int) -> datetime:
    """The day on which reading goes on when the months after what is paid are left out."""
    paid = subscription.period_end
    year, month = divmod(paid.month - 1 + months, 12)
    year, month = paid.year + year, month + 1
    day = min(paid.day, monthrange(year, month)[1])
    return paid.replace(year=year, month=month, day=day)


def pause(reader: Reader, *, until: datetime, now: datetime, of: int | None = None) -> Subscription:
    """Pauses a subscription: what is paid is read, then nothing is charged until then.

    Raises InputError for one that is paid by the year, unpaid, ending or paused already.
    """
    subscription = subscription_of(reader, now, of=of)
    refuse_pause(subscription, now)
    let_go(subscription, now=now)
    with operation("pause", reader.pk, now=now) as key:
        changes.pause(subscription.company_id, until=until - AHEAD, key=key)
    return synced(subscription, now)


def refuse_pause(subscription: Subscription, now: datetime) -> None:
    """Raises InputError, with what to do instead, where a pause makes no sense."""
    refuse_unsettled(subscription, now)
    if subscription.price and subscription.price.interval == Price.Interval.YEAR:
        raise InputError(
            "You have paid for a year, so there is nothing to pause.",
            help="If you cancel, you read to the end of the year and are not charged again.",
            code="paid_by_the_year",
        )


def refuse_unsettled(subscription: Subscription, now: datetime) -> None:
    """Raises InputError for a subscription on which something else is to be done first."""
    state = standing_at(subscription, now).state
    if state in UNPAID:
        raise InputError(
            "A payment of yours is due.",
            help="Pay it first, in your account.",
            code="payment_due",
        )
    if state is State.CANCELING:
        raise InputError(
            "Your subscription is to end.",
            help="Keep it going first, in your account.",
            code="is_ending",
        )
    if subscription.is_paused:
        raise InputError(
            "Your subscription is paused.",
            help="Resume it first, in your account.",
            code="is_paused",
        )


def resume(reader: Reader, *, now: datetime, of: int | None = None) -> Subscription:
    """Ends a pause, or keeps a subscription that was to be canceled.

    After a pause the next period begins, and is charged, now; days that are still paid are read
    first. A payment that fails is on the subscription then, as any other.
    """
    subscription = synced(subscription_of(reader, now, of=of), now)
    if not subscription.is_paused:
        return set_ending(reader, ends=False, now=now, of=subscription.pk)
    name = next_key(f"resume-{subscription.company_id}")
    with operation("resume", reader.pk, now=now, key=name) as key:
        changes.resume(subscription.company_id, begins_anew=subscription.period_end <= now, key=key)
    return synced(subscription, now)


def let_go(subscription: Subscription, *, now: datetime) -> None:
    """Takes a switch back that waits for the end of the period: it forbids every other change."""
    if not subscription.schedule_id:
        return
    reader_id = subscription.customer.reader_id
    key = f"release-{subscription.schedule_id}"
    with operation("release_schedule", reader_id, now=now, key=key) as operation_key:
        changes.release_schedule(subscription.schedule_id, key=operation_key)


def standing_at(subscription: Subscription, now: datetime) -> Standing:
    """Where a subscription from `subscription_of` stands."""
    return standing_of(queries.facts_of(subscription), queries.policy(), now)


def synced(subscription: Subscription, now: datetime) -> Subscription:
    """The subscription as it is at the company now."""
    return actions.sync_subscription(subscription.company_id, now=now) or subscription


def subscription_of(reader: Reader, now: datetime, *, of: int | None = None) -> Subscription:
    """The reader's subscription that is named, else the one that the account speaks of first.

    Raises NotFoundError when it is not theirs, has ended, or never began.
    """
    for subscription, standing in queries.standings_of(reader.pk, now):
        if standing.state not in OVER and of in {None, subscription.pk}:
            return subscription
    raise NotFoundError("You have no subscription that runs.", code="no_subscription")
