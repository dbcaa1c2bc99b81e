"""Invoices: their own states, and how the API shows them.

How one is drawn up is in `drafting.py`, what its fate does to its subscription in `standing.py`;
asking a card for the money is in `collection.py`.
"""

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.payments import cancel_intent, open_intent
from standfirst.sandbox.shapes import Doc, blank


def finalize(books: Books, invoice: Doc) -> Doc:
    """Gives the invoice its number, uses up the customer's balance, and opens it for payment."""
    customer = books.get("customer", invoice["customer"])
    due = max(0, invoice["total"] + customer["balance"])
    customer["balance"] += invoice["total"] - due
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04d}"
    customer["next_invoice_sequence"] += 1
    books.put(customer)
    url = f"{books.terms.page_url}/invoice/{invoice['id']}"
    invoice.update(
        amount_due=due,
        amount_remaining=due,
        automatically_finalizes_at=None,
        effective_at=books.now,
        ending_balance=customer["balance"],
        hosted_invoice_url=url,
        invoice_pdf=f"{url}/pdf",
        number=number,
        status="open",
        _due=None,
    )
    invoice["status_transitions"]["finalized_at"] = books.now
    books.put(invoice, "invoice.finalized")
    if due:
        _open_payment(books, invoice)
    return invoice


def _open_payment(books: Books, invoice: Doc) -> None:
    intent = open_intent(books, invoice)
    books.put(intent)
    books.put(
        blank(
            "invoice_payment",
            id=books.new_id("inpay"),
            amount_requested=invoice["amount_remaining"],
            created=books.now,
            currency=invoice["currency"],
            invoice=invoice["id"],
            is_default=True,
            payment={"payment_intent": intent["id"], "type": "payment_intent"},
            status="open",
            status_transitions={"canceled_at": None, "paid_at": None},
        )
    )


def payment_of(books: Books, invoice: Doc) -> Doc | None:
    """The payment that is to settle the invoice; None when nothing is due."""
    payments = books.find("invoice_payment", parent=invoice["id"])
    return payments[-1] if payments else None


def intent_of(books: Books, invoice: Doc) -> Doc | None:
    """The payment intent that is to settle the invoice; None when nothing is due."""
    payment = payment_of(books, invoice)
    return books.look(payment["payment"]["payment_intent"]) if payment else None


def mark_paid(books: Books, invoice: Doc) -> Doc:
    """The money is in."""
    invoice.update(
        amount_paid=invoice["amount_due"],
        amount_remaining=0,
        attempted=True,
        next_payment_attempt=None,
        status="paid",
        _due=None,
    )
    invoice["status_transitions"]["paid_at"] = books.now
    if payment := payment_of(books, invoice):
        payment.update(status="paid", amount_paid=invoice["amount_due"])
        payment["status_transitions"]["paid_at"] = books.now
        books.put(payment)
    books.put(invoice, "invoice.paid")
    books.tell("invoice.payment_succeeded", invoice)
    return invoice


def mark_void(books: Books, invoice: Doc) -> Doc:
    """Nobody owes it any more."""
    if invoice["status"] not in ("open", "uncollectible"):
        raise invalid(
            f"You can only pass in open or uncollectible invoices. This invoice is "
            f"{invoice['status']}.",
            code="invoice_not_editable",
        )
    if payment := payment_of(books, invoice):
        payment["status"] = "canceled"
        payment["status_transitions"]["canceled_at"] = books.now
        books.put(payment)
    if intent := intent_of(books, invoice):
        cancel_intent(books, intent, "void_invoice")
    invoice.update(status="void", next_payment_attempt=None, _due=None)
    invoice["status_transitions"]["voided_at"] = books.now
    return books.put(invoice, "invoice.voided")


def mark_uncollectible(books: Books, invoice: Doc) -> Doc:
    """It stays owed, and nobody asks for it any more."""
    invoice.update(status="uncollectible", next_payment_attempt=None, _due=None)
    invoice["status_transitions"]["marked_uncollectible_at"] = books.now
    return books.put(invoice, "invoice.marked_uncollectible")


def stop_asking(books: Books, invoice: Doc) -> Doc:
    """Leaves the invoice open, with no further try."""
    invoice.update(auto_advance=False, next_payment_attempt=None, _due=None)
    return books.put(invoice, "invoice.updated")


def subscription_of(books: Books, invoice: Doc) -> Doc | None:
    """The subscription that the invoice is for."""
    return books.look(invoice["_subscription"])


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The invoice."""
    return books.get("invoice", ident)


def every(books: Books, params: Params) -> Doc:
    """Invoices by customer, subscription and status."""
    where = {
        "customer": params.text("customer"),
        "parent": params.text("subscription"),
        "status": params.text("status"),
    }
    return page_of(books, "invoice", params, url="/v1/invoices", where=where)


def every_line(books: Books, params: Params, ident: str) -> Doc:
    """The lines of an invoice."""
    lines: Doc = books.get("invoice", ident)["lines"]
    return lines


def every_payment(books: Books, params: Params) -> Doc:
    """Invoice payments by invoice, status, or the payment intent they go through."""
    payment = params.table("payment")
    payment.allow(("type", "payment_intent"))
    where = {
        "parent": params.text("invoice"),
        "status": params.text("status"),
        "label": payment.text("payment_intent"),
    }
    return page_of(books, "invoice_payment", params, url="/v1/invoice_payments", where=where)


def retrieve_payment(books: Books, params: Params, ident: str) -> Doc:
    """One invoice payment."""
    return books.get("invoice_payment", ident)
