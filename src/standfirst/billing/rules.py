"""Where a subscription stands: pure decisions on what is known of it.

`standing_of` is the only place where the payment company's words become a state of ours.
What a state lets its reader read is said here too; which article it opens is for `access`.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """The states of a subscription (docs/reference/states.md)."""

    PENDING = "pending"
    TRIALING = "trialing"
    ACTIVE = "active"
    RENEWING = "renewing"
    EXPIRING_CARD = "expiring_card"
    GRACE = "grace"
    HELD = "held"
    CANCELING = "canceling"
    PAUSED = "paused"
    ENDED = "ended"


READING = frozenset(
    {
        State.TRIALING,
        State.ACTIVE,
        State.RENEWING,
        State.EXPIRING_CARD,
        State.GRACE,
        State.CANCELING,
    }
)
"""The states in which a reader reads."""


class Cause(StrEnum):
    """Why a subscription is not simply paid and running."""

    FIRST_PAYMENT_INCOMPLETE = "first_payment_incomplete"
    PAYMENT_FAILED = "payment_failed"
    CARD_EXPIRED = "card_expired"
    AUTHENTICATION_REQUIRED = "authentication_required"
    CARD_EXPIRING = "card_expiring"
    CANCELS_ON = "cancels_on"
    PAUSED_UNTIL = "paused_until"
    CANCELED_BY_READER = "canceled_by_reader"
    ENDED_UNPAID = "ended_unpaid"
    REFUNDED = "refunded"
    CHARGEBACK = "chargeback"


FAILURES = frozenset({Cause.PAYMENT_FAILED, Cause.CARD_EXPIRED, Cause.AUTHENTICATION_REQUIRED})
"""The causes that a payment can fail for."""


@dataclass(frozen=True)
class Schedule:
    """What happens when, counted from an invoice's first failure; in force from `from_at` on.

    `reminder` and `cancel` count from the failure, `last_days` back from the hold; the card's
    notices count back from the end of the month printed on it, `renewal` from a yearly charge.
    """

    from_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    reminder: timedelta = timedelta(days=7)
    last_days: timedelta = timedelta(days=2)
    hold: timedelta = timedelta(days=14)
    cancel: timedelta = timedelta(days=60)
    card_first: timedelta = timedelta(days=30)
    card_again: timedelta = timedelta(days=7)
    renewal: timedelta = timedelta(days=14)


@dataclass(frozen=True)
class Policy:
    """The schedules that the publication has had, the oldest first; never none.

    `renewing` is how long news of a renewal may be late before somebody asks.
    """

    schedules: tuple[Schedule, ...] = (Schedule(),)
    renewing: timedelta = timedelta(hours=48)

    @property
    def current(self) -> Schedule:
        """The schedule in force."""
        return self.schedules[-1]

    def of_debt(self, failed_at: datetime) -> Schedule:
        """The kindest schedule in force at any time since the failure.

        So a new one may lengthen a grace that runs, and never shortens it.
        """
        began = [s.from_at for s in self.schedules if s.from_at <= failed_at]
        since = max(began, default=self.schedules[0].from_at)
        return max(
            (s for s in self.schedules if s.from_at >= since), key=lambda s: (s.hold, s.from_at)
        )

    def as_of(self, moment: datetime) -> "Policy":
        """What was in force at a moment in the past: later schedules were not known then."""
        known = tuple(s for s in self.schedules if s.from_at <= moment)
        return replace(self, schedules=known or self.schedules[:1])


@dataclass(frozen=True)
class Debt:
    """The oldest invoice that is due and unpaid after a try.

    `first_failed_at` is its first failure: later tries do not move it.
    """

    first_failed_at: datetime
    cause: Cause = Cause.PAYMENT_FAILED


@dataclass(frozen=True)
class Facts:
    """What is known of one subscription. `status` is the payment company's word, as it came;
    `taken_back_at` is when the payment was made that a bank took back, and so ended it."""

    plan: str
    status: str
    period_end: datetime
    debt: Debt | None = None
    trial_end: datetime | None = None
    cancel_at: datetime | None = None
    ended_at: datetime | None = None
    end_cause: Cause | None = None
    is_paused: bool = False
    resumes_at: datetime | None = None
    card_expires_at: datetime | None = None
    taken_back_at: datetime | None = None
    is_yearly: bool = False
    known_since: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Standing:
    """Where a subscription stands.

    `until` is the next moment at which the state changes by the clock alone, `on` the date that
    the cause is about (the failed payment's, the end's, the card's), `card_ran_out_at` when the
    card on file ran out, if it has; `next_payment_at` is told where a card runs out before it.
    """

    plan: str
    state: State
    until: datetime | None = None
    cause: Cause | None = None
    on: datetime | None = None
    card_ran_out_at: datetime | None = None
    next_payment_at: datetime | None = None

    @property
    def reads(self) -> bool:
        """True where the reader may read what the plan opens."""
        return self.state in READING


ENDED_STATUSES = frozenset({"canceled", "incomplete_expired"})
RUNNING_STATUSES = frozenset({"active", "trialing", "past_due", "unpaid", "paused"})


def standing_of(facts: Facts, policy: Policy, now: datetime) -> Standing:
    """Where the subscription stands at `now`.

    A status that is not known (the company invents one) reads on as if nothing had changed: fail
    kind on payment. `unknown_status` tells the caller to raise an alarm.
    """
    if has_ended(facts, now):
        return _ended(facts)
    if facts.status == "incomplete":
        return Standing(facts.plan, State.PENDING, cause=Cause.FIRST_PAYMENT_INCOMPLETE)
    if _is_paused(facts, now):
        return _paused(facts)
    if facts.debt is not None:
        return _unpaid(facts, facts.debt, policy, now)
    return _paid(facts, policy, now)


def _ended(facts: Facts) -> Standing:
    """One whose first payment was never finished is told of no more: nothing had begun."""
    if facts.status == "incomplete_expired":
        return Standing(facts.plan, State.ENDED)
    cause = facts.end_cause or Cause.CANCELED_BY_READER
    on = facts.taken_back_at if cause is Cause.CHARGEBACK else None
    return Standing(
        facts.plan, State.ENDED, cause=cause, on=on or facts.ended_at or facts.cancel_at
    )


def has_ended(facts: Facts, now: datetime) -> bool:
    """True once nothing more will come of the subscription."""
    if facts.status in ENDED_STATUSES:
        return facts.ended_at is None or facts.ended_at <= now
    return facts.cancel_at is not None and facts.cancel_at <= now


def unknown_status(facts: Facts) -> bool:
    """True for a status that the payment company has come up with since this was written."""
    return facts.status not in ENDED_STATUSES | RUNNING_STATUSES | {"incomplete"}


def _is_paused(facts: Facts, now: datetime) -> bool:
    """True once what is paid is read, until the day it resumes, even when news of that is late."""
    if facts.status != "paused" and not (facts.is_paused and _is_used_up(facts, now)):
        return False
    return facts.resumes_at is None or now < facts.resumes_at


def _is_used_up(facts: Facts, now: datetime) -> bool:
    """True when nothing that was paid for is left to read, or a payment is due."""
    return now >= facts.period_end or facts.debt is not None


def _paused(facts: Facts) -> Standing:
    return Standing(
        facts.plan,
        State.PAUSED,
        until=facts.resumes_at,
        cause=Cause.PAUSED_UNTIL,
        on=facts.resumes_at,
    )


def _unpaid(facts: Facts, debt: Debt, policy: Policy, now: datetime) -> Standing:
    ends = debt.first_failed_at + policy.of_debt(debt.first_failed_at).hold
    state = State.GRACE if now < ends else State.HELD
    card = facts.card_expires_at
    return Standing(
        facts.plan,
        state,
        until=ends if state is State.GRACE else None,
        cause=debt.cause,
        on=debt.first_failed_at,
        card_ran_out_at=card if card and card <= now else None,
    )


def _paid(facts: Facts, policy: Policy, now: datetime) -> Standing:
    if facts.cancel_at is not None:
        return Standing(
            facts.plan,
            State.CANCELING,
            until=facts.cancel_at,
            cause=Cause.CANCELS_ON,
            on=facts.cancel_at,
        )
    if now >= facts.period_end:
        return Standing(facts.plan, State.RENEWING)
    if expires := _expiring(facts, policy, now):
        return Standing(
            facts.plan,
            State.EXPIRING_CARD,
            until=facts.period_end + policy.renewing,
            cause=Cause.CARD_EXPIRING,
            on=expires,
            next_payment_at=facts.period_end,
        )
    if facts.status == "trialing":
        return Standing(facts.plan, State.TRIALING, until=_next_change(facts, policy))
    return Standing(facts.plan, State.ACTIVE, until=_next_change(facts, policy))


def _expiring(facts: Facts, policy: Policy, now: datetime) -> datetime | None:
    """When the card runs out, if that is soon and before the next charge."""
    expires = facts.card_expires_at
    if expires is None or expires > facts.period_end or facts.is_paused:
        return None
    return expires if expires - policy.current.card_first <= now else None


def _next_change(facts: Facts, policy: Policy) -> datetime:
    """When to look again: the card's notice, the time by which a renewal has had its news, or the
    day from which a pause shuts."""
    if facts.is_paused:
        return facts.period_end
    doubtful = facts.period_end + policy.renewing
    expires = facts.card_expires_at
    if expires is not None and expires <= facts.period_end:
        return min(expires - policy.current.card_first, doubtful)
    return doubtful
