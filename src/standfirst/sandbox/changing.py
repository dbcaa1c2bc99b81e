"""Changing a running subscription: its end, its discounts, its tax, its price, its trial.

The same steps stand behind the change itself and behind the preview of what it would cost.
"""

from standfirst.sandbox.books import Books
from standfirst.sandbox.discounts import set_discounts
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.starting import automatic_tax, set_period, trial_end
from standfirst.sandbox.switching import end_trial, switch
from standfirst.sandbox.taxes import is_complete


def change(books: Books, subscription: Doc, params: Params) -> Doc | None:
    """Makes the change; returns an opened invoice when there is something to pay now.

    The caller keeps the subscription.
    """
    set_endings(books, subscription, params)
    set_discounts(books, subscription, params)
    set_tax(books, subscription, params)
    invoice = None
    if "items" in params or "billing_cycle_anchor" in params:
        invoice = switch(books, subscription, params)
    return _move_trial(books, subscription, params) or invoice


def set_endings(books: Books, subscription: Doc, params: Params) -> None:
    """Sets or takes back the date on which it ends, and why."""
    details = params.table("cancellation_details")
    for name in ("comment", "feedback"):
        if name in details:
            subscription["cancellation_details"][name] = details.text(name)
    if "cancel_at_period_end" in params:
        at_end = params.truth("cancel_at_period_end")
        subscription["cancel_at_period_end"] = at_end
        last_day = subscription["items"]["data"][0]["current_period_end"]
        _plan_end(books, subscription, last_day if at_end else None)
    elif "cancel_at" in params:
        subscription["cancel_at_period_end"] = False
        _plan_end(books, subscription, params.whole("cancel_at"))


def _plan_end(books: Books, subscription: Doc, at: int | None) -> None:
    if at is not None and at <= books.now:
        raise invalid("`cancel_at` must be a timestamp in the future.", param="cancel_at")
    subscription["cancel_at"] = at
    subscription["canceled_at"] = books.now if at else None
    reason = "cancellation_requested" if at else None
    subscription["cancellation_details"]["reason"] = reason


def set_tax(books: Books, subscription: Doc, params: Params) -> None:
    """Turns the reckoning of tax on or off. Raises the complaint when nobody knows where."""
    if "automatic_tax" not in params:
        return
    enabled = wants_tax(params)
    customer = books.get("customer", subscription["customer"])
    if enabled:
        check_location(customer)
    subscription["automatic_tax"] = automatic_tax(enabled=enabled)


def wants_tax(params: Params) -> bool:
    """Whether tax is to be reckoned."""
    table = params.table("automatic_tax")
    table.allow(("enabled", "liability"))
    return table.truth("enabled")


def check_location(customer: Doc) -> None:
    """Raises the company's complaint when the customer's address does not say where to tax."""
    if not is_complete(customer["address"]):
        raise invalid(
            "The customer's location isn't recognized. Set a valid customer address in order to "
            "automatically calculate tax.",
            param="automatic_tax[enabled]",
            code="customer_tax_location_invalid",
        )


def _move_trial(books: Books, subscription: Doc, params: Params) -> Doc | None:
    """Moves the end of a running trial; `now` ends it and asks for the first period's money."""
    if "trial_end" not in params:
        return None
    if subscription["status"] != "trialing":
        raise invalid("The sandbox moves the end of a running trial only.", param="trial_end")
    at = trial_end(books, params)
    if at is None:
        return end_trial(books, subscription)
    subscription.update(trial_end=at, billing_cycle_anchor=at)
    set_period(subscription, subscription["trial_start"], at)
    return None
