"""What the clock calls for: subscriptions whose day has come."""

from datetime import datetime, timedelta

import structlog

from standfirst.billing import actions, changing, queries
from standfirst.billing.models import Subscription
from standfirst.billing.rules import State
from standfirst.billing.schedule import cancels_at
from standfirst.kernel.errors import PaymentError

log = structlog.get_logger(__name__)


def sweep_due(now: datetime) -> int:
    """Recomputes every subscription whose `due_at` has come, in the order of those dates."""
    due = Subscription.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    ids = list(due.values_list("pk", flat=True))
    for subscription_id in ids:
        subscription = actions.recompute(subscription_id, now=now)
        if subscription.state == State.RENEWING:
            _ask_again(subscription, now)
        elif subscription.state == State.HELD and _is_to_end(subscription, now):
            _end_unpaid(subscription, now)
    return len(ids)


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
