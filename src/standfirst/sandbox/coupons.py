"""Coupons: how much less, for how long, and how often one may be used."""

import re

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid, missing
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.rounding import check_step
from standfirst.sandbox.shapes import Doc, blank

CREATE_ACCEPTS = (
    "amount_off",
    "currency",
    "duration",
    "duration_in_months",
    "id",
    "max_redemptions",
    "metadata",
    "name",
    "percent_off",
    "redeem_by",
)
PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
KEPT, GONE = "kept", "gone"


def create(books: Books, params: Params) -> Doc:
    """A new coupon. It may be given an `id` of its own."""
    ident = params.text("id") or books.new_id("c", 8)[2:]
    if books.look(ident):
        raise invalid("Coupon already exists.", param="id", code="resource_already_exists")
    duration = params.one_of("duration", ("forever", "once", "repeating"), "once")
    coupon = blank(
        "coupon",
        id=ident,
        amount_off=_amount_off(params),
        created=books.now,
        currency=_currency(params),
        duration=duration,
        duration_in_months=_months(params, duration),
        max_redemptions=positive(params, "max_redemptions"),
        metadata=params.metadata(),
        name=params.text("name"),
        percent_off=_percent_off(params),
        redeem_by=_redeem_by(books, params),
        times_redeemed=0,
        valid=True,
        _kept=KEPT,
        _due=None,
    )
    coupon["_due"] = coupon["redeem_by"]
    return books.put(coupon, "coupon.created")


def _amount_off(params: Params) -> int | None:
    if ("amount_off" in params) is ("percent_off" in params):
        raise invalid(
            "You must pass exactly one of `percent_off` or `amount_off`.",
            param="percent_off",
            code="parameter_missing",
        )
    amount = positive(params, "amount_off")
    if amount is not None:
        check_step(amount, params.must("currency").lower(), "amount_off")
    return amount


def _currency(params: Params) -> str | None:
    return params.must("currency").lower() if "amount_off" in params else None


def _percent_off(params: Params) -> float | None:
    value = params.text("percent_off")
    if value is None:
        return None
    if not PERCENT.fullmatch(value) or not 0 < float(value) <= 100:
        raise invalid("Invalid percent_off: must be over 0 and at most 100", param="percent_off")
    return float(value)


def _months(params: Params, duration: str) -> int | None:
    months = positive(params, "duration_in_months")
    if (months is not None) is not (duration == "repeating"):
        raise invalid(
            "`duration_in_months` is required when `duration` is `repeating`, and not allowed "
            "otherwise.",
            param="duration_in_months",
        )
    return months


def _redeem_by(books: Books, params: Params) -> int | None:
    at = params.whole("redeem_by")
    if at is not None and at <= books.now:
        raise invalid("`redeem_by` must be a timestamp in the future.", param="redeem_by")
    return at


def positive(params: Params, name: str) -> int | None:
    """A whole number of one or more, or None."""
    number = params.whole(name)
    if number is not None and not 1 <= number <= 99_999_999:
        raise invalid("This value must be greater than or equal to 1.", param=params.name_of(name))
    return number


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The coupon."""
    return kept(books, ident)


def update(books: Books, params: Params, ident: str) -> Doc:
    """Changes the name or the metadata: nothing else of a coupon changes."""
    coupon = kept(books, ident)
    coupon["metadata"] = params.metadata(coupon["metadata"])
    coupon["name"] = params.text("name", coupon["name"])
    return books.put(coupon, "coupon.updated")


def delete(books: Books, params: Params, ident: str) -> Doc:
    """Takes the coupon out of use. Discounts that were given with it go on."""
    coupon = kept(books, ident)
    coupon.update(valid=False, _kept=GONE, _due=None)
    books.put(coupon)
    books.tell("coupon.deleted", coupon)
    return {"id": ident, "object": "coupon", "deleted": True}


def every(books: Books, params: Params) -> Doc:
    """Coupons, newest first."""
    return page_of(books, "coupon", params, url="/v1/coupons", where={"status": KEPT})


def kept(books: Books, ident: str, *, param: str = "coupon", status: int = 404) -> Doc:
    """The coupon. Raises the company's complaint when there is none."""
    coupon = books.get("coupon", ident, param=param, status=status)
    if coupon["_kept"] != KEPT:
        raise missing("coupon", ident, param=param, status=status)
    return coupon


def run_out(books: Books, coupon: Doc) -> None:
    """The last day of a coupon is over."""
    coupon.update(valid=False, _due=None)
    books.put(coupon)


def can_be_used(books: Books, coupon: Doc) -> bool:
    """Whether somebody may still get a discount with it."""
    late = coupon["redeem_by"] is not None and coupon["redeem_by"] <= books.now
    return coupon["_kept"] == KEPT and not late and not _used_up(coupon)


def _used_up(doc: Doc) -> bool:
    most = doc["max_redemptions"]
    return most is not None and doc["times_redeemed"] >= most


def count_use(books: Books, coupon: Doc) -> None:
    """One more discount was given with it."""
    coupon["times_redeemed"] += 1
    if _used_up(coupon):
        coupon["valid"] = False
    books.put(coupon, "coupon.updated")
