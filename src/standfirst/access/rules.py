"""Who may read what, and why: pure, and the only place where "may read" is answered.

`entitlement_of` turns what is known of a reader into what they may read until when; `decide`
answers for one article. Web pages, feeds, search, mail and commands all ask here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from standfirst.billing.rules import Cause, Facts, Policy, Standing, State, standing_of


class Audience(StrEnum):
    """Who an article is for."""

    EVERYONE = "everyone"
    REGISTERED = "registered"
    SUBSCRIBERS = "subscribers"
    PLANS = "plans"


class Reason(StrEnum):
    """Why an article is open or shut. The word decides the panel and its one button."""

    OPEN = "open"
    NEWSROOM = "newsroom"
    REGISTERED = "registered"
    SUBSCRIBED = "subscribed"
    GRACE = "grace"
    GRANTED = "granted"
    METERED = "metered"

    SIGNED_OUT = "signed_out"
    NO_SUBSCRIPTION = "no_subscription"
    PLAN_TOO_LOW = "plan_too_low"
    METER_USED = "meter_used"
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
    GRANT_ENDED = "grant_ended"
    SEAT_REMOVED = "seat_removed"
    UNKNOWN_GATE = "unknown_gate"


class Remedy(StrEnum):
    """The one thing that mends it."""

    NOTHING = "nothing"
    LOG_IN = "log_in"
    SUBSCRIBE = "subscribe"
    SWITCH_PLAN = "switch_plan"
    FINISH_PAYING = "finish_paying"
    UPDATE_CARD = "update_card"
    CONFIRM_WITH_BANK = "confirm_with_bank"
    RESUME = "resume"
    SUBSCRIBE_AGAIN = "subscribe_again"


REMEDIES = {
    Reason.SIGNED_OUT: Remedy.LOG_IN,
    Reason.NO_SUBSCRIPTION: Remedy.SUBSCRIBE,
    Reason.PLAN_TOO_LOW: Remedy.SWITCH_PLAN,
    Reason.METER_USED: Remedy.SUBSCRIBE,
    Reason.FIRST_PAYMENT_INCOMPLETE: Remedy.FINISH_PAYING,
    Reason.PAYMENT_FAILED: Remedy.UPDATE_CARD,
    Reason.CARD_EXPIRED: Remedy.UPDATE_CARD,
    Reason.AUTHENTICATION_REQUIRED: Remedy.CONFIRM_WITH_BANK,
    Reason.CARD_EXPIRING: Remedy.UPDATE_CARD,
    Reason.CANCELS_ON: Remedy.RESUME,
    Reason.PAUSED_UNTIL: Remedy.RESUME,
    Reason.CANCELED_BY_READER: Remedy.SUBSCRIBE_AGAIN,
    Reason.ENDED_UNPAID: Remedy.SUBSCRIBE_AGAIN,
    Reason.REFUNDED: Remedy.SUBSCRIBE_AGAIN,
    Reason.CHARGEBACK: Remedy.SUBSCRIBE_AGAIN,
    Reason.GRANT_ENDED: Remedy.SUBSCRIBE,
    Reason.SEAT_REMOVED: Remedy.SUBSCRIBE,
}
"""What mends each reason; a reason that is not here has nothing to mend."""


@dataclass(frozen=True)
class Gate:
    """Who an article is for. `plans` are the keys of the plans that open it, for PLANS."""

    audience: Audience | str
    plans: frozenset[str] = frozenset()


@dataclass(frozen=True)
class GrantFacts:
    """A right to read that was not bought by this reader. `plan` empty: whatever subscribers read.

    `source` is who it is from: `gift from J. Holm`, `Tarn Library`.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    plan: str = ""
    source: str = ""
    is_seat: bool = False


@dataclass(frozen=True)
class MeterFacts:
    """Free articles this month. `is_counted`: this very article was opened before."""

    limit: int
    used: int
    resets_at: datetime
    is_counted: bool = False


@dataclass(frozen=True)
class ReaderFacts:
    """What is known of a reader when it is asked what they may read."""

    is_signed_in: bool = False
    is_newsroom: bool = False
    subscriptions: tuple[Facts, ...] = ()
    grants: tuple[GrantFacts, ...] = ()
    meter: MeterFacts | None = None


@dataclass(frozen=True)
class Right:
    """May read what `plan` opens until then; `plan` empty: what any subscriber reads."""

    basis: Reason
    plan: str = ""
    until: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """True while the right holds."""
        return self.until is None or now < self.until


@dataclass(frozen=True)
class Concern:
    """What is the matter with a reader's subscription or grant, for a panel or a banner.

    `on` is the date the reason is about, `until` the date reading ends, or for a card that runs
    out that of the next payment; `source` who gave a grant.
    """

    reason: Reason
    on: datetime | None = None
    until: datetime | None = None
    plan: str = ""
    source: str = ""

    @property
    def remedy(self) -> Remedy:
        """The one thing that mends it."""
        return REMEDIES.get(self.reason, Remedy.NOTHING)


@dataclass(frozen=True)
class Entitlement:
    """What a reader may read until when.

    `until` is the next moment that would change it by the clock alone: whoever keeps an
    entitlement keeps it no longer than that. `obstacles` explain a denial, the weightiest first;
    `banner` is what a reader who reads should know.
    """

    is_signed_in: bool = False
    is_newsroom: bool = False
    rights: tuple[Right, ...] = ()
    obstacles: tuple[Concern, ...] = ()
    banner: Concern | None = None
    meter: MeterFacts | None = field(default=None)
    until: datetime | None = None


ANONYMOUS = Entitlement()


@dataclass(frozen=True)
class Decision:
    """The gate's answer for one article. `until` is when it may change by the clock alone."""

    allowed: bool
    reason: Reason
    remedy: Remedy = Remedy.NOTHING
    until: datetime | None = None
    concern: Concern | None = None


def decide(entitlement: Entitlement, gate: Gate, now: datetime) -> Decision:
    """May this reader read an article behind `gate`, and why. An unknown gate is shut."""
    until = entitlement.until
    if gate.audience == Audience.EVERYONE:
        return Decision(True, Reason.OPEN)
    if gate.audience not in set(Audience):
        return Decision(False, Reason.UNKNOWN_GATE)
    if entitlement.is_newsroom:
        return Decision(True, Reason.NEWSROOM)
    if gate.audience == Audience.REGISTERED:
        return Decision(True, Reason.REGISTERED) if entitlement.is_signed_in else _signed_out()
    live = [right for right in entitlement.rights if right.is_live(now)]
    if right := best_of(right for right in live if _opens(right, gate)):
        return Decision(True, right.basis, until=until)
    if gate.audience == Audience.SUBSCRIBERS and _meter_opens(entitlement.meter):
        return Decision(True, Reason.METERED, until=until)
    if live:
        return _denied(Concern(Reason.PLAN_TOO_LOW), until)
    return _denied(_obstacle(entitlement, gate), until)


def best_of(rights: Iterable[Right]) -> Right | None:
    """The best of several rights: one that is paid, then a grant, then grace; the longest first."""
    order = (Reason.SUBSCRIBED, Reason.GRANTED, Reason.GRACE)
    ranked = sorted(
        rights, key=lambda r: (order.index(r.basis), r.until is not None, _backwards(r.until))
    )
    return ranked[0] if ranked else None


def _backwards(moment: datetime | None) -> float:
    return -moment.timestamp() if moment else 0.0


def _opens(right: Right, gate: Gate) -> bool:
    return gate.audience == Audience.SUBSCRIBERS or right.plan in gate.plans


def _meter_opens(meter: MeterFacts | None) -> bool:
    return meter is not None and (meter.is_counted or meter.used < meter.limit)


def _signed_out() -> Decision:
    return Decision(False, Reason.SIGNED_OUT, Remedy.LOG_IN, concern=Concern(Reason.SIGNED_OUT))


def _denied(concern: Concern, until: datetime | None) -> Decision:
    return Decision(False, concern.reason, concern.remedy, until=until, concern=concern)


def _obstacle(entitlement: Entitlement, gate: Gate) -> Concern:
    """What stands in the way of a reader without any live right."""
    if entitlement.obstacles:
        return entitlement.obstacles[0]
    if entitlement.meter and gate.audience == Audience.SUBSCRIBERS:
        return Concern(Reason.METER_USED, on=entitlement.meter.resets_at)
    return Concern(Reason.NO_SUBSCRIPTION if entitlement.is_signed_in else Reason.SIGNED_OUT)


def entitlement_of(facts: ReaderFacts, policy: Policy, now: datetime) -> Entitlement:
    """What a reader may read until when, from everything known of them at `now`."""
    standings = tuple(standing_of(one, policy, now) for one in facts.subscriptions)
    rights = [_right(standing) for standing in standings if standing.reads]
    rights += [_granted(grant) for grant in facts.grants if _runs(grant, now)]
    return Entitlement(
        is_signed_in=facts.is_signed_in,
        is_newsroom=facts.is_newsroom,
        rights=tuple(rights),
        obstacles=_obstacles(standings, facts.grants, now),
        banner=_banner(standings),
        meter=facts.meter,
        until=_next_change(standings, facts, now),
    )


def _right(standing: Standing) -> Right:
    basis = Reason.GRACE if standing.state is State.GRACE else Reason.SUBSCRIBED
    return Right(basis, standing.plan, _right_ends(standing))


def _right_ends(standing: Standing) -> datetime | None:
    """Only grace and a wished end take reading away by the clock; late news never does."""
    return standing.until if standing.state in {State.GRACE, State.CANCELING} else None


def _runs(grant: GrantFacts, now: datetime) -> bool:
    return grant.starts_at <= now and (grant.ends_at is None or now < grant.ends_at)


def _granted(grant: GrantFacts) -> Right:
    return Right(Reason.GRANTED, grant.plan, grant.ends_at)


WEIGHT = (
    State.HELD,
    State.PENDING,
    State.PAUSED,
    State.ENDED,
)
"""Which obstacle is told first: the one that is quickest mended."""


def _obstacles(
    standings: tuple[Standing, ...], grants: tuple[GrantFacts, ...], now: datetime
) -> tuple[Concern, ...]:
    """What could be mended, the weightiest first; of things that ended, the latest first."""
    shut = [standing for standing in standings if not standing.reads and standing.cause]
    ranked = [(WEIGHT.index(s.state), _backwards(s.on), _concern(s)) for s in shut]
    ranked += [
        (WEIGHT.index(State.ENDED), _backwards(grant.ends_at), _ended_grant(grant))
        for grant in grants
        if grant.ends_at is not None and grant.ends_at <= now
    ]
    return tuple(concern for _, _, concern in sorted(ranked, key=lambda row: row[:2]))


def _concern(standing: Standing) -> Concern:
    """A card that ran out is told by its own month, every other cause by the date it is about;
    one that runs out, with the payment that it will not be there for."""
    cause = standing.cause or Cause.PAYMENT_FAILED
    is_card = cause is Cause.CARD_EXPIRED and standing.card_ran_out_at is not None
    on = standing.card_ran_out_at if is_card else standing.on
    until = standing.next_payment_at or standing.until
    return Concern(Reason(cause.value), on, until, standing.plan)


def _ended_grant(grant: GrantFacts) -> Concern:
    reason = Reason.SEAT_REMOVED if grant.is_seat else Reason.GRANT_ENDED
    return Concern(reason, on=grant.ends_at, plan=grant.plan, source=grant.source)


BANNERS = (State.GRACE, State.EXPIRING_CARD, State.CANCELING)
"""The states that a reader who reads is told of, the most urgent first."""


def _banner(standings: tuple[Standing, ...]) -> Concern | None:
    told = [standing for standing in standings if standing.state in BANNERS]
    told.sort(key=lambda standing: BANNERS.index(standing.state))
    return _concern(told[0]) if told else None


def _next_change(
    standings: tuple[Standing, ...], facts: ReaderFacts, now: datetime
) -> datetime | None:
    moments = [standing.until for standing in standings if standing.until]
    for grant in facts.grants:
        moments += [moment for moment in (grant.starts_at, grant.ends_at) if moment]
    if facts.meter:
        moments.append(facts.meter.resets_at)
    later = [moment for moment in moments if moment > now]
    return min(later) if later else None
