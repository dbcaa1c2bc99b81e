"""Pending updates: a change of a subscription that waits until its invoice is paid."""

from copy import deepcopy

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.invoices import mark_void
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc

LONGEST_S = 23 * 3600
CHANGES = (
    "billing_cycle_anchor",
    "discounts",
    "items",
    "status",
    "trial_end",
    "_costs",
    "_pending_lines",
)
MAY_WAIT = (
    "billing_cycle_anchor",
    "expand",
    "items",
    "off_session",
    "payment_behavior",
    "proration_behavior",
    "proration_date",
    "trial_end",
)


def refuse_what_cannot_wait(params: Params) -> None:
    """Raises the company's complaint about a parameter that a pending update does not take."""
    for name in params:
        if name not in MAY_WAIT:
            raise invalid(
                "When `payment_behavior` is set to `pending_if_incomplete`, you cannot pass "
                f"`{name}`.",
                param=name,
            )


def stage(books: Books, before: Doc, subscription: Doc, invoice: Doc) -> None:
    """Puts the change aside: the subscription is as it was, until the invoice is paid."""
    after: Doc = {name: deepcopy(subscription.get(name)) for name in CHANGES}
    anchor = after["billing_cycle_anchor"]
    subscription.update({name: before.get(name) for name in CHANGES})
    period_end = before["items"]["data"][0]["current_period_end"]
    subscription["pending_update"] = {
        "billing_cycle_anchor": None if anchor == before["billing_cycle_anchor"] else anchor,
        "discount": None,
        "discounts": None,
        "expires_at": min(books.now + LONGEST_S, period_end),
        "metadata": None,
        "subscription_items": after["items"]["data"],
        "trial_end": None if after["trial_end"] == before["trial_end"] else after["trial_end"],
        "trial_from_plan": None,
    }
    subscription["_waiting"] = {"invoice": invoice["id"], "after": after}
    invoice["auto_advance"] = False
    books.put(invoice)


def waits_for(subscription: Doc, invoice: Doc) -> bool:
    """Whether a change waits for this invoice."""
    waiting = subscription.get("_waiting")
    return bool(waiting and waiting["invoice"] == invoice["id"])


def apply(books: Books, subscription: Doc) -> None:
    """The invoice is paid: the change is made. The caller keeps the subscription."""
    subscription.update(subscription["_waiting"]["after"])
    subscription.update(pending_update=None, _waiting=None)
    books.tell("customer.subscription.pending_update_applied", subscription)


def forget(books: Books, subscription: Doc) -> None:
    """Nothing comes of the change. The caller keeps the subscription."""
    subscription.update(pending_update=None, _waiting=None)
    books.tell("customer.subscription.pending_update_expired", subscription)


def run_out(books: Books, subscription: Doc) -> None:
    """The change was not paid in time: its invoice is void. The caller keeps the subscription."""
    invoice = books.get("invoice", subscription["_waiting"]["invoice"])
    if invoice["status"] == "open":
        mark_void(books, invoice)
    forget(books, subscription)


def ends_at(subscription: Doc) -> int | None:
    """When a change that waits is given up; None when none waits."""
    at: int | None = (subscription["pending_update"] or {}).get("expires_at")
    return at
