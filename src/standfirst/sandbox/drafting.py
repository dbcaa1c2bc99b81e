"""Drawing up an invoice: its lines, what comes off them, the tax, and the sums."""

from dataclasses import dataclass

from standfirst.sandbox import discounts
from standfirst.sandbox.books import Books
from standfirst.sandbox.reckoning import Piece, Reckoned, reckon
from standfirst.sandbox.shapes import Doc, blank, list_of
from standfirst.sandbox.taxes import Tax, includes_tax, tax_for, taxes_of


@dataclass(frozen=True)
class Line:
    """What is asked for: a sum for a price over a period. Negative for a credit.

    `words` may hold `{name}`, which becomes the price's nickname or its product's name.
    """

    price: Doc
    quantity: int
    amount: int
    start: int
    end: int
    words: str
    item: str
    proration: bool = False

    @property
    def piece(self) -> Piece:
        """As discounts and taxes see it. A proration has its discounts in it already."""
        return Piece(
            self.amount,
            self.price["currency"],
            discountable=not self.proration,
            inclusive=includes_tax(self.price),
        )


def draft(
    books: Books,
    subscription: Doc,
    lines: list[Line],
    *,
    reason: str,
    ident: str | None = None,
) -> Doc:
    """A new invoice that may still be changed, kept and told of.

    The subscription forgets a discount that is used up by it, and gives up tax when there is no
    address to reckon it by: the caller keeps the subscription.
    """
    customer = books.get("customer", subscription["customer"])
    ident = ident or books.new_id("in")
    running = discounts.running(books, subscription)
    tax = _tax_of(books, subscription, customer)
    if tax.status == "requires_location_inputs":
        subscription["automatic_tax"].update(enabled=False, disabled_reason=tax.status)
    rows = reckon([line.piece for line in lines], discounts.cuts_of(books, running), tax.percent)
    invoice = blank(
        "invoice",
        id=ident,
        account_country="DE",
        account_name=books.terms.business,
        amount_overpaid=0,
        amount_paid=0,
        amount_shipping=0,
        attempt_count=0,
        attempted=False,
        auto_advance=True,
        automatic_tax=_automatic_tax(tax),
        billing_reason=reason,
        collection_method="charge_automatically",
        created=books.now,
        currency=subscription["currency"],
        customer=customer["id"],
        customer_address=customer["address"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        customer_phone=customer["phone"],
        customer_tax_exempt=customer["tax_exempt"],
        discounts=[discount["id"] for discount in running],
        issuer={"type": "self"},
        lines=list_of(
            [
                _line(books, ident, subscription["id"], line, row, tax)
                for line, row in zip(lines, rows, strict=True)
            ],
            f"/v1/invoices/{ident}/lines",
        ),
        parent=_parent(subscription),
        payment_settings=_payment_settings(),
        period_start=min(books.now, subscription["_last_start"] or books.now),
        period_end=books.now,
        post_payment_credit_notes_amount=0,
        pre_payment_credit_notes_amount=0,
        starting_balance=customer["balance"],
        status="draft",
        test_clock=customer["test_clock"],
        status_transitions=dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        ),
        total_taxes=taxes_of(books, tax, rows),
        _subscription=subscription["id"],
        _due=None,
    )
    _sum_up(invoice, lines, rows, tax)
    _remember(books, subscription, invoice, lines, rows)
    return books.put(invoice, "invoice.created")


def _tax_of(books: Books, subscription: Doc, customer: Doc) -> Tax:
    return tax_for(
        books,
        enabled=subscription["automatic_tax"]["enabled"],
        address=customer["address"],
        exempt=customer["tax_exempt"],
    )


def _sum_up(invoice: Doc, lines: list[Line], rows: list[Reckoned], tax: Tax) -> None:
    whole = reckon([line.piece for line in lines], (), tax.percent)
    total = sum(row.total for row in rows)
    invoice.update(
        amount_due=max(0, total),
        amount_remaining=max(0, total),
        subtotal=sum(line.amount for line in lines),
        subtotal_excluding_tax=sum(row.taxable for row in whole),
        total=total,
        total_discount_amounts=[
            {"amount": amount, "discount": ident} for ident, amount in _cut_sums(rows).items()
        ],
        total_excluding_tax=sum(row.taxable for row in rows),
    )


def _cut_sums(rows: list[Reckoned]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for ident, amount in (cut for row in rows for cut in row.cuts):
        sums[ident] = sums.get(ident, 0) + amount
    return sums


def _remember(
    books: Books, subscription: Doc, invoice: Doc, lines: list[Line], rows: list[Reckoned]
) -> None:
    """Notes what each item's period cost, for who switches within it, and ends used discounts."""
    costs = subscription.setdefault("_costs", {})
    for line, row in zip(lines, rows, strict=True):
        if not line.proration:
            costs[line.item] = row.net
    discounts.used(books, subscription, _cut_sums(rows))


def _automatic_tax(tax: Tax) -> Doc:
    if tax.status is None:
        return _no_tax()
    known = tax.status == "complete"
    return {
        "disabled_reason": None if known else "finalization_requires_location_inputs",
        "enabled": known,
        "liability": {"type": "self"},
        "provider": "stripe",
        "status": tax.status,
    }


def _no_tax() -> Doc:
    return {
        "disabled_reason": None,
        "enabled": False,
        "liability": None,
        "provider": None,
        "status": None,
    }


def _payment_settings() -> Doc:
    return {"default_mandate": None, "payment_method_options": None, "payment_method_types": None}


def _parent(subscription: Doc) -> Doc:
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    return {
        "quote_details": None,
        "subscription_details": details,
        "type": "subscription_details",
    }


def _line(
    books: Books, invoice: str, subscription: str, line: Line, row: Reckoned, tax: Tax
) -> Doc:
    price = line.price
    name = price["nickname"] or books.get("product", price["product"])["name"]
    return blank(
        "line_item",
        id=books.new_id("il"),
        amount=line.amount,
        currency=price["currency"],
        description=line.words.format(name=name),
        discount_amounts=[{"amount": amount, "discount": ident} for ident, amount in row.cuts],
        discountable=not line.proration,
        invoice=invoice,
        parent={
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": line.proration,
                "proration_details": {"credited_items": None},
                "subscription": subscription,
                "subscription_item": line.item,
            },
            "type": "subscription_item_details",
        },
        period={"start": line.start, "end": line.end},
        pretax_credit_amounts=[],
        pricing={
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        quantity=line.quantity,
        quantity_decimal=str(line.quantity),
        subtotal=line.amount,
        subscription=subscription,
        taxes=taxes_of(books, tax, [row]),
    )
