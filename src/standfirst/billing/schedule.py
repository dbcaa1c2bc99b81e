"""Which notices a subscription calls for: pure, on the publication's schedule.

Not here: sending them, and the claim that makes each go out once (`actions.claim_notices`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from standfirst.billing.rules import (
    ENDED_STATUSES,
    FAILURES,
    Cause,
    Facts,
    Policy,
    Standing,
    State,
    standing_of,
)


class NoticeKind(StrEnum):
    """The notices, in the order of a debt's life; then the others."""

    FAILED = "failed"
    REMINDER = "reminder"
    LAST_DAYS = "last_days"
    HELD = "held"
    RECOVERED = "recovered"
    CARD_EXPIRING = "card_expiring"
    CARD_EXPIRING_SOON = "card_expiring_soon"
    RENEWAL = "renewal"
    ENDED_UNPAID = "ended_unpaid"
    CANCELING = "canceling"
    KEPT = "kept"
    PAUSED = "paused"
    RESUMED = "resumed"


@dataclass(frozen=True)
class Due:
    """A notice and when it falls due. `of` is the same for the same debt or card, `about` is what
    a notice of that kind goes out for once."""

    kind: NoticeKind
    at: datetime
    about: str
    of: str


def notices_of(facts: Facts, policy: Policy, now: datetime) -> tuple[Due, ...]:
    """Every notice that the subscription as it stands calls for, due or to come, in order."""
    standing = standing_of(facts, policy, now)
    if standing.state in {State.GRACE, State.HELD} and facts.debt:
        return _of_debt(facts.debt.first_failed_at, policy)
    if standing.state in {State.ACTIVE, State.TRIALING, State.EXPIRING_CARD}:
        return tuple(sorted(_of_card(facts, policy) + _of_renewal(facts, policy), key=_moment))
    return ()


def _moment(due: Due) -> datetime:
    return due.at


def confirmation_of(before: Facts | None, after: Facts) -> NoticeKind | None:
    """The notice that confirms what the reader has just asked for, by what is known since."""
    if before is None or after.status in ENDED_STATUSES:
        return None
    if (before.cancel_at is None) is not (after.cancel_at is None):
        return NoticeKind.CANCELING if after.cancel_at else NoticeKind.KEPT
    if before.is_paused is not after.is_paused:
        return NoticeKind.PAUSED if after.is_paused else NoticeKind.RESUMED
    return None


def cancels_at(facts: Facts, policy: Policy) -> datetime | None:
    """When a subscription that stays unpaid is ended, if it is unpaid."""
    if facts.debt is None:
        return None
    return facts.debt.first_failed_at + policy.of_debt(facts.debt.first_failed_at).cancel


def _of_debt(failed_at: datetime, policy: Policy) -> tuple[Due, ...]:
    """On the day, a reminder, the last days before the hold, the hold: those that fit, in order.

    A schedule that puts the hold off gives it another date, of which the reader is told again.
    """
    debt = f"debt {failed_at:%Y-%m-%dT%H:%M}"
    schedule = policy.of_debt(failed_at)
    hold = failed_at + schedule.hold
    is_put_off = schedule.hold > policy.as_of(failed_at).current.hold
    this_hold = f"{debt} held {hold:%Y-%m-%d}" if is_put_off else debt
    between = (
        Due(NoticeKind.REMINDER, failed_at + schedule.reminder, debt, debt),
        Due(NoticeKind.LAST_DAYS, hold - schedule.last_days, this_hold, debt),
    )
    fitting = sorted((due for due in between if failed_at < due.at < hold), key=_moment)
    return (
        Due(NoticeKind.FAILED, failed_at, debt, debt),
        *fitting,
        Due(NoticeKind.HELD, hold, this_hold, debt),
    )


def _of_card(facts: Facts, policy: Policy) -> tuple[Due, ...]:
    """Twice before the card runs out, if the next charge comes after that."""
    expires = facts.card_expires_at
    if expires is None or expires > facts.period_end:
        return ()
    about = f"card {expires:%Y-%m}"
    return (
        Due(NoticeKind.CARD_EXPIRING, expires - policy.current.card_first, about, about),
        Due(NoticeKind.CARD_EXPIRING_SOON, expires - policy.current.card_again, about, about),
    )


def _of_renewal(facts: Facts, policy: Policy) -> tuple[Due, ...]:
    """Ahead of a yearly charge, which readers forget."""
    if not facts.is_yearly:
        return ()
    about = f"renewal {facts.period_end:%Y-%m-%d}"
    return (Due(NoticeKind.RENEWAL, facts.period_end - policy.current.renewal, about, about),)


def due_now(dues: tuple[Due, ...], now: datetime) -> tuple[Due, ...]:
    """The notices to send at `now`: of several about the same thing only the latest is news."""
    latest = {due.of: due for due in dues if due.at <= now}
    return tuple(latest.values())


def next_due(
    dues: tuple[Due, ...], standing: Standing, now: datetime, cancels: datetime | None = None
) -> datetime | None:
    """When to look at the subscription again: the next notice, change of state or cancelling.

    What is to end is due until somebody has ended it, and late news of a renewal is looked for
    every day: whoever was to see to it may have been killed.
    """
    if standing.state is State.HELD and cancels is not None and cancels <= now:
        return now
    moments = [due.at for due in dues] + [standing.until, cancels]
    later = [moment for moment in moments if moment and moment > now]
    if standing.state is State.RENEWING:
        later.append(now + timedelta(days=1))
    return min(later) if later else None


def still_true(kind: NoticeKind, facts: Facts, standing: Standing) -> bool:
    """Whether a notice that was claimed is still worth sending."""
    match kind:
        case NoticeKind.FAILED | NoticeKind.REMINDER | NoticeKind.LAST_DAYS:
            return standing.state is State.GRACE and standing.cause in FAILURES
        case NoticeKind.HELD:
            return standing.state is State.HELD
        case NoticeKind.RECOVERED:
            return standing.reads and standing.state is not State.GRACE
        case NoticeKind.CARD_EXPIRING | NoticeKind.CARD_EXPIRING_SOON:
            return standing.state is State.EXPIRING_CARD
        case NoticeKind.RENEWAL:
            return standing.state in {State.ACTIVE, State.TRIALING, State.EXPIRING_CARD}
        case NoticeKind.ENDED_UNPAID:
            return standing.state is State.ENDED and standing.cause is Cause.ENDED_UNPAID
    return standing.state is not State.ENDED and _is_as_asked(kind, facts)


def _is_as_asked(kind: NoticeKind, facts: Facts) -> bool:
    """Whether what a confirmation confirms still holds: a reader may change their mind at once."""
    match kind:
        case NoticeKind.CANCELING:
            return facts.cancel_at is not None
        case NoticeKind.KEPT:
            return facts.cancel_at is None
        case NoticeKind.PAUSED:
            return facts.is_paused
    return not facts.is_paused
