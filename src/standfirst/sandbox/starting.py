"""Starting a subscription: what is ordered, its first period, and its first invoice."""

from dataclasses import dataclass, field

from standfirst.sandbox import discounts
from standfirst.sandbox.books import Books
from standfirst.sandbox.discounts import Offer
from standfirst.sandbox.drafting import Line, draft
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.invoices import finalize
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import DAY, end_after
from standfirst.sandbox.products import plan_of
from standfirst.sandbox.shapes import Doc, blank, list_of
from standfirst.sandbox.standing import TRIAL_NOTICE_S, keep

LONGEST_TRIAL_DAYS = 730


@dataclass(frozen=True)
class Order:
    """What somebody subscribes to."""

    customer: str
    lines: list[tuple[Doc, int]]
    metadata: dict[str, str] = field(default_factory=dict)
    card: str | None = None
    trial_end: int | None = None
    description: str | None = None
    offers: tuple[Offer, ...] = ()
    session: str | None = None
    taxed: bool = False


def start(books: Books, order: Order) -> tuple[Doc, Doc]:
    """A new subscription and its first invoice, opened but not yet collected."""
    subscription = _new_subscription(books, order)
    subscription["latest_invoice"] = books.new_id("in")
    discounts.give(books, subscription, order.offers, session=order.session)
    keep(books, subscription, "customer.subscription.created")
    invoice = draft(
        books,
        subscription,
        period_lines(subscription),
        reason="subscription_create",
        ident=subscription["latest_invoice"],
    )
    books.put(subscription)
    return subscription, finalize(books, invoice)


def _new_subscription(books: Books, order: Order) -> Doc:
    ident, now = books.new_id("sub"), books.now
    trialing = order.trial_end is not None and order.trial_end > now
    anchor = order.trial_end if trialing else now
    items = [_new_item(books, ident, price, quantity) for price, quantity in order.lines]
    subscription = blank(
        "subscription",
        id=ident,
        automatic_tax=automatic_tax(enabled=order.taxed),
        billing_cycle_anchor=anchor,
        billing_mode={"flexible": None, "type": "classic"},
        cancel_at_period_end=False,
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        collection_method="charge_automatically",
        created=now,
        currency=order.lines[0][0]["currency"],
        customer=order.customer,
        default_payment_method=order.card,
        description=order.description,
        invoice_settings={
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"type": "self"},
        },
        items=list_of(items, f"/v1/subscription_items?subscription={ident}"),
        metadata=order.metadata,
        payment_settings={
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        start_date=now,
        test_clock=books.get("customer", order.customer)["test_clock"],
        status="trialing" if trialing else "incomplete",
        trial_end=order.trial_end if trialing else None,
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
        trial_start=now if trialing else None,
        _due=None,
        _last_start=None,
        _phase_end=None,
        _trial_told=trialing and anchor is not None and anchor - TRIAL_NOTICE_S <= now,
        _pending_lines=[],
    )
    set_period(subscription, now, order.trial_end if trialing else None)
    return subscription


def automatic_tax(*, enabled: bool) -> Doc:
    """Whether tax is reckoned, as a subscription tells it."""
    liability = {"type": "self"} if enabled else None
    return {"disabled_reason": None, "enabled": enabled, "liability": liability}


def _new_item(books: Books, subscription: str, price: Doc, quantity: int) -> Doc:
    return blank(
        "subscription_item",
        id=books.new_id("si", 14),
        created=books.now,
        plan=plan_of(price),
        price=price,
        quantity=quantity,
        subscription=subscription,
    )


def set_period(subscription: Doc, begin: int, finish: int | None = None) -> None:
    """Sets the period that is running, on each item; by the price's interval unless told."""
    for item in subscription["items"]["data"]:
        anchor = subscription["billing_cycle_anchor"]
        item["current_period_start"] = begin
        item["current_period_end"] = finish or end_after(begin, anchor, item["price"]["recurring"])


def period_lines(subscription: Doc) -> list[Line]:
    """What the running period costs: nothing while it is a trial."""
    free = subscription["status"] == "trialing"
    return [_period_line(item, free=free) for item in subscription["items"]["data"]]


def _period_line(item: Doc, *, free: bool) -> Line:
    price, quantity = item["price"], item["quantity"]
    return Line(
        price=price,
        quantity=quantity,
        amount=0 if free else price["unit_amount"] * quantity,
        start=item["current_period_start"],
        end=item["current_period_end"],
        words="Trial period for {name}" if free else f"{quantity} × {{name}}",
        item=item["id"],
    )


def priced_row(books: Books, row: Params) -> tuple[Doc, int]:
    """The price and quantity in one row of `items` or `line_items`."""
    price = books.get("price", row.must("price"), param=row.name_of("price"), status=400)
    if price["recurring"] is None:
        raise invalid(
            "The price specified is set to `type=one_time` but this field only accepts prices "
            "with `type=recurring`.",
            param=row.name_of("price"),
        )
    if not price["active"]:
        raise invalid("The price specified is inactive.", param=row.name_of("price"))
    return price, quantity_in(row)


def quantity_in(row: Params) -> int:
    """How many; one unless told."""
    quantity = row.whole("quantity")
    if quantity is not None and not 1 <= quantity <= 999_999:
        raise invalid("Invalid positive integer", param=row.name_of("quantity"))
    return quantity or 1


def trial_end(books: Books, params: Params) -> int | None:
    """When the trial asked for ends, or None."""
    if params.text("trial_end") == "now":
        return None
    days = params.whole("trial_period_days")
    if days is not None and not 1 <= days <= LONGEST_TRIAL_DAYS:
        raise invalid(
            f"The trial must be between 1 and {LONGEST_TRIAL_DAYS} days.",
            param=params.name_of("trial_period_days"),
        )
    at = books.now + days * DAY if days else params.whole("trial_end")
    if at is not None and not books.now < at <= books.now + LONGEST_TRIAL_DAYS * DAY:
        raise invalid("Invalid timestamp", param=params.name_of("trial_end"))
    return at
