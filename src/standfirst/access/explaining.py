"""A decision in words, with all that it rests on: for support, not for readers."""

from datetime import datetime

from django.utils.timezone import localtime

from standfirst.access.rules import (
    ANONYMOUS,
    Decision,
    Entitlement,
    Gate,
    GrantFacts,
    ReaderFacts,
    Reason,
    Remedy,
    decide,
    entitlement_of,
)
from standfirst.billing.rules import Facts, Policy, standing_of

SENTENCES = {
    Reason.OPEN: "The article is for everyone.",
    Reason.NEWSROOM: "The reader belongs to the newsroom.",
    Reason.REGISTERED: "The article is for registered readers, and this one is logged in.",
    Reason.SUBSCRIBED: "The subscription is paid, or its renewal has had no bad news.",
    Reason.GRACE: "A payment failed, and the days of grace run.",
    Reason.GRANTED: "Somebody gave the reader the right to read.",
    Reason.METERED: "A free article of this month is left.",
    Reason.SIGNED_OUT: "Nobody is logged in.",
    Reason.NO_SUBSCRIPTION: "The reader has no subscription and no grant.",
    Reason.PLAN_TOO_LOW: "The reader's plan does not come with this article.",
    Reason.METER_USED: "The free articles of this month are used up.",
    Reason.FIRST_PAYMENT_INCOMPLETE: "The first payment was never finished.",
    Reason.PAYMENT_FAILED: "A payment failed and the days of grace are over.",
    Reason.CARD_EXPIRED: "The card on file has run out and the days of grace are over.",
    Reason.AUTHENTICATION_REQUIRED: "The bank wants a confirmation and the grace is over.",
    Reason.PAUSED_UNTIL: "The subscription is paused.",
    Reason.CANCELED_BY_READER: "The reader canceled, and what was paid is over.",
    Reason.ENDED_UNPAID: "The subscription ended unpaid.",
    Reason.REFUNDED: "The payment was given back and the subscription ended.",
    Reason.CHARGEBACK: "The bank took the payment back and the subscription ended.",
    Reason.GRANT_ENDED: "The grant has ended.",
    Reason.SEAT_REMOVED: "The seat in the group is gone.",
    Reason.UNKNOWN_GATE: "The gate has a name that is not known, so it is shut.",
}


def explain(facts: ReaderFacts | None, gate: Gate, policy: Policy, now: datetime) -> str:
    """The decision now, its reason in words, what it rests on and the remedy."""
    entitlement = entitlement_of(facts, policy, now) if facts else ANONYMOUS
    decision = decide(entitlement, gate, now)
    lines = [
        f"Access    {'allowed' if decision.allowed else 'denied'}",
        f"Reason    {decision.reason}: {SENTENCES.get(decision.reason, '')}",
        f"Remedy    {_remedy(decision)}",
        f"Until     {_moment(decision.until) or 'something happens'}",
        f"Gate      {gate.audience}{_plans(gate)}",
        *_rests_on(facts, entitlement, policy, now),
    ]
    return "\n".join(lines)


def _remedy(decision: Decision) -> str:
    return "none needed" if decision.remedy is Remedy.NOTHING else decision.remedy.value


def _plans(gate: Gate) -> str:
    return f" ({', '.join(sorted(gate.plans))})" if gate.plans else ""


def _rests_on(
    facts: ReaderFacts | None, entitlement: Entitlement, policy: Policy, now: datetime
) -> list[str]:
    if facts is None:
        return ["Rests on  nobody being logged in"]
    rows = [_subscription(one, policy, now) for one in facts.subscriptions]
    rows += [_grant(grant) for grant in facts.grants]
    if entitlement.banner:
        rows.append(f"banner: {entitlement.banner.reason}")
    return [f"Rests on  {row}" for row in rows or ["no subscription, no grant"]]


def _subscription(facts: Facts, policy: Policy, now: datetime) -> str:
    standing = standing_of(facts, policy, now)
    parts = [
        f"subscription to {facts.plan}: {standing.state}",
        f"company's status {facts.status}",
        f"period ends {_moment(facts.period_end)}",
    ]
    if facts.debt:
        parts.append(f"unpaid since {_moment(facts.debt.first_failed_at)} ({facts.debt.cause})")
    if standing.until:
        parts.append(f"changes {_moment(standing.until)}")
    if facts.known_since:
        parts.append(f"asked the company {_moment(facts.known_since)} (wall time)")
    return "; ".join(parts)


def _grant(grant: GrantFacts) -> str:
    ends = _moment(grant.ends_at) or "taken away"
    return f"grant, {grant.source}: from {_moment(grant.starts_at)} until {ends}"


def _moment(moment: datetime | None) -> str:
    """In the publication's time zone, as the moment that was asked about."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
