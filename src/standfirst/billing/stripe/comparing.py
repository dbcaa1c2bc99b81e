"""What the reconcilers ask of Stripe: what happened since, and all subscriptions page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import stripe
import structlog

from standfirst.billing.mirror import EventNews, SubscriptionNews
from standfirst.billing.stripe import reading
from standfirst.billing.stripe.client import UNREADABLE, api, ask, speaking

log = structlog.get_logger(__name__)
PAGE = 100


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


def customer_of_dispute(dispute_id: str) -> str:
    """Whose charge is disputed."""
    with speaking():
        found = api().disputes.retrieve(dispute_id, {"expand": ["charge"]}).to_dict()
        charge = found["charge"]
        return reading.id_of(charge["customer"]) if isinstance(charge, dict) else ""
