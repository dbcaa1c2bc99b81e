"""What the clock calls for: subscriptions whose day has come."""

from datetime import datetime, timedelta

import structlog
from django.db.models import QuerySet

from standfirst.billing import actions, changing, queries
from standfirst.billing.models import Subscription
from standfirst.billing.rules import State
from standfirst.billing.schedule import cancels_at
from standfirst.kernel.errors import PaymentError

log = structlog.get_logger(__name__)

RESTS = timedelta(minutes=10)
"""How long one that failed is left alone."""

LATE = timedelta(minutes=15)
_failed_at: dict[int, datetime] = {}


def sweep_due(now: datetime) -> int:
    """Sees to every subscription whose `due_at` has come, in the order of those dates.

    One that fails holds up no other: it stays due, and is tried again after `RESTS`. Gives how
    many were seen to.
    """
    due = Subscription.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    return sum(_try(subscription_id, now) for subscription_id in due.values_list("pk", flat=True))


def overdue(now: datetime) -> QuerySet[Subscription]:
    """Subscriptions that should have been seen to by now, the oldest first."""
    return Subscription.objects.filter(due_at__lt=now - LATE).order_by("due_at", "pk")


def _try(subscription_id: int, now: datetime) -> bool:
    failed_at = _failed_at.get(subscription_id)
    if failed_at is not None and failed_at <= now < failed_at + RESTS:
        return False
    try:
        _see_to(subscription_id, now)
    except Exception:
        log.exception("subscription.not_swept", subscription=subscription_id)
        _failed_at[subscription_id] = now
        return False
    _failed_at.pop(subscription_id, None)
    return True


def _see_to(subscription_id: int, now: datetime) -> None:
    subscription = actions.recompute(subscription_id, now=now)
    if subscription.state == State.RENEWING:
        _ask_again(subscription, now)
    elif subscription.state == State.HELD and _is_to_end(subscription, now):
        _end_unpaid(subscription, now)


def _ask_again(subscription: Subscription, now: datetime) -> None:
    """News of a renewal is late: asks the company, and again tomorrow if it does not answer.

    The reader reads on meanwhile.
    """
    _look_tomorrow(subscription, now)
    try:
        actions.sync_subscription(subscription.company_id, now=now)
    except PaymentError as fault:
        log.warning("subscription.doubtful", id=subscription.company_id, code=fault.code)


def _is_to_end(subscription: Subscription, now: datetime) -> bool:
    known = queries.known_subscriptions().get(pk=subscription.pk)
    cancels = cancels_at(queries.facts_of(known), queries.policy())
    return cancels is not None and cancels <= now


def _end_unpaid(subscription: Subscription, now: datetime) -> None:
    """Ends what was never paid, after asking whether it still is not; again tomorrow if the
    company does not answer, and at once if we are killed meanwhile."""
    try:
        fresh = actions.sync_subscription(subscription.company_id, now=now)
        if fresh is None:
            _look_tomorrow(subscription, now)
        elif fresh.state == State.HELD:
            changing.end_unpaid(fresh, now=now)
    except PaymentError as fault:
        log.warning("subscription.not_ended", id=subscription.company_id, code=fault.code)
        _look_tomorrow(subscription, now)


def _look_tomorrow(subscription: Subscription, now: datetime) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(due_at=now + timedelta(days=1))
