"""How a subscription stands after something happened to an invoice of it, and how it ends."""

from standfirst.sandbox.attachment import abandon
from standfirst.sandbox.books import Books
from standfirst.sandbox.invoices import mark_void, stop_asking, subscription_of
from standfirst.sandbox.periods import DAY
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.waiting import apply, ends_at, forget, waits_for

UNPAID = ("past_due", "unpaid")
OVER = ("canceled", "incomplete_expired")
TRIAL_NOTICE_S = 3 * DAY


def keep(books: Books, subscription: Doc, event: str = "customer.subscription.updated") -> Doc:
    """Keeps the subscription, with the moment at which something next falls due."""
    subscription["_due"] = next_due(books, subscription)
    return books.put(subscription, event)


def next_due(books: Books, subscription: Doc) -> int | None:
    """When the company has to look at this subscription again."""
    pause = subscription["pause_collection"] or {}
    phase_end = subscription.get("_phase_end")
    more = [subscription["cancel_at"], pause.get("resumes_at"), phase_end, ends_at(subscription)]
    match subscription["status"]:
        case "incomplete":
            return int(subscription["created"] + books.terms.incomplete_hours * 3600)
        case "trialing":
            end = subscription["trial_end"]
            notice = None if subscription["_trial_told"] else max(end - TRIAL_NOTICE_S, books.now)
            dates = [notice, end, *more]
        case "active" | "past_due" | "unpaid":
            end = subscription["items"]["data"][0]["current_period_end"]
            dates = [end, *more]
        case _:
            return None
    return min(int(date) for date in dates if date is not None)


def after_paid(books: Books, invoice: Doc) -> None:
    """Paying the latest invoice makes the subscription active again; an older one does not."""
    subscription = subscription_of(books, invoice)
    if subscription is None or subscription["latest_invoice"] != invoice["id"]:
        return
    if waits_for(subscription, invoice):
        apply(books, subscription)
        keep(books, subscription)
    if subscription["status"] in (*UNPAID, "incomplete"):
        subscription["status"] = "active"
        keep(books, subscription)
    _set_delinquent(books, invoice["customer"], False)


def after_failed(books: Books, invoice: Doc, *, last: bool) -> None:
    """A failed renewal leaves the subscription past due; the last try ends as the terms say."""
    subscription = subscription_of(books, invoice)
    if subscription is None or subscription["status"] in (*OVER, "incomplete"):
        return
    if waits_for(subscription, invoice):
        return
    if subscription["status"] in ("active", "trialing"):
        subscription["status"] = "past_due"
        keep(books, subscription)
        _set_delinquent(books, invoice["customer"], True)
    if last and books.terms.after_retries == "canceled":
        end(books, subscription, reason="payment_failed")
    elif last and books.terms.after_retries == "unpaid":
        subscription["status"] = "unpaid"
        keep(books, subscription)


def after_voided(books: Books, invoice: Doc) -> None:
    """What is not owed any more does not stand against the subscription."""
    subscription = subscription_of(books, invoice)
    if subscription is None or subscription["latest_invoice"] != invoice["id"]:
        return
    if waits_for(subscription, invoice):
        forget(books, subscription)
        keep(books, subscription)
    elif subscription["status"] == "incomplete":
        expire(books, subscription)
    elif subscription["status"] in UNPAID:
        subscription["status"] = "active"
        keep(books, subscription)


def end(books: Books, subscription: Doc, *, reason: str | None) -> Doc:
    """Ends the subscription now. Open invoices stay open, and are not asked for again."""
    subscription.update(
        status="canceled",
        ended_at=books.now,
        canceled_at=subscription["canceled_at"] or books.now,
        cancel_at_period_end=False,
    )
    if reason and subscription["cancellation_details"]["reason"] is None:
        subscription["cancellation_details"]["reason"] = reason
    subscription.update(pending_update=None, _waiting=None)
    for invoice in books.find("invoice", parent=subscription["id"], status="open"):
        stop_asking(books, invoice)
    abandon(books, subscription, aborted=reason == "payment_failed")
    return keep(books, subscription, "customer.subscription.deleted")


def expire(books: Books, subscription: Doc) -> Doc:
    """Gives up a subscription whose first payment was never finished."""
    subscription.update(status="incomplete_expired", ended_at=books.now)
    for invoice in books.find("invoice", parent=subscription["id"], status="open"):
        mark_void(books, invoice)
    return keep(books, subscription)


def _set_delinquent(books: Books, ident: str, delinquent: bool) -> None:
    customer = books.get("customer", ident)
    if customer["delinquent"] != delinquent:
        customer["delinquent"] = delinquent
        books.put(customer, "customer.updated")
