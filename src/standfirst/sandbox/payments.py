"""Payment intents and charges: one try after another to take one sum from a card."""

from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.cards import (
    NOT_AUTHENTICATED,
    Decline,
    Occasion,
    Outcome,
    Verdict,
    judge,
)
from standfirst.sandbox.disputes import open_on
from standfirst.sandbox.shapes import Doc, blank, list_of, visible


def open_intent(books: Books, invoice: Doc) -> Doc:
    """A payment intent for what is due on the invoice; not kept yet."""
    ident = books.new_id("pi")
    return blank(
        "payment_intent",
        id=ident,
        amount=invoice["amount_remaining"],
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        capture_method="automatic",
        client_secret=f"{ident}_secret_{letters_from(ident, 25)}",
        confirmation_method="automatic",
        created=books.now,
        currency=invoice["currency"],
        customer=invoice["customer"],
        description="Subscription creation"
        if invoice["billing_reason"] == "subscription_create"
        else "Subscription update",
        payment_method_options={},
        payment_method_types=["card"],
        setup_future_usage="off_session",
        status="requires_payment_method",
        _return_url=None,
        _session=None,
        _invoice=invoice["id"],
    )


def attempt(
    books: Books,
    intent: Doc,
    method: Doc,
    *,
    occasion: Occasion,
    authenticated: bool = False,
) -> Verdict:
    """Asks the bank once, and writes down what it said."""
    verdict = judge(method, occasion, now=books.now, authenticated=authenticated)
    intent["payment_method"] = method["id"]
    if authenticated:
        method["_authenticated"] = True
        books.put(method)
    match verdict:
        case Verdict(Outcome.APPROVED):
            _succeed(books, intent, method)
        case Verdict(Outcome.DECLINED, Decline() as decline):
            _fail(books, intent, method, decline)
        case _:
            ask_bank(books, intent)
    return verdict


def ask_bank(books: Books, intent: Doc) -> Doc:
    """Leaves the intent waiting for its owner to confirm with the bank."""
    intent.update(
        status="requires_action",
        last_payment_error=None,
        next_action=next_action(books, intent),
    )
    return books.put(intent, "payment_intent.requires_action")


def next_action(books: Books, intent: Doc) -> Doc:
    """Where to confirm: a redirect when there is a place to come back to, else for a script."""
    url = f"{books.terms.page_url}/authenticate/{intent['id']}"
    if intent["_return_url"]:
        redirect = {"return_url": intent["_return_url"], "url": url}
        return {"type": "redirect_to_url", "redirect_to_url": redirect}
    script = {"type": "three_d_secure_redirect", "stripe_js": url}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": script}


def not_confirmed(books: Books, intent: Doc) -> Verdict:
    """What is left when the bank's question was answered with no."""
    method = books.get("payment_method", intent["payment_method"])
    _refuse(intent, method, NOT_AUTHENTICATED, charge=None)
    books.put(intent, "payment_intent.payment_failed")
    return Verdict(Outcome.DECLINED, NOT_AUTHENTICATED)


def cancel_intent(books: Books, intent: Doc, reason: str | None) -> Doc:
    """Closes an intent that nobody will pay any more."""
    if intent["status"] in ("succeeded", "canceled"):
        return intent
    intent.update(
        status="canceled", canceled_at=books.now, cancellation_reason=reason, next_action=None
    )
    return books.put(intent, "payment_intent.canceled")


def _succeed(books: Books, intent: Doc, method: Doc) -> None:
    charge = _charge(books, intent, method)
    charge.update(
        amount_captured=intent["amount"],
        balance_transaction=books.new_id("txn"),
        captured=True,
        paid=True,
        status="succeeded",
        outcome=_outcome("authorized", "approved_by_network", None, "Payment complete."),
    )
    books.put(charge, "charge.succeeded")
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    books.put(intent, "payment_intent.succeeded")
    if method["_behaviour"] == "disputed":
        open_on(books, charge, reason="fraudulent")


def _fail(books: Books, intent: Doc, method: Doc, decline: Decline) -> None:
    charge = _charge(books, intent, method)
    charge.update(
        failure_code=decline.code,
        failure_message=decline.message,
        paid=False,
        status="failed",
        outcome=_outcome(
            "issuer_declined",
            "declined_by_network",
            decline.decline_code,
            "The bank returned the decline code.",
        ),
    )
    books.put(charge, "charge.failed")
    intent["latest_charge"] = charge["id"]
    _refuse(intent, method, decline, charge=charge["id"])
    books.put(intent, "payment_intent.payment_failed")


def _refuse(intent: Doc, method: Doc, decline: Decline, *, charge: str | None) -> None:
    error = {
        "type": "card_error",
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": decline.message,
        "charge": charge,
        "payment_method": visible(method),
    }
    intent.update(
        status="requires_payment_method",
        last_payment_error={key: value for key, value in error.items() if value is not None},
        next_action=None,
        payment_method=None,
    )


def _charge(books: Books, intent: Doc, method: Doc) -> Doc:
    ident = books.new_id("ch")
    return blank(
        "charge",
        id=ident,
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        billing_details=method["billing_details"],
        calculated_statement_descriptor=books.terms.business.upper()[:22],
        captured=False,
        created=books.now,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        fraud_details={},
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"card": _card_details(method), "type": "card"},
        refunded=False,
        refunds=list_of([], f"/v1/charges/{ident}/refunds"),
    )


def _card_details(method: Doc) -> Doc:
    card = method["card"]
    shown = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding")
    return {
        **{key: card[key] for key in shown},
        "amount_authorized": None,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card["last4"],
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": 0, "status": "unavailable"},
        "regulated_status": card["regulated_status"],
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }


def _outcome(kind: str, network: str, reason: str | None, seller: str) -> Doc:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network,
        "reason": reason,
        "seller_message": seller,
        "type": kind,
    }
