"""Finishing a checkout: the card form is sent, the bank is asked, the subscription begins."""

from typing import Any

from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Entry, Occasion, Outcome, Verdict, judge, refusal
from standfirst.sandbox.collection import bank_answered, collect
from standfirst.sandbox.customers import new_customer
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.invoices import intent_of
from standfirst.sandbox.payment_methods import attach_to, from_entry
from standfirst.sandbox.periods import DAY
from standfirst.sandbox.quoting import offers_of, payer
from standfirst.sandbox.setups import new_setup, setup_not_confirmed, try_setup
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.standing import OVER, keep
from standfirst.sandbox.starting import Order, start


def submit(books: Books, session: Doc, entry: Entry, *, email: str | None = None) -> str:
    """Does what the card form asks for; returns where to go next.

    Raises ApiError when the card is declined; then nothing was made, and the form can be sent
    again. A session that is complete already leads on without doing anything.
    """
    if session["status"] == "complete":
        return after(session)
    if session["status"] != "open":
        raise invalid("This checkout has expired.", code="checkout_session_expired")
    method = from_entry(books, entry, email=email or _email_of(session))
    if session["mode"] == "setup" or not session["amount_total"]:
        return _save_card(books, session, method)
    return _pay(books, session, method)


def after(session: Doc) -> str:
    """Where a complete session leads."""
    url: str = session["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _email_of(session: Doc) -> str | None:
    details: dict[str, Any] = session["customer_details"] or {}
    return details.get("email")


def _raise_when_declined(verdict: Verdict) -> None:
    if verdict.decline:
        raise refusal(verdict.decline, keeps=False)


def _save_card(books: Books, session: Doc, method: Doc) -> str:
    """Puts the card on file, for `setup` and for a subscription that begins with a trial."""
    setup = books.look(session["_setup"])
    if session["customer"]:
        _claim_customer(books, session, method)
    if setup is None:
        _claim_customer(books, session, method)
        setup = new_setup(books, customer=session["customer"], metadata={}, session=session["id"])
        session["_setup"] = setup["id"]
        books.put(session)
    verdict = try_setup(books, setup, method)
    _raise_when_declined(verdict)
    if verdict.outcome is Outcome.CHALLENGED:
        return _bank_page(books, setup)
    return _card_is_saved(books, session, method)


def _card_is_saved(books: Books, session: Doc, method: Doc) -> str:
    if session["mode"] == "subscription":
        subscription = _start_subscription(books, session, method)
        invoice = books.get("invoice", subscription["latest_invoice"])
        collect(books, invoice, occasion=Occasion.ON_SESSION)
    return complete(books, session)


def _pay(books: Books, session: Doc, method: Doc) -> str:
    _raise_when_declined(judge(method, Occasion.ON_SESSION, now=books.now))
    _claim_customer(books, session, method)
    attach_to(books, method, session["customer"])
    subscription = _unfinished(books, session)
    if subscription is None:
        subscription = _start_subscription(books, session, method)
    if subscription["status"] != "incomplete":
        return complete(books, session)
    subscription["default_payment_method"] = method["id"]
    keep(books, subscription)
    invoice = books.get("invoice", subscription["latest_invoice"])
    intent = intent_of(books, invoice) or {}
    intent["_session"] = session["id"]
    books.put(intent)
    verdict = collect(books, invoice, occasion=Occasion.ON_SESSION, method=method)
    if verdict.outcome is Outcome.CHALLENGED:
        return _bank_page(books, intent)
    return complete(books, session)


def _claim_customer(books: Books, session: Doc, method: Doc) -> None:
    address = (session["customer_details"] or {}).get("address")
    if session["customer"]:
        _note_address(books, session, address)
        return
    email = method["billing_details"]["email"]
    customer = new_customer(books, email=email, metadata={})
    customer["address"] = address
    books.put(customer, "customer.created")
    told = {**payer(email), "address": address}
    session.update(customer=customer["id"], customer_details=told)
    books.put(session)


def _note_address(books: Books, session: Doc, address: Doc | None) -> None:
    """An address typed on the page is the customer's own when the session says so."""
    asked = session.get("_customer_update") or {}
    customer = books.get("customer", session["customer"])
    if address and asked.get("address") == "auto" and customer["address"] != address:
        customer["address"] = address
        books.put(customer, "customer.updated")


def _unfinished(books: Books, session: Doc) -> Doc | None:
    """The subscription that an earlier posting of this page began."""
    subscription = books.look(session["_subscription"])
    if subscription is None or subscription["status"] in OVER:
        return None
    return subscription


def _start_subscription(books: Books, session: Doc, method: Doc) -> Doc:
    asked = session["_order"]
    days = asked["trial_days"]
    order = Order(
        customer=session["customer"],
        lines=[(item["price"], item["quantity"]) for item in session["_line_items"]],
        metadata=asked["metadata"],
        card=method["id"],
        trial_end=books.now + days * DAY if days else asked["trial_end"],
        description=asked["description"],
        offers=offers_of(books, session),
        session=session["id"],
        taxed=session["automatic_tax"]["enabled"],
    )
    subscription, _ = start(books, order)
    session["_subscription"] = subscription["id"]
    books.put(session)
    return subscription


def _bank_page(books: Books, intent: Doc) -> str:
    return f"{books.terms.page_path}/authenticate/{intent['id']}"


def complete(books: Books, session: Doc) -> str:
    """Closes the session as done and says where it leads."""
    subscription = books.look(session["_subscription"])
    session.update(
        status="complete",
        url=None,
        subscription=subscription["id"] if subscription else None,
        invoice=subscription["latest_invoice"] if subscription else None,
        _due=None,
    )
    if session["mode"] == "subscription":
        session["payment_status"] = "paid" if session["amount_total"] else "no_payment_required"
    books.put(session, "checkout.session.completed")
    return after(session)


def bank_said(books: Books, intent: Doc, *, approved: bool) -> str:
    """Takes up what the bank's page was answered with; returns where to go next: whoever asked for
    the confirmation last goes before the checkout that it began on."""
    if intent["object"] == "setup_intent":
        return _setup_confirmed(books, intent, approved=approved)
    verdict = bank_answered(books, intent, approved=approved)
    session = books.look(intent["_session"])
    done = verdict.outcome is Outcome.APPROVED
    way_on = f"{books.terms.page_path}/invoice/{intent['_invoice']}"
    if session and session["status"] == "open":
        way_on = complete(books, session) if done else _back_to_form(session, books)
    if intent["_return_url"]:
        return _back_with_status(intent, "payment_intent", done=done)
    return way_on


def _setup_confirmed(books: Books, setup: Doc, *, approved: bool) -> str:
    session = books.look(setup["_session"])
    method = books.get("payment_method", setup["payment_method"])
    if not approved:
        setup_not_confirmed(books, setup)
        if session is None:
            return _back_without_session(books, setup, done=False)
        return _back_to_form(session, books)
    verdict = try_setup(books, setup, method, authenticated=True)
    _raise_when_declined(verdict)
    if session is None:
        return _back_without_session(books, setup, done=True)
    return _card_is_saved(books, session, books.get("payment_method", method["id"]))


def _back_without_session(books: Books, setup: Doc, *, done: bool) -> str:
    if setup["_return_url"]:
        return _back_with_status(setup, "setup_intent", done=done)
    return _bank_page(books, setup)


def _back_to_form(session: Doc, books: Books) -> str:
    return f"{books.terms.page_path}/checkout/{session['id']}?bank=declined"


def _back_with_status(intent: Doc, name: str, *, done: bool) -> str:
    url: str = intent["_return_url"]
    join = "&" if "?" in url else "?"
    status = "succeeded" if done else "failed"
    return (
        f"{url}{join}{name}={intent['id']}"
        f"&{name}_client_secret={intent['client_secret']}&redirect_status={status}"
    )
