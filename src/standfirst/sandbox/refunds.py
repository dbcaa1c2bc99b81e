"""Charges as the API shows them, and giving money back."""

from standfirst.kernel.money import Money
from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.rounding import check_step
from standfirst.sandbox.shapes import Doc, blank, visible

REASONS = ("duplicate", "fraudulent", "requested_by_customer", "")


def retrieve_charge(books: Books, params: Params, ident: str) -> Doc:
    """The charge."""
    return books.get("charge", ident)


def every_charge(books: Books, params: Params) -> Doc:
    """Charges by customer and payment intent."""
    where = {"customer": params.text("customer"), "parent": params.text("payment_intent")}
    return page_of(books, "charge", params, url="/v1/charges", where=where)


def create(books: Books, params: Params) -> Doc:
    """Gives back a charge, whole or in part."""
    charge = _charge_named(books, params)
    if charge["disputed"]:
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    left = charge["amount_captured"] - charge["amount_refunded"]
    asked = params.whole("amount")
    amount = left if asked is None else asked
    if left <= 0 or charge["refunded"]:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount <= 0:
        raise invalid("Invalid positive integer", param="amount")
    if amount > left:
        raise invalid(
            f"Refund amount ({_in_words(charge, amount)}) is greater than unrefunded amount on "
            f"charge ({_in_words(charge, left)})",
            param="amount",
        )
    check_step(amount, charge["currency"], "amount")
    refund = _new_refund(books, charge, amount, params)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    charge["refunds"]["data"].insert(0, visible(refund))
    books.put(refund, "refund.created")
    books.put(charge, "charge.refunded")
    return refund


def _in_words(charge: Doc, amount: int) -> str:
    return str(Money(amount, charge["currency"]))


def _charge_named(books: Books, params: Params) -> Doc:
    intent = params.text("payment_intent")
    if intent is None:
        return books.get("charge", params.must("charge"), param="charge", status=400)
    found = books.get("payment_intent", intent, param="payment_intent", status=400)
    if found["status"] != "succeeded":
        raise invalid(f"This PaymentIntent ({intent}) does not have a successful charge to refund.")
    return books.get("charge", found["latest_charge"])


def _new_refund(books: Books, charge: Doc, amount: int, params: Params) -> Doc:
    return blank(
        "refund",
        id=books.new_id("re"),
        amount=amount,
        balance_transaction=books.new_id("txn"),
        charge=charge["id"],
        created=books.now,
        currency=charge["currency"],
        customer=charge["customer"],
        destination_details={"card": {"type": "refund"}, "type": "card"},
        metadata=params.metadata(),
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=params.one_of("reason", REASONS, "") or None,
        status="succeeded",
    )


def fail(books: Books, refund: Doc, *, reason: str) -> Doc:
    """The reader's bank does not take the money: it comes back to the publication."""
    if refund["status"] == "failed":
        raise invalid("This refund has failed already.")
    refund.update(
        status="failed",
        failure_reason=reason,
        failure_balance_transaction=books.new_id("txn"),
    )
    charge = books.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    books.put(charge)
    books.put(refund, "refund.failed")
    return refund


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The refund."""
    return books.get("refund", ident)


def update(books: Books, params: Params, ident: str) -> Doc:
    """Changes what is noted with a refund; nothing else of it can be."""
    refund = books.get("refund", ident)
    refund["metadata"] = params.metadata(refund["metadata"])
    charge = books.get("charge", refund["charge"])
    charge["refunds"]["data"] = [
        visible(refund) if row["id"] == ident else row for row in charge["refunds"]["data"]
    ]
    books.put(charge)
    books.put(refund, "refund.updated")
    return refund


def every(books: Books, params: Params) -> Doc:
    """Refunds by charge and payment intent."""
    where = {"label": params.text("charge"), "parent": params.text("payment_intent")}
    return page_of(books, "refund", params, url="/v1/refunds", where=where)
