"""What happened, and where a subscription stands, in plain words for the newsroom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from standfirst.articles import dates
from standfirst.billing.models import Invoice, Subscription
from standfirst.billing.replay import facts_from
from standfirst.billing.rules import Cause, Standing, State
from standfirst.billing.schedule import NoticeKind
from standfirst.events.models import Event
from standfirst.kernel.money import Money

CAUSES = {
    Cause.FIRST_PAYMENT_INCOMPLETE: "the first payment was not finished",
    Cause.PAYMENT_FAILED: "the payment failed",
    Cause.CARD_EXPIRED: "the card has run out",
    Cause.AUTHENTICATION_REQUIRED: "the bank wants a confirmation",
    Cause.CARD_EXPIRING: "the card runs out",
    Cause.CANCELS_ON: "canceled",
    Cause.PAUSED_UNTIL: "paused",
    Cause.CANCELED_BY_READER: "the reader canceled",
    Cause.ENDED_UNPAID: "it stayed unpaid",
    Cause.REFUNDED: "the payment was given back",
    Cause.CHARGEBACK: "the bank took the payment back",
}

UNPAID = {
    Cause.PAYMENT_FAILED: "the payment of {on} failed",
    Cause.CARD_EXPIRED: "the payment of {on} failed, for the card has run out",
    Cause.AUTHENTICATION_REQUIRED: "the bank wants the payment of {on} confirmed",
}

STATES = {
    State.PENDING: "First payment not finished",
    State.TRIALING: "Trial",
    State.ACTIVE: "Paid",
    State.RENEWING: "Renewing",
    State.EXPIRING_CARD: "Paid, card runs out",
    State.GRACE: "In grace",
    State.HELD: "On hold",
    State.CANCELING: "Canceling",
    State.PAUSED: "Paused",
    State.ENDED: "Ended",
}

NOTICES = {
    NoticeKind.FAILED: "the payment failed",
    NoticeKind.REMINDER: "a reminder that it is unpaid",
    NoticeKind.LAST_DAYS: "the last days of reading",
    NoticeKind.HELD: "reading has ended",
    NoticeKind.RECOVERED: "paid, everything is open again",
    NoticeKind.CARD_EXPIRING: "the card runs out",
    NoticeKind.CARD_EXPIRING_SOON: "the card runs out, once more",
    NoticeKind.RENEWAL: "the yearly payment comes",
    NoticeKind.ENDED_UNPAID: "the subscription has ended unpaid",
}

CHANGES = {
    "pending": "Subscribed to {plan}; the first payment is not finished.",
    "trialing": "A trial of {plan} began.",
    "active": "{plan} is paid and runs.",
    "renewing": "The paid time of {plan} ended; the news of its renewal is awaited.",
    "expiring_card": "The card for {plan} runs out before the next payment.",
    "grace": "{plan} is in grace: {cause}.",
    "held": "{plan} is on hold: {cause}, and the days of grace are over.",
    "canceling": "{plan} was canceled; it can be read until {on}.",
    "paused": "{plan} is paused.",
    "ended": "{plan} ended: {cause}.",
    "recovered": "{plan} was paid and recovered.",
}

PLAIN = {
    "card.updated": "A new card is on file.",
    "dispute.opened": "The bank was asked to take back the payment of {number}.",
    "dispute.lost": "The bank took back the payment of {number}.",
    "dispute.won": "The bank left the payment of {number} with us.",
    "denial.doubted": "The reader was shut out on old knowledge; the payment company is asked.",
    "drift.found": "A comparison found that the payment company knew something else.",
    "ending.explained": "Said why they leave.",
    "notice.claimed": "A mail is on its way: {notice}.",
    "notice.sent": "A mail was sent: {notice}.",
    "notice.dropped": "A mail was not sent, for it was no longer true: {notice}.",
    "plan.switched": "Changed to {plan}, {price}.",
    "plan.switch_planned": "Changes to {plan}, {price}, at the next payment.",
    "plan.switch_undone": "The change is taken back: stays with {plan}, {price}.",
    "reader.address_changed": "Another mail address was confirmed.",
    "reader.closed": "The account was closed.",
    "reader.joined": "The account began.",
    "reader.renamed": "The name was changed.",
    "reader.signed_in": "Signed in.",
    "reader.signed_out": "Signed out.",
    "reader.signed_out_everywhere": "Signed out everywhere.",
    "reader.signin_link_made": "A link to sign in was made.",
    "reader.signin_link_used": "A link to sign in was used.",
    "withdrawal.declared": "Withdrew from the contract.",
    "withdrawal.settled": "The withdrawal was settled: {sum} given back.",
    "withdrawal.refused": "The withdrawal was refused.",
}


def told(event: Event, plans: Mapping[str, str]) -> str:
    """An event as a sentence; one that is not known by its own name. `plans` are names by key."""
    group, _, what = event.kind.partition(".")
    data: dict[str, Any] = event.data
    if group == "subscription" and what in CHANGES:
        return CHANGES[what].format(**_change(data, plans))
    if group == "grant":
        return _grant(what, data)
    if event.kind in {"invoice.refunded", "invoice.refund_failed"}:
        return _refund(event.kind, data)
    if event.kind == "facts.known":
        return _known(data, plans)
    words = PLAIN.get(event.kind)
    return (
        words.format_map(_slots(data, plans))
        if words
        else _capital(f"{what.replace('_', ' ')}: {group}.")
    )


def aside(event: Event, names: Mapping[str, str]) -> str:
    """Who did it and why, where that is on record."""
    by = event.data.get("by", "")
    who = ", ".join(_ways(by)) if isinstance(by, list) else names.get(str(by), str(by))
    parts = [f"by {who}" if who else "", event.data.get("why", "")]
    return "; ".join(part for part in parts if part)


def _ways(ways: list[Any]) -> list[str]:
    return [str(way).replace("_", " ") for way in ways]


def _change(data: Mapping[str, Any], plans: Mapping[str, str]) -> dict[str, str]:
    return {
        "plan": _plan(data.get("plan", ""), plans),
        "cause": _cause(data.get("cause", "")),
        "on": day_of(data.get("on", "")),
    }


def _plan(key: str, plans: Mapping[str, str]) -> str:
    return plans.get(key, key) or "The plan"


def _cause(word: str) -> str:
    return CAUSES[Cause(word)] if word in set(Cause) else "no cause is on record"


class _Slots(dict[str, str]):
    """The words for a sentence; what is not on record is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _slots(data: Mapping[str, Any], plans: Mapping[str, str]) -> _Slots:
    slots = _Slots({name: str(value) for name, value in data.items() if value})
    slots["plan"] = _plan(data.get("plan", ""), plans)
    slots["notice"] = notice_words(data.get("notice_kind", ""))
    if "refund_minor" in data:
        slots["sum"] = _sum(data["refund_minor"], data.get("currency", ""))
    return slots


def notice_words(kind: str) -> str:
    """What a mail of this kind is about."""
    return NOTICES[NoticeKind(kind)] if kind in set(NoticeKind) else kind.replace("_", " ")


def _sum(minor: int, currency: str) -> str:
    return str(Money(minor, currency)) if minor else "nothing"


def _grant(what: str, data: Mapping[str, Any]) -> str:
    facts = data.get("facts", {})
    source = f" ({facts['source']})" if facts.get("source") else ""
    ends = facts.get("ends_at")
    until = f"until {day_of(ends)}" if ends else "without an end"
    match what:
        case "given":
            return f"A grant was given{source}, {until}."
        case "changed":
            return f"A grant{source} has another end: {until}."
    return f"A grant was taken away{source}."


def _refund(kind: str, data: Mapping[str, Any]) -> str:
    sum_ = _sum(data.get("amount_minor", 0), data.get("currency", ""))
    if kind == "invoice.refund_failed":
        return f"{sum_} of {data.get('number', '')} could not be given back after all."
    ends = ", and the subscription ends" if data.get("ends_access") else ""
    return _capital(f"{sum_} of {data.get('number', '')} were given back{ends}.")


def _known(data: Mapping[str, Any], plans: Mapping[str, str]) -> str:
    facts = facts_from(data["facts"])
    parts = [facts.status.replace("_", " "), f"paid time until {day_of(facts.period_end)}"]
    if facts.debt:
        parts.append(f"unpaid since {day_of(facts.debt.first_failed_at)}")
    if facts.cancel_at:
        parts.append(f"cancels {day_of(facts.cancel_at)}")
    if facts.is_paused:
        parts.append("paused")
    return f"The payment company says of {_plan(facts.plan, plans)}: {', '.join(parts)}."


def standing_words(subscription: Subscription, standing: Standing) -> str:
    """Where a subscription stands, in a sentence."""
    until, on = day_of(standing.until), day_of(standing.on)
    cause = CAUSES.get(standing.cause, "") if standing.cause else ""
    ends = day_of(subscription.period_end)
    match standing.state:
        case State.GRACE:
            return f"In grace: {_unpaid(standing)}. Reads until {until}."
        case State.HELD:
            return f"On hold: {_unpaid(standing)}, and the days of grace are over."
        case State.CANCELING:
            return f"Canceled: reads until {until}."
        case State.PAUSED:
            return f"Paused until {on}." if on else "Paused, with no day to resume."
        case State.ENDED:
            return f"Ended{f' on {on}' if on else ''}{f': {cause}' if cause else ''}."
        case State.RENEWING:
            return f"The paid time ended on {ends}; the news of its renewal is awaited."
        case State.EXPIRING_CARD:
            return f"Paid until {ends}, but the card runs out before."
        case State.TRIALING:
            return f"A trial until {ends}."
        case State.PENDING:
            return "The first payment was never finished."
    return f"Paid until {ends}, then it renews."


def _unpaid(standing: Standing) -> str:
    cause = standing.cause if standing.cause in UNPAID else Cause.PAYMENT_FAILED
    return UNPAID[cause].format(on=day_of(standing.on))


def invoice_words(invoice: Invoice) -> str:
    """How an invoice stands."""
    words = {"paid": "Paid", "open": "Due", "void": "Void", "uncollectible": "Unpaid"}
    told = [words.get(invoice.status, invoice.status)]
    if invoice.refunded_minor:
        back = Money(invoice.refunded_minor, invoice.currency)
        told.append(f"{back} given back")
    if invoice.dispute:
        told.append(f"dispute {invoice.dispute.replace('_', ' ')}")
    return ", ".join(told)


def day_of(when: datetime | str | None) -> str:
    """`4 March 2026`, in the publication's time zone; nothing where there is no date."""
    if not when:
        return ""
    moment = datetime.fromisoformat(when) if isinstance(when, str) else when
    return dates.day(localtime(moment))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
