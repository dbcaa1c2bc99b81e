"""What the reconcilers ask of Stripe: what happened since, all subscriptions and all that went
back, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any

import stripe
import structlog

from standfirst.billing.mirror import EventNews, SubscriptionNews
from standfirst.billing.stripe import reading
from standfirst.billing.stripe.client import UNREADABLE, api, ask, speaking

log = structlog.get_logger(__name__)
PAGE = 100
KINDS_AT_ONCE = 20
"""As many kinds of event as Stripe lists at once."""


@dataclass(frozen=True)
class Page:
    """Some subscriptions, newest first. `last_id` is where the next page begins, if there is one.

    Each has its latest invoice, and no card: enough to see whether more is to be asked.
    """

    subscriptions: tuple[SubscriptionNews, ...]
    last_id: str


def latest_event() -> str:
    """The id of the newest event that the company still has, or nothing."""
    with speaking():
        found = ask("/v1/events", {"limit": 1})["data"]
        return str(found[0]["id"]) if found else ""


def events_after(event_id: str, kinds: Sequence[str]) -> Iterator[EventNews] | None:
    """Events of these kinds since another one, oldest first; without one all that there are.

    None when the company has forgotten that event: it keeps them for thirty days.
    """
    lists = [
        _events_after(event_id, kinds[start : start + KINDS_AT_ONCE])
        for start in range(0, len(kinds), KINDS_AT_ONCE)
    ]
    known = [found for found in lists if found is not None]
    if len(known) < len(lists):
        return None
    return merge(*known, key=lambda news: news.happened_at)


def _events_after(event_id: str, kinds: Sequence[str]) -> Iterator[EventNews] | None:
    with speaking():
        asked: dict[str, object] = {"limit": PAGE, "types": list(kinds)}
        try:
            first = ask("/v1/events", asked | ({"ending_before": event_id} if event_id else {}))
        except stripe.InvalidRequestError as fault:
            if fault.code != "resource_missing":
                raise
            return None
    return _since(first, asked) if event_id else _all(first, asked)


def _since(page: dict[str, Any], asked: dict[str, object]) -> Iterator[EventNews]:
    """Pages towards the newest. Each page has its newest first."""
    with speaking():
        while True:
            rows = page["data"]
            yield from map(reading.event_of, reversed(rows))
            if not page["has_more"]:
                return
            page = ask("/v1/events", asked | {"ending_before": rows[0]["id"]})


def _all(page: dict[str, Any], asked: dict[str, object]) -> Iterator[EventNews]:
    """Pages back to the oldest, and gives that first."""
    found: list[EventNews] = []
    with speaking():
        while True:
            rows = page["data"]
            found += map(reading.event_of, rows)
            if not page["has_more"]:
                return reversed(found)
            page = ask("/v1/events", asked | {"starting_after": rows[-1]["id"]})


def subscriptions_after(subscription_id: str) -> Page:
    """The page of all subscriptions, ended ones too, that follows one; the first without one."""
    asked = {"limit": PAGE, "status": "all", "expand": ["data.latest_invoice"]}
    with speaking():
        found = ask(
            "/v1/subscriptions",
            asked | ({"starting_after": subscription_id} if subscription_id else {}),
        )
        rows = found["data"]
        read = tuple(news for raw in rows if (news := _glimpse(raw)) is not None)
        return Page(read, str(rows[-1]["id"]) if found["has_more"] else "")


def _glimpse(raw: dict[str, Any]) -> SubscriptionNews | None:
    """A subscription as it is listed; none for one that makes no sense, which holds up no other."""
    latest = raw.get("latest_invoice")
    is_told = isinstance(latest, dict) and latest["status"] != "draft"
    try:
        invoices = (reading.invoice_of(latest),) if latest and is_told else ()
        return reading.subscription_of(raw, card=None, invoices=invoices)
    except UNREADABLE as fault:
        log.warning("subscription.unreadable", id=raw.get("id"), fault=repr(fault))
        return None


@dataclass(frozen=True)
class Glimpse:
    """What a list tells of a payment that went back: how much of it, or how its dispute stands.

    `is_doubtful` is one of which the list does not tell enough.
    """

    payment_id: str
    refunded_minor: int | None = None
    dispute: str | None = None
    is_doubtful: bool = False


@dataclass(frozen=True)
class ReversalPage:
    """Some refunds or disputes, newest first. `last_id` is where the next page begins."""

    reversals: tuple[Glimpse, ...]
    last_id: str


def refunds_after(refund_id: str) -> ReversalPage:
    """The page of all refunds that follows one; the first without one."""
    return _reversals("/v1/refunds", refund_id, {"expand": ["data.charge"]})


def disputes_after(dispute_id: str) -> ReversalPage:
    """The page of all disputes that follows one; the first without one."""
    return _reversals("/v1/disputes", dispute_id, {})


def _reversals(path: str, after: str, asked: dict[str, object]) -> ReversalPage:
    with speaking():
        found = ask(path, {"limit": PAGE, **asked, **({"starting_after": after} if after else {})})
        rows = found["data"]
        read = tuple(_went_back(raw) for raw in rows if raw.get("payment_intent"))
        return ReversalPage(read, str(rows[-1]["id"]) if found["has_more"] else "")


def _went_back(raw: dict[str, Any]) -> Glimpse:
    """A refund that failed may still count in its charge: that is asked about."""
    payment_id = reading.id_of(raw["payment_intent"])
    if raw["object"] == "dispute":
        return Glimpse(payment_id, dispute=raw["status"])
    charge = raw["charge"]
    if not isinstance(charge, dict) or raw["status"] not in reading.REFUNDED:
        return Glimpse(payment_id, is_doubtful=True)
    return Glimpse(payment_id, refunded_minor=charge["amount_refunded"])


def customer_of_refund(refund_id: str) -> str:
    """Whose charge was given back."""
    with speaking():
        found = api().refunds.retrieve(refund_id, {"expand": ["charge"]}).to_dict()
        charge = found["charge"]
        return reading.id_of(charge["customer"]) if isinstance(charge, dict) else ""


def customer_of_dispute(dispute_id: str) -> str:
    """Whose charge is disputed."""
    with speaking():
        found = api().disputes.retrieve(dispute_id, {"expand": ["charge"]}).to_dict()
        charge = found["charge"]
        return reading.id_of(charge["customer"]) if isinstance(charge, dict) else ""
