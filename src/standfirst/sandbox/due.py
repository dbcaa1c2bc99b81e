"""What falls due by itself: renewals, retries, ends of trials, dates of cancelling, expiries."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Occasion
from standfirst.sandbox.collection import collect, open_and_collect
from standfirst.sandbox.coupons import run_out
from standfirst.sandbox.drafting import Line, draft
from standfirst.sandbox.invoices import finalize, mark_uncollectible, mark_void
from standfirst.sandbox.schedules import advance, period_is_over
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.standing import OVER, TRIAL_NOTICE_S, end, expire, keep
from standfirst.sandbox.starting import period_lines, set_period
from standfirst.sandbox.waiting import ends_at
from standfirst.sandbox.waiting import run_out as run_out_of_time


def do_due(books: Books, doc: Doc) -> None:
    """Does the one thing that fell due on this object at `books.now`."""
    match doc["object"]:
        case "subscription":
            _look_at_subscription(books, doc)
        case "invoice":
            _look_at_invoice(books, doc)
        case "checkout.session":
            expire_session(books, doc)
        case "coupon":
            run_out(books, doc)


def expire_session(books: Books, session: Doc) -> Doc:
    """Closes a checkout nobody finished."""
    session.update(status="expired", url=None, _due=None)
    return books.put(session, "checkout.session.expired")


def _look_at_invoice(books: Books, invoice: Doc) -> None:
    if invoice["status"] == "draft":
        open_and_collect(books, invoice)
    else:
        collect(books, invoice, occasion=Occasion.OFF_SESSION, automatic=True)


def _look_at_subscription(books: Books, subscription: Doc) -> None:
    pause = subscription["pause_collection"] or {}
    cancel_at = subscription["cancel_at"]
    resumes_at = pause.get("resumes_at")
    if subscription["status"] == "incomplete":
        expire(books, subscription)
    elif (ends_at(subscription) or books.now + 1) <= books.now:
        run_out_of_time(books, subscription)
        keep(books, subscription)
    elif resumes_at is not None and resumes_at <= books.now:
        subscription["pause_collection"] = None
        keep(books, subscription)
    elif (subscription.get("_phase_end") or books.now + 1) <= books.now:
        _next_phase(books, subscription)
    elif cancel_at is not None and cancel_at <= books.now:
        end(books, subscription, reason="cancellation_requested")
    elif _trial_notice_is_due(books, subscription):
        subscription["_trial_told"] = True
        keep(books, subscription, "customer.subscription.trial_will_end")
    else:
        renew(books, subscription)


def _next_phase(books: Books, subscription: Doc) -> None:
    """Enters the next phase of the schedule, and only then renews."""
    advance(books, subscription)
    if subscription["status"] not in OVER and period_is_over(books, subscription):
        renew(books, subscription)


def _trial_notice_is_due(books: Books, subscription: Doc) -> bool:
    if subscription["status"] != "trialing" or subscription["_trial_told"]:
        return False
    end_of_trial: int = subscription["trial_end"]
    return end_of_trial - TRIAL_NOTICE_S <= books.now < end_of_trial


def renew(books: Books, subscription: Doc) -> None:
    """Begins the next period and asks for its money, unless collection is paused."""
    invoice = begin_period(books, subscription)
    if subscription["pause_collection"]:
        _set_aside(books, invoice, subscription["pause_collection"]["behavior"])
    elif subscription["status"] == "unpaid":
        invoice["auto_advance"] = False
        books.put(invoice)
    elif books.terms.draft_s:
        at = books.now + books.terms.draft_s
        invoice.update(automatically_finalizes_at=at, next_payment_attempt=at, _due=at)
        books.put(invoice)
    else:
        open_and_collect(books, invoice)


def begin_period(books: Books, subscription: Doc) -> Doc:
    """Begins the next period; returns the draft of its invoice."""
    item = subscription["items"]["data"][0]
    subscription["_last_start"] = item["current_period_start"]
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
        subscription["billing_cycle_anchor"] = books.now
    set_period(subscription, books.now)
    pending = [Line(**line) for line in subscription["_pending_lines"]]
    subscription["_pending_lines"] = []
    lines = [*pending, *period_lines(subscription)]
    invoice = draft(books, subscription, lines, reason="subscription_cycle")
    subscription["latest_invoice"] = invoice["id"]
    keep(books, subscription)
    return invoice


def _set_aside(books: Books, invoice: Doc, behavior: str) -> None:
    invoice["auto_advance"] = False
    if behavior == "keep_as_draft":
        books.put(invoice)
    elif behavior == "void":
        mark_void(books, finalize(books, invoice))
    else:
        mark_uncollectible(books, finalize(books, invoice))
