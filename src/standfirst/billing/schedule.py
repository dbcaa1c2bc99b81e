"""Which notices a subscription calls for: pure, on the publication's schedule.

Not here: sending them, and the claim that makes each go out once (`actions.claim_notices`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from standfirst.billing.rules import FAILURES, Facts, Policy, Standing, State, standing_of


class NoticeKind(StrEnum):
    """The notices, in the order of a debt's life; then the others."""

    FAILED = "failed"
    REMINDER = "reminder"
    LAST_DAYS = "last_days"
    HELD = "held"
    RECOVERED = "recovered"
    CARD_EXPIRING = "card_expiring"
    CARD_EXPIRING_SOON = "card_expiring_soon"


CARD_NOTICES = (
    (NoticeKind.CARD_EXPIRING, timedelta(days=30)),
    (NoticeKind.CARD_EXPIRING_SOON, timedelta(days=7)),
)


@dataclass(frozen=True)
class Due:
    """A notice and when it falls due. `about` is the same for the same debt or card."""

    kind: NoticeKind
    at: datetime
    about: str


def notices_of(facts: Facts, policy: Policy, now: datetime) -> tuple[Due, ...]:
    """Every notice that the subscription as it stands calls for, due or to come, in order."""
    standing = standing_of(facts, policy, now)
    if standing.state in {State.GRACE, State.HELD} and facts.debt:
        return _of_debt(facts.debt.first_failed_at, policy)
    if standing.state in {State.ACTIVE, State.TRIALING, State.EXPIRING_CARD}:
        return _of_card(facts)
    return ()


def _of_debt(failed_at: datetime, policy: Policy) -> tuple[Due, ...]:
    """On the day, at half of the grace, two days before it ends, at its end."""
    about = f"debt {failed_at:%Y-%m-%dT%H:%M}"
    ends = failed_at + policy.grace
    return (
        Due(NoticeKind.FAILED, failed_at, about),
        Due(NoticeKind.REMINDER, failed_at + policy.grace / 2, about),
        Due(NoticeKind.LAST_DAYS, ends - timedelta(days=2), about),
        Due(NoticeKind.HELD, ends, about),
    )


def _of_card(facts: Facts) -> tuple[Due, ...]:
    """30 and 7 days before the card runs out, if the next charge comes after that."""
    expires = facts.card_expires_at
    if expires is None or expires > facts.period_end:
        return ()
    return tuple(
        Due(kind, expires - before, f"card {expires:%Y-%m}") for kind, before in CARD_NOTICES
    )


def due_now(dues: tuple[Due, ...], now: datetime) -> Due | None:
    """The one notice to send at `now`: of several that are overdue only the latest is news."""
    ripe = [due for due in dues if due.at <= now]
    return ripe[-1] if ripe else None


def next_due(dues: tuple[Due, ...], standing: Standing, now: datetime) -> datetime | None:
    """When to look at the subscription again: the next notice or the next change of state."""
    moments = [due.at for due in dues] + ([standing.until] if standing.until else [])
    later = [moment for moment in moments if moment > now]
    return min(later) if later else None


def still_true(kind: NoticeKind, standing: Standing) -> bool:
    """Whether a notice that was claimed is still worth sending."""
    match kind:
        case NoticeKind.FAILED | NoticeKind.REMINDER | NoticeKind.LAST_DAYS:
            return standing.state is State.GRACE and standing.cause in FAILURES
        case NoticeKind.HELD:
            return standing.state is State.HELD
        case NoticeKind.RECOVERED:
            return standing.reads and standing.state is not State.GRACE
    return standing.state is State.EXPIRING_CARD
