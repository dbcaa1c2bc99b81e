"""The phases of a schedule: their shape, and reading them from a request."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import end_after
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.starting import priced_row
from standfirst.sandbox.switching import PRORATIONS

PHASE_ACCEPTS = ("items", "start_date", "end_date", "duration", "proration_behavior", "metadata")
INTERVALS = ("day", "week", "month", "year")
LISTS = ("add_invoice_items", "default_tax_rates", "discounts")
EMPTY = (
    "application_fee_percent",
    "billing_cycle_anchor",
    "billing_thresholds",
    "collection_method",
    "default_payment_method",
    "description",
    "on_behalf_of",
    "transfer_data",
    "trial_end",
)


def running_phase(subscription: Doc) -> Doc:
    """The subscription's period that is running, as a phase."""
    items = subscription["items"]["data"]
    return phase_of(
        [_item(item["price"], item["quantity"]) for item in items],
        start=items[0]["current_period_start"],
        end=items[0]["current_period_end"],
        currency=subscription["currency"],
        trial_end=subscription["trial_end"] if subscription["status"] == "trialing" else None,
    )


def phase_of(items: list[Doc], *, start: int, end: int, currency: str, **more: object) -> Doc:
    """A phase with all its keys."""
    return {
        **{name: [] for name in LISTS},
        **dict.fromkeys(EMPTY),
        "currency": currency,
        "end_date": end,
        "invoice_settings": invoice_settings(),
        "items": items,
        "metadata": {},
        "proration_behavior": "create_prorations",
        "start_date": start,
        **more,
    }


def invoice_settings() -> Doc:
    """How the invoices of a phase look: as they always do."""
    return {
        "account_tax_ids": None,
        "custom_fields": None,
        "days_until_due": None,
        "description": None,
        "footer": None,
        "issuer": {"type": "self"},
    }


def _item(price: Doc, quantity: int) -> Doc:
    return {
        "billing_thresholds": None,
        "discounts": [],
        "metadata": {},
        "plan": price["id"],
        "price": price["id"],
        "quantity": quantity,
        "tax_rates": [],
    }


def read_phases(books: Books, subscription: Doc, params: Params) -> list[Doc]:
    """The phases asked for, each beginning where the one before it ends."""
    phases: list[Doc] = []
    for row in params.rows("phases"):
        row.allow(PHASE_ACCEPTS)
        start = _start(books, row, phases[-1]["end_date"] if phases else None)
        phases.append(_read_phase(books, subscription, row, start))
    if not phases:
        raise invalid("Phases must not be empty.", param="phases")
    return phases


def _start(books: Books, row: Params, begins: int | None) -> int:
    at = _moment(books, row, "start_date")
    if begins is None and at is None:
        raise invalid(
            "The first phase must have a `start_date`.",
            param=row.name_of("start_date"),
            code="parameter_missing",
        )
    if begins is not None and at is not None and at != begins:
        raise invalid(
            "The start date of a phase must be the end date of the phase before it.",
            param=row.name_of("start_date"),
        )
    return at if begins is None and at is not None else int(begins or 0)


def _moment(books: Books, row: Params, name: str) -> int | None:
    return books.now if row.text(name) == "now" else row.whole(name)


def _read_phase(books: Books, subscription: Doc, row: Params, start: int) -> Doc:
    lines = [_line(books, subscription, item) for item in row.rows("items")]
    if not lines:
        name = row.name_of("items")
        raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
    end = _end(books, row, start, lines[0][0]["recurring"])
    if end <= start:
        raise invalid("A phase must end after it starts.", param=row.name_of("end_date"))
    return phase_of(
        [_item(price, quantity) for price, quantity in lines],
        start=start,
        end=end,
        currency=subscription["currency"],
        metadata=row.metadata(),
        proration_behavior=row.one_of("proration_behavior", PRORATIONS, "create_prorations"),
    )


def _line(books: Books, subscription: Doc, item: Params) -> tuple[Doc, int]:
    item.allow(("price", "quantity", "metadata"))
    price, quantity = priced_row(books, item)
    if price["currency"] != subscription["currency"]:
        raise invalid(
            "The price must have the subscription's currency.", param=item.name_of("price")
        )
    return price, quantity


def _end(books: Books, row: Params, start: int, recurring: Doc) -> int:
    """Where the phase ends: the date, the duration, or one period of its price."""
    at = _moment(books, row, "end_date")
    if at is not None and "duration" in row:
        raise invalid(
            "You may only specify one of these parameters: end_date, duration.",
            param=row.name_of("duration"),
        )
    if at is not None:
        return at
    if "duration" not in row:
        return end_after(start, start, recurring)
    table = row.table("duration")
    table.allow(("interval", "interval_count"))
    interval = table.one_of("interval", INTERVALS, "")
    count = table.whole("interval_count") or 1
    return end_after(start, start, {"interval": interval, "interval_count": count})
