"""Checkout sessions: opening one, and what happens when its page is posted."""

from typing import Any

from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import (
    Entry,
    Occasion,
    Outcome,
    Verdict,
    judge,
    refusal,
)
from standfirst.sandbox.collection import bank_answered, collect
from standfirst.sandbox.customers import named_in, new_customer
from standfirst.sandbox.due import expire_session
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.invoices import intent_of
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.payment_methods import attach_to, from_entry
from standfirst.sandbox.periods import DAY
from standfirst.sandbox.setups import new_setup, setup_not_confirmed, try_setup
from standfirst.sandbox.shapes import Doc, blank, list_of
from standfirst.sandbox.standing import OVER, keep
from standfirst.sandbox.subscriptions import Order, priced_row, start, trial_end

IGNORED = (
    "allow_promotion_codes",
    "automatic_tax",
    "billing_address_collection",
    "consent_collection",
    "locale",
    "payment_method_collection",
    "payment_method_types",
    "saved_payment_method_options",
    "tax_id_collection",
    "ui_mode",
)
"""Parameters that are taken and change nothing here."""
ACCEPTS = (
    *IGNORED,
    "cancel_url",
    "client_reference_id",
    "currency",
    "customer",
    "customer_email",
    "expires_at",
    "line_items",
    "metadata",
    "mode",
    "setup_intent_data",
    "subscription_data",
    "success_url",
)


def create(books: Books, params: Params) -> Doc:
    """Opens a session for 24 hours, to subscribe or to put a card on file."""
    mode = params.one_of("mode", ("subscription", "setup"), "")
    customer = named_in(books, params) if params.text("customer") else None
    ident = "cs_test_" + books.new_id("a", 56).replace("_", "1")
    expires_at = _expiry(books, params)
    session = blank(
        "checkout.session",
        id=ident,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        cancel_url=params.text("cancel_url"),
        client_reference_id=params.text("client_reference_id"),
        created=books.now,
        custom_text=dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        customer=customer["id"] if customer else None,
        customer_details=_details(customer["email"] if customer else params.text("customer_email")),
        customer_email=params.text("customer_email"),
        expires_at=expires_at,
        locale=params.text("locale"),
        metadata=params.metadata(),
        mode=mode,
        payment_method_collection="always",
        payment_method_options={},
        payment_method_types=["card"],
        payment_status="no_payment_required" if mode == "setup" else "unpaid",
        phone_number_collection={"enabled": False},
        status="open",
        success_url=params.must("success_url"),
        ui_mode="hosted_page",
        url=f"{books.terms.page_url}/checkout/{ident}",
        _due=expires_at,
        _line_items=[],
        _order={},
        _setup=None,
        _subscription=None,
    )
    if mode == "setup":
        _for_setup(books, session, params)
    else:
        _for_subscription(books, session, params)
    return books.put(session)


def _expiry(books: Books, params: Params) -> int:
    at = params.whole("expires_at") or books.now + DAY
    if not books.now + 1800 <= at <= books.now + DAY:
        raise invalid(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
            param="expires_at",
        )
    return at


def _details(email: str | None) -> Doc | None:
    if email is None:
        return None
    names = ("address", "business_name", "individual_name", "name", "phone", "tax_ids")
    return {**dict.fromkeys(names), "email": email, "tax_exempt": "none"}


def _for_setup(books: Books, session: Doc, params: Params) -> None:
    data = params.table("setup_intent_data")
    data.allow(("description", "metadata", "on_behalf_of"))
    setup = new_setup(
        books,
        customer=session["customer"],
        metadata=data.metadata(),
        session=session["id"],
    )
    books.put(setup)
    session.update(setup_intent=setup["id"], currency=params.text("currency"), _setup=setup["id"])


def _for_subscription(books: Books, session: Doc, params: Params) -> None:
    data = params.table("subscription_data")
    data.allow(
        (
            "billing_mode",
            "description",
            "metadata",
            "trial_end",
            "trial_period_days",
            "trial_settings",
        )
    )
    rows = params.rows("line_items")
    if not rows:
        raise invalid(
            "Missing required param: line_items.", param="line_items", code="parameter_missing"
        )
    lines = [priced_row(books, row) for row in rows]
    total = sum(price["unit_amount"] * quantity for price, quantity in lines)
    free_until = trial_end(books, data)
    due = 0 if free_until else total
    session.update(
        amount_subtotal=due,
        amount_total=due,
        currency=lines[0][0]["currency"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        _line_items=[_line_item(books, price, quantity) for price, quantity in lines],
        _order={
            "description": data.text("description"),
            "metadata": data.metadata(),
            "trial_days": data.whole("trial_period_days"),
            "trial_end": free_until,
        },
    )


def _line_item(books: Books, price: Doc, quantity: int) -> Doc:
    amount = price["unit_amount"] * quantity
    product = books.get("product", price["product"])
    return blank(
        "item",
        id=books.new_id("li"),
        amount_discount=0,
        amount_subtotal=amount,
        amount_tax=0,
        amount_total=amount,
        currency=price["currency"],
        description=product["name"],
        price=price,
        quantity=quantity,
    )


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The session."""
    return books.get("checkout.session", ident)


def every(books: Books, params: Params) -> Doc:
    """Sessions, of a customer or with a status when asked."""
    where = {"customer": params.text("customer"), "status": params.text("status")}
    answer = page_of(books, "checkout.session", params, url="/v1/checkout/sessions", where=where)
    if wanted := params.text("subscription"):
        answer["data"] = [doc for doc in answer["data"] if doc["subscription"] == wanted]
    return answer


def every_line(books: Books, params: Params, ident: str) -> Doc:
    """What the session sells."""
    session = books.get("checkout.session", ident)
    return list_of(session["_line_items"], f"/v1/checkout/sessions/{ident}/line_items")


def expire(books: Books, params: Params, ident: str) -> Doc:
    """Closes an open session."""
    session = books.get("checkout.session", ident)
    if session["status"] != "open":
        raise invalid(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}."
        )
    return expire_session(books, session)


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
    if session["customer"]:
        return
    email = method["billing_details"]["email"]
    customer = new_customer(books, email=email, metadata={})
    books.put(customer, "customer.created")
    session.update(customer=customer["id"], customer_details=_details(email))
    books.put(session)


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
    """Takes up what the bank's page was answered with; returns where to go next."""
    if intent["object"] == "setup_intent":
        return _setup_confirmed(books, intent, approved=approved)
    verdict = bank_answered(books, intent, approved=approved)
    session = books.look(intent["_session"])
    done = verdict.outcome is Outcome.APPROVED
    if session and session["status"] == "open":
        return complete(books, session) if done else _back_to_form(session, books)
    if intent["_return_url"]:
        return _back_with_status(intent, "payment_intent", done=done)
    return f"{books.terms.page_path}/invoice/{intent['_invoice']}"


def _setup_confirmed(books: Books, setup: Doc, *, approved: bool) -> str:
    session = books.get("checkout.session", setup["_session"])
    method = books.get("payment_method", setup["payment_method"])
    if not approved:
        setup_not_confirmed(books, setup)
        return _back_to_form(session, books)
    verdict = try_setup(books, setup, method, authenticated=True)
    _raise_when_declined(verdict)
    return _card_is_saved(books, session, books.get("payment_method", method["id"]))


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
