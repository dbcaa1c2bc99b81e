"""What the reconcilers ask of Stripe: what happened since, and all subscriptions page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import stripe

from standfirst.billing.mirror import EventNews, SubscriptionNews
from standfirst.billing.stripe import reading
from standfirst.billing.stripe.client import api, speaking

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
        found = api().events.list({"limit": 1})
        return found.data[0].id if found.data else ""


def events_after(event_id: str, kinds: Sequence[str]) -> Iterator[EventNews] | None:
    """Events of these kinds since another one, oldest first; without one all that there are.

    None when the company has forgotten that event: it keeps them for thirty days.
    """
    with speaking():
        try:
            return _events(event_id, kinds)
        except stripe.InvalidRequestError as fault:
            if fault.code != "resource_missing":
                raise
            return None


def _events(event_id: str, kinds: Sequence[str]) -> Iterator[EventNews]:
    page = api().events.list(
        {"limit": PAGE, "types": list(kinds)} | ({"ending_before": event_id} if event_id else {})  # type: ignore[arg-type]  # a TypedDict
    )
    rows = page.auto_paging_iter() if event_id else reversed(list(page.auto_paging_iter()))
    return _read(rows)


def _read(rows: Iterator[Any]) -> Iterator[EventNews]:
    """Reads while it pages, so that faults of later pages are ours too."""
    with speaking():
        for row in rows:
            yield reading.event_of(row.to_dict())


def subscriptions_after(subscription_id: str) -> Page:
    """The page of all subscriptions, ended ones too, that follows one; the first without one."""
    with speaking():
        found = api().subscriptions.list(
            {"limit": PAGE, "status": "all", "expand": ["data.latest_invoice"]}
            | ({"starting_after": subscription_id} if subscription_id else {})  # type: ignore[arg-type]  # a TypedDict
        )
        rows = tuple(_glimpse(one.to_dict()) for one in found.data)
        return Page(rows, found.data[-1].id if found.has_more else "")


def _glimpse(raw: dict[str, Any]) -> SubscriptionNews:
    latest = raw.get("latest_invoice")
    is_told = isinstance(latest, dict) and latest["status"] != "draft"
    invoices = (reading.invoice_of(latest),) if latest and is_told else ()
    return reading.subscription_of(raw, card=None, invoices=invoices)


def customer_of_dispute(dispute_id: str) -> str:
    """Whose charge is disputed."""
    with speaking():
        found = api().disputes.retrieve(dispute_id, {"expand": ["charge"]}).to_dict()
        charge = found["charge"]
        return reading.id_of(charge["customer"]) if isinstance(charge, dict) else ""
