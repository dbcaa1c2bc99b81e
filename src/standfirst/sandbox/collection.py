"""Collecting: asking a card for what an invoice is due, and what follows from the answer."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Entry, Occasion, Outcome, Verdict, refusal
from standfirst.sandbox.customers import card_of
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.invoices import (
    finalize,
    intent_of,
    mark_paid,
    mark_uncollectible,
    mark_void,
)
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.payment_methods import attach_to, from_entry
from standfirst.sandbox.payments import attempt, not_confirmed
from standfirst.sandbox.periods import DAY
from standfirst.sandbox.shapes import Doc, visible
from standfirst.sandbox.standing import after_failed, after_paid, after_voided

NO_CARD = Verdict(Outcome.DECLINED)
NO_CARD_MESSAGE = (
    "There is no `default_payment_method` set on this Customer or Invoice. "
    "Please set a `default_payment_method` and try again."
)


def collect(
    books: Books,
    invoice: Doc,
    *,
    occasion: Occasion,
    method: Doc | None = None,
    authenticated: bool = False,
    automatic: bool = False,
) -> Verdict:
    """Asks once for what is due, from `method` or the card that comes first by default."""
    if invoice["status"] != "open":
        raise invalid(
            f"Only an open invoice can be paid. This invoice is {invoice['status']}.",
            code="invoice_not_editable",
        )
    intent = intent_of(books, invoice)
    if intent is None:
        mark_paid(books, invoice)
        after_paid(books, invoice)
        return Verdict(Outcome.APPROVED)
    method = method or default_card(books, invoice)
    if method is None:
        verdict = NO_CARD
    else:
        verdict = attempt(books, intent, method, occasion=occasion, authenticated=authenticated)
    settle(books, invoice, verdict, automatic=automatic)
    return verdict


def default_card(books: Books, invoice: Doc) -> Doc | None:
    """The invoice's card, else the subscription's, else the customer's."""
    subscription = books.look(invoice["_subscription"]) or {}
    customer = books.get("customer", invoice["customer"])
    candidates = (
        invoice["default_payment_method"],
        subscription.get("default_payment_method"),
        customer["invoice_settings"]["default_payment_method"],
    )
    return books.look(next((ident for ident in candidates if ident), None))


def settle(books: Books, invoice: Doc, verdict: Verdict, *, automatic: bool) -> None:
    """Writes the bank's answer into the invoice and its subscription."""
    if automatic or invoice["attempt_count"] == 0:
        invoice["attempt_count"] += 1
    if verdict.outcome is Outcome.APPROVED:
        mark_paid(books, invoice)
        after_paid(books, invoice)
        return
    last = _plan_next_try(books, invoice, automatic=automatic)
    invoice["attempted"] = True
    books.put(invoice)
    if verdict.outcome is Outcome.CHALLENGED:
        books.tell("invoice.payment_action_required", invoice)
    if verdict.outcome is Outcome.DECLINED or automatic:
        books.tell("invoice.payment_failed", invoice)
    after_failed(books, invoice, last=last)


def _plan_next_try(books: Books, invoice: Doc, *, automatic: bool) -> bool:
    """Sets the next try of a renewal; True when there is none left."""
    if invoice["billing_reason"] == "subscription_create" or not invoice["auto_advance"]:
        return False
    if not automatic and invoice["next_payment_attempt"]:
        return False
    tries = invoice["attempt_count"]
    days = books.terms.retry_days
    if not automatic or tries > len(days):
        invoice.update(next_payment_attempt=None, _due=None)
        return automatic
    at = books.now + days[tries - 1] * DAY
    invoice.update(next_payment_attempt=at, _due=at)
    return False


def open_and_collect(books: Books, invoice: Doc) -> None:
    """Finalizes a draft when its hour has come and asks for the money."""
    finalize(books, invoice)
    collect(books, invoice, occasion=Occasion.OFF_SESSION, automatic=True)


def pay(books: Books, params: Params, ident: str) -> Doc:
    """The API's way to pay an invoice now. A decline answers 402 and stays on the books."""
    invoice = books.get("invoice", ident)
    if invoice["status"] == "draft":
        finalize(books, invoice)
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] == "void":
        raise invalid("This invoice can no longer be paid.", code="invoice_not_editable")
    if params.truth("paid_out_of_band"):
        mark_paid(books, invoice)
        after_paid(books, invoice)
        return invoice
    method = _card_named(books, params, invoice) or default_card(books, invoice)
    if method is None and invoice["amount_remaining"]:
        raise invalid(NO_CARD_MESSAGE, code="missing")
    return _pay_with(books, invoice, method, off_session=params.truth("off_session"))


def _card_named(books: Books, params: Params, invoice: Doc) -> Doc | None:
    ident = params.text("payment_method")
    if ident is None:
        return None
    return card_of(books, invoice["customer"], ident, param="payment_method")


def _pay_with(books: Books, invoice: Doc, method: Doc | None, *, off_session: bool) -> Doc:
    occasion = Occasion.OFF_SESSION if off_session else Occasion.ON_SESSION
    verdict = collect(books, invoice, occasion=occasion, method=method)
    raise_refusal(books, invoice, verdict)
    return books.get("invoice", invoice["id"])


def raise_refusal(books: Books, invoice: Doc, verdict: Verdict) -> None:
    """Raises what the API answers when the money did not come."""
    if verdict.outcome is Outcome.APPROVED:
        return
    intent = intent_of(books, invoice) or {}
    if verdict.outcome is Outcome.CHALLENGED:
        error = invalid(
            "This payment requires additional user action before it can be completed "
            "successfully. Payment can be completed using the PaymentIntent associated with "
            "the invoice.",
            code="invoice_payment_intent_requires_action",
            status=402,
        )
        error.kind, error.keeps = "card_error", True
        error.extra["payment_intent"] = visible(intent)
        raise error
    if verdict.decline:
        told = intent.get("last_payment_error") or {}
        raise refusal(
            verdict.decline,
            charge=told.get("charge"),
            payment_intent=visible(intent),
            payment_method=told.get("payment_method"),
        )


def void(books: Books, params: Params, ident: str) -> Doc:
    """Voids an open invoice."""
    invoice = mark_void(books, books.get("invoice", ident))
    after_voided(books, invoice)
    return invoice


def give_up(books: Books, params: Params, ident: str) -> Doc:
    """Marks an open invoice as not to be collected."""
    return mark_uncollectible(books, books.get("invoice", ident))


def open_draft(books: Books, params: Params, ident: str) -> Doc:
    """Finalizes a draft by the API."""
    invoice = books.get("invoice", ident)
    if invoice["status"] != "draft":
        raise invalid(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
            code="invoice_not_editable",
        )
    return finalize(books, invoice)


def retrieve_intent(books: Books, params: Params, ident: str) -> Doc:
    """The payment intent."""
    return books.get("payment_intent", ident)


def every_intent(books: Books, params: Params) -> Doc:
    """Payment intents, by customer when asked."""
    from_customer = {"customer": params.text("customer")}
    return page_of(books, "payment_intent", params, url="/v1/payment_intents", where=from_customer)


def confirm_intent(books: Books, params: Params, ident: str) -> Doc:
    """Tries an intent again, with a way back from the bank when `return_url` is given."""
    intent = books.get("payment_intent", ident)
    if intent["status"] in ("succeeded", "canceled"):
        raise invalid(
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    invoice = books.get("invoice", intent["_invoice"])
    method = _card_named(books, params, invoice) or books.look(intent["payment_method"])
    if method is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    intent["_return_url"] = params.text("return_url", intent["_return_url"])
    books.put(intent)
    verdict = collect(books, invoice, occasion=Occasion.ON_SESSION, method=method)
    if verdict.outcome is Outcome.DECLINED:
        raise_refusal(books, invoice, verdict)
    return books.get("payment_intent", ident)


def cancel(books: Books, params: Params, ident: str) -> Doc:
    """Gives up an intent by the API: not one of an invoice, which is voided instead."""
    intent = books.get("payment_intent", ident)
    raise invalid(
        "You cannot cancel this PaymentIntent because it belongs to an invoice "
        f"({intent['_invoice']}). Void the invoice instead.",
        code="payment_intent_unexpected_state",
    )


def bank_answered(books: Books, intent: Doc, *, approved: bool) -> Verdict:
    """What follows when the cardholder said yes or no on the bank's page."""
    invoice = books.get("invoice", intent["_invoice"])
    if approved:
        method = books.get("payment_method", intent["payment_method"])
        return collect(
            books,
            invoice,
            occasion=Occasion.ON_SESSION,
            method=method,
            authenticated=True,
        )
    verdict = not_confirmed(books, intent)
    settle(books, invoice, verdict, automatic=False)
    return verdict


def collect_on_page(books: Books, invoice: Doc, entry: Entry) -> Outcome:
    """Pays an invoice with the card typed on its page. Raises ApiError on a decline."""
    method = from_entry(books, entry, email=invoice["customer_email"])
    attach_to(books, method, invoice["customer"])
    verdict = collect(books, invoice, occasion=Occasion.ON_SESSION, method=method)
    if verdict.outcome is Outcome.DECLINED:
        raise_refusal(books, invoice, verdict)
    return verdict.outcome
