"""Previews: the invoice that a change, or the next renewal, would bring.

A preview makes the change on the open books, draws up the invoice, and takes everything back. So
it is the same arithmetic that is charged later, and nothing of it is kept.
"""

from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.changing import change, wants_tax
from standfirst.sandbox.customers import named_in
from standfirst.sandbox.discounts import offer_in
from standfirst.sandbox.due import begin_period
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.invoices import finalize
from standfirst.sandbox.params import Params
from standfirst.sandbox.schedules import advance
from standfirst.sandbox.shapes import NO_ADDRESS, Doc
from standfirst.sandbox.standing import OVER, keep
from standfirst.sandbox.starting import Order, priced_row, start, trial_end

ACCEPTS = (
    "automatic_tax",
    "currency",
    "customer",
    "customer_details",
    "discounts",
    "preview_mode",
    "schedule",
    "subscription",
    "subscription_details",
)
DETAILS = (
    "billing_cycle_anchor",
    "cancel_at",
    "cancel_at_period_end",
    "items",
    "proration_behavior",
    "proration_date",
    "trial_end",
)


def create(books: Books, params: Params) -> Doc:
    """The invoice that would come of `subscription_details`, or the next one as things stand."""
    params.one_of("preview_mode", ("next",), "next")
    now = books.now
    books.connection.execute("SAVEPOINT preview")
    try:
        return _as_upcoming(books, _drawn_up(books, params), now)
    finally:
        books.now = now
        books.connection.execute("ROLLBACK TO preview")
        books.connection.execute("RELEASE preview")


def _drawn_up(books: Books, params: Params) -> Doc:
    ident = _subscription_in(books, params)
    if ident is None:
        return _of_order(books, params)
    subscription = books.get("subscription", ident, param="subscription", status=400)
    _lay_over_customer(books, subscription["customer"], params)
    if subscription["status"] in OVER:
        raise _none_upcoming(subscription["customer"])
    invoice = change(books, subscription, _details_in(params))
    keep(books, subscription)
    return invoice or _of_renewal(books, subscription)


def _subscription_in(books: Books, params: Params) -> str | None:
    if schedule := params.text("schedule"):
        found = books.get("subscription_schedule", schedule, param="schedule", status=400)
        attached: str | None = found["subscription"]
        return attached
    return params.text("subscription")


def _details_in(params: Params) -> Params:
    """What changes: `subscription_details`, with the discounts and tax that stand beside it."""
    details = params.table("subscription_details")
    details.allow(DETAILS)
    beside = ("automatic_tax", "discounts")
    more = {name: params.values[name] for name in beside if name in params}
    if anchor := details.text("billing_cycle_anchor"):
        more["billing_cycle_anchor"] = {"type": anchor}
    return Params({**details.values, **more}, "subscription_details")


def _lay_over_customer(books: Books, ident: str, params: Params) -> None:
    details = params.table("customer_details")
    details.allow(("address", "tax_exempt"))
    if "address" in details:
        customer = books.get("customer", ident)
        customer["address"] = {**NO_ADDRESS, **details.table("address").values}
        books.put(customer)


def _of_renewal(books: Books, subscription: Doc) -> Doc:
    """The next period's invoice. Raises the company's complaint when there will be none."""
    at = subscription["items"]["data"][0]["current_period_end"]
    ends = subscription["cancel_at"]
    if ends is not None and ends <= at:
        raise _none_upcoming(subscription["customer"])
    books.now = max(books.now, at)
    if (subscription.get("_phase_end") or books.now + 1) <= books.now:
        advance(books, subscription)
    if subscription["status"] in OVER:
        raise _none_upcoming(subscription["customer"])
    return finalize(books, begin_period(books, subscription))


def _none_upcoming(customer: str) -> Exception:
    return invalid(
        f"No upcoming invoices for customer: {customer}", code="invoice_upcoming_none", status=404
    )


def _of_order(books: Books, params: Params) -> Doc:
    """The first invoice of a subscription that somebody might begin."""
    customer = named_in(books, params)
    _lay_over_customer(books, customer["id"], params)
    details = _details_in(params)
    lines = [priced_row(books, row) for row in details.rows("items")]
    if not lines:
        raise _none_upcoming(customer["id"])
    whole = sum(price["unit_amount"] * quantity for price, quantity in lines)
    currency = lines[0][0]["currency"]
    offers = tuple(
        offer_in(books, row, customer=customer["id"], amount=whole, currency=currency)
        for row in details.rows("discounts")
    )
    order = Order(
        customer=customer["id"],
        lines=lines,
        trial_end=trial_end(books, details),
        offers=offers,
        taxed=wants_tax(details),
    )
    _, invoice = start(books, order)
    return invoice


def _as_upcoming(books: Books, invoice: Doc, now: int) -> Doc:
    ident = "upcoming_in_" + letters_from(f"{invoice['id']}:{now}", 24)
    lines = [{**line, "invoice": ident} for line in invoice["lines"]["data"]]
    nothing_yet = ("effective_at", "hosted_invoice_url", "invoice_pdf", "number")
    return {
        **invoice,
        **dict.fromkeys(nothing_yet),
        "id": ident,
        "billing_reason": "upcoming",
        "lines": {**invoice["lines"], "data": lines, "url": f"/v1/invoices/{ident}/lines"},
        "next_payment_attempt": books.now,
        "status": "draft",
        "status_transitions": dict.fromkeys(invoice["status_transitions"]),
    }
