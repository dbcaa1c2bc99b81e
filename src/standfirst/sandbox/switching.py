"""Switching a subscription to another price, and what the days that are left cost."""

from standfirst.sandbox import discounts
from standfirst.sandbox.books import Books
from standfirst.sandbox.drafting import Line, draft
from standfirst.sandbox.errors import invalid, missing
from standfirst.sandbox.invoices import finalize
from standfirst.sandbox.params import Params
from standfirst.sandbox.products import plan_of
from standfirst.sandbox.reckoning import Piece, reckon
from standfirst.sandbox.rounding import part_of
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.starting import period_lines, set_period

PRORATIONS = ("create_prorations", "none", "always_invoice")


def switch(books: Books, subscription: Doc, params: Params) -> Doc | None:
    """Puts another price or quantity on the subscription.

    Returns an opened invoice when there is something to pay now: a new interval starts a new
    period, `always_invoice` asks for the difference at once. Otherwise the difference waits for
    the next invoice.
    """
    behavior = params.one_of("proration_behavior", PRORATIONS, "create_prorations")
    lines: list[Line] = []
    anchor = params.table("billing_cycle_anchor")
    restarts = anchor.one_of("type", ("now", "unchanged"), "unchanged") == "now"
    for row in params.rows("items"):
        item = _item_named(subscription, row)
        before = dict(item)
        _put_price(books, item, row)
        restarts = restarts or _differs(before["price"], item["price"])
        if behavior != "none" and subscription["status"] != "trialing":
            lines += _difference(books, subscription, before, item, _moment(books, item, params))
    if restarts and not lines and behavior != "none" and subscription["status"] != "trialing":
        lines = _all_unused(books, subscription, params)
    if restarts and subscription["status"] != "trialing":
        return _begin_anew(books, subscription, [line for line in lines if line.amount < 0])
    if behavior == "always_invoice" and lines:
        return _invoice_now(books, subscription, lines)
    subscription["_pending_lines"] += [vars(line) for line in lines]
    return None


def _all_unused(books: Books, subscription: Doc, params: Params) -> list[Line]:
    """What is left of the running period, of each item, for a period that begins anew."""
    lines: list[Line] = []
    for item in subscription["items"]["data"]:
        lines += _difference(books, subscription, item, item, _moment(books, item, params))
    return lines


def _item_named(subscription: Doc, row: Params) -> Doc:
    row.allow(("id", "price", "quantity", "metadata"))
    ident = row.text("id")
    items: list[Doc] = subscription["items"]["data"]
    if ident is None:
        raise invalid(
            "The sandbox changes the item that is there: name it with `id`.",
            param=row.name_of("id"),
        )
    for item in items:
        if item["id"] == ident:
            return item
    raise missing("subscription_item", ident, param=row.name_of("id"), status=400)


def _put_price(books: Books, item: Doc, row: Params) -> None:
    if "quantity" in row:
        item["quantity"] = max(1, row.whole("quantity") or 1)
    if "price" not in row:
        return
    price = books.get("price", row.must("price"), param=row.name_of("price"), status=400)
    if price["currency"] != item["price"]["currency"]:
        raise invalid(
            "The price must have the subscription's currency.", param=row.name_of("price")
        )
    item["price"], item["plan"] = price, plan_of(price)


def _differs(old: Doc, new: Doc) -> bool:
    names = ("interval", "interval_count")
    return any(old["recurring"][name] != new["recurring"][name] for name in names)


def _moment(books: Books, item: Doc, params: Params) -> int:
    """From when on the difference is reckoned: `proration_date`, or now."""
    at = params.whole("proration_date")
    if at is None:
        return books.now
    if not item["current_period_start"] <= at < item["current_period_end"]:
        raise invalid(
            "Cannot specify a proration date outside of the current period.",
            param=params.name_of("proration_date"),
            code="invoice_upcoming_none",
        )
    return at


def _difference(books: Books, subscription: Doc, before: Doc, after: Doc, at: int) -> list[Line]:
    """The unused time given back and the remaining time charged, to the second.

    Given back is a share of what the period really cost, discounts included; charged is a share
    of the new price less the discounts that still run.
    """
    costs = subscription.setdefault("_costs", {})
    cost = costs.get(before["id"], _whole(before))
    costs[after["id"]] = _discounted(books, subscription, after)
    return [
        _rest(at, before, -cost, words="Unused time on"),
        _rest(at, after, costs[after["id"]], words="Remaining time on"),
    ]


def _whole(item: Doc) -> int:
    return int(item["price"]["unit_amount"] * item["quantity"])


def _discounted(books: Books, subscription: Doc, item: Doc) -> int:
    piece = Piece(_whole(item), subscription["currency"])
    [row] = reckon([piece], discounts.cuts_of(books, discounts.running(books, subscription)))
    return row.net


def _rest(at: int, item: Doc, cost: int, *, words: str) -> Line:
    start, finish = item["current_period_start"], item["current_period_end"]
    return Line(
        price=item["price"],
        quantity=item["quantity"],
        amount=part_of(cost, finish - at, finish - start, item["price"]["currency"]),
        start=at,
        end=finish,
        words=f"{words} {{name}}",
        item=item["id"],
        proration=True,
    )


def _begin_anew(books: Books, subscription: Doc, credits: list[Line]) -> Doc:
    subscription["billing_cycle_anchor"] = books.now
    set_period(subscription, books.now)
    return _invoice_now(books, subscription, [*credits, *period_lines(subscription)])


def end_trial(books: Books, subscription: Doc) -> Doc:
    """Ends the trial now: the first period begins, and its invoice is opened."""
    now = books.now
    subscription.update(status="active", trial_end=now, billing_cycle_anchor=now)
    set_period(subscription, now)
    return _invoice_now(books, subscription, period_lines(subscription))


def _invoice_now(books: Books, subscription: Doc, lines: list[Line]) -> Doc:
    pending = [Line(**line) for line in subscription["_pending_lines"]]
    subscription["_pending_lines"] = []
    invoice = draft(books, subscription, pending + lines, reason="subscription_update")
    subscription["latest_invoice"] = invoice["id"]
    return finalize(books, invoice)
