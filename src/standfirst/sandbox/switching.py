"""Switching a subscription to another price, and what the days that are left cost."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid, missing
from standfirst.sandbox.invoices import Line, draft, finalize
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import end_after
from standfirst.sandbox.products import plan_of
from standfirst.sandbox.shapes import Doc

PRORATIONS = ("create_prorations", "none", "always_invoice")


def switch(books: Books, subscription: Doc, params: Params) -> Doc | None:
    """Puts another price or quantity on the subscription.

    Returns an opened invoice when there is something to pay now: a new interval starts a new
    period, `always_invoice` asks for the difference at once. Otherwise the difference waits for
    the next invoice.
    """
    behavior = params.one_of("proration_behavior", PRORATIONS, "create_prorations")
    lines: list[Line] = []
    restarts = False
    for row in params.rows("items"):
        item = _item_named(subscription, row)
        before = dict(item)
        _put_price(books, item, row)
        restarts = restarts or _differs(before["price"], item["price"])
        if behavior != "none" and subscription["status"] != "trialing":
            lines += _difference(books.now, before, item)
    if restarts and subscription["status"] != "trialing":
        return _begin_anew(books, subscription, [line for line in lines if line.amount < 0])
    if behavior == "always_invoice" and lines:
        return _invoice_now(books, subscription, lines)
    subscription["_pending_lines"] += [vars(line) for line in lines]
    return None


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


def _difference(now: int, before: Doc, after: Doc) -> list[Line]:
    """The unused time given back and the remaining time charged, to the second."""
    return [
        _rest(now, before, sign=-1, words="Unused time on"),
        _rest(now, after, sign=1, words="Remaining time on"),
    ]


def _rest(now: int, item: Doc, *, sign: int, words: str) -> Line:
    start, finish = item["current_period_start"], item["current_period_end"]
    whole = item["price"]["unit_amount"] * item["quantity"]
    left = (2 * whole * (finish - now) + (finish - start)) // (2 * (finish - start))
    return Line(
        price=item["price"],
        quantity=item["quantity"],
        amount=sign * left,
        start=now,
        end=finish,
        words=f"{words} {{name}}",
        item=item["id"],
        proration=True,
    )


def _begin_anew(books: Books, subscription: Doc, credits: list[Line]) -> Doc:
    subscription["billing_cycle_anchor"] = books.now
    lines = list(credits)
    for item in subscription["items"]["data"]:
        item["current_period_start"] = books.now
        item["current_period_end"] = end_after(books.now, books.now, item["price"]["recurring"])
        lines.append(
            Line(
                price=item["price"],
                quantity=item["quantity"],
                amount=item["price"]["unit_amount"] * item["quantity"],
                start=books.now,
                end=item["current_period_end"],
                words=f"{item['quantity']} × {{name}}",
                item=item["id"],
            )
        )
    return _invoice_now(books, subscription, lines)


def _invoice_now(books: Books, subscription: Doc, lines: list[Line]) -> Doc:
    pending = [Line(**line) for line in subscription["_pending_lines"]]
    subscription["_pending_lines"] = []
    invoice = draft(books, subscription, pending + lines, reason="subscription_update")
    subscription["latest_invoice"] = invoice["id"]
    return finalize(books, invoice)
