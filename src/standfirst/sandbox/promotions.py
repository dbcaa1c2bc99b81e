"""Promotion codes: the words a customer types to get a coupon's discount."""

import re

from standfirst.sandbox import coupons
from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.customers import named_in
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc, blank

CREATE_ACCEPTS = (
    "active",
    "code",
    "customer",
    "expires_at",
    "max_redemptions",
    "metadata",
    "promotion",
    "restrictions",
)
CODE = re.compile(r"[A-Za-z0-9-]{1,500}", re.ASCII)


def create(books: Books, params: Params) -> Doc:
    """A new code for a coupon. Without a `code` one is made up."""
    ident = books.new_id("promo")
    customer = named_in(books, params)["id"] if params.text("customer") else None
    promotion = blank(
        "promotion_code",
        id=ident,
        active=params.truth("active", default=True),
        code=_new_code(books, params, ident),
        created=books.now,
        customer=customer,
        expires_at=_expiry(books, params),
        max_redemptions=coupons.positive(params, "max_redemptions"),
        metadata=params.metadata(),
        promotion={"coupon": _coupon_for(books, params)["id"], "type": "coupon"},
        restrictions=_restrictions(params),
        times_redeemed=0,
    )
    return books.put(promotion, "promotion_code.created")


def _coupon_for(books: Books, params: Params) -> Doc:
    table = params.table("promotion")
    table.allow(("type", "coupon"))
    table.one_of("type", ("coupon",), "")
    coupon = coupons.kept(books, table.must("coupon"), param=table.name_of("coupon"), status=400)
    if not coupons.can_be_used(books, coupon):
        raise invalid("The coupon is not valid any more.", param=table.name_of("coupon"))
    return coupon


def _new_code(books: Books, params: Params, ident: str) -> str:
    code = params.text("code") or letters_from(ident, 8).upper()
    if not CODE.fullmatch(code):
        raise invalid("A code holds letters, digits and dashes only.", param="code")
    if found(books, code):
        raise invalid(
            "An active promotion code with that code already exists.",
            param="code",
            code="resource_already_exists",
        )
    return code


def _expiry(books: Books, params: Params) -> int | None:
    at = params.whole("expires_at")
    if at is not None and at <= books.now:
        raise invalid("`expires_at` must be a timestamp in the future.", param="expires_at")
    return at


def _restrictions(params: Params) -> Doc:
    table = params.table("restrictions")
    table.allow(("first_time_transaction", "minimum_amount", "minimum_amount_currency"))
    return {
        "first_time_transaction": table.truth("first_time_transaction"),
        "minimum_amount": coupons.positive(table, "minimum_amount"),
        "minimum_amount_currency": table.text("minimum_amount_currency"),
    }


def found(books: Books, code: str) -> Doc | None:
    """The active code that is written like this, in large letters or small."""
    for promotion in books.find("promotion_code", label=code.upper()):
        if promotion["active"]:
            return promotion
    return None


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The promotion code."""
    return books.get("promotion_code", ident)


def update(books: Books, params: Params, ident: str) -> Doc:
    """Turns the code off or on, and changes its metadata."""
    promotion = books.get("promotion_code", ident)
    active = params.truth("active", default=promotion["active"])
    if active and not promotion["active"] and found(books, promotion["code"]):
        raise invalid("An active promotion code with that code already exists.", param="active")
    promotion["active"] = active
    promotion["metadata"] = params.metadata(promotion["metadata"])
    return books.put(promotion, "promotion_code.updated")


def every(books: Books, params: Params) -> Doc:
    """Codes, by what is typed and by customer when asked."""
    code = params.text("code")
    where = {"label": code.upper() if code else None, "customer": params.text("customer")}
    answer = page_of(books, "promotion_code", params, url="/v1/promotion_codes", where=where)
    if "active" in params:
        wanted = params.truth("active")
        answer["data"] = [doc for doc in answer["data"] if doc["active"] is wanted]
    if coupon := params.text("coupon"):
        answer["data"] = [doc for doc in answer["data"] if doc["promotion"]["coupon"] == coupon]
    return answer


def fault_of(
    books: Books, promotion: Doc | None, *, customer: str | None, amount: int, currency: str
) -> str | None:
    """Why the code gives nothing for this order, in words for who typed it; None when it does."""
    if promotion is None or not promotion["active"]:
        return "This code is invalid."
    coupon = books.get("coupon", promotion["promotion"]["coupon"])
    if _is_over(books, promotion) or not coupons.can_be_used(books, coupon):
        return "This code has expired."
    if promotion["customer"] not in (None, customer):
        return "This code is invalid."
    if coupon["currency"] not in (None, currency):
        return "This code is for another currency."
    return _restricted(books, promotion["restrictions"], customer, amount)


def _is_over(books: Books, promotion: Doc) -> bool:
    late = promotion["expires_at"] is not None and promotion["expires_at"] <= books.now
    most = promotion["max_redemptions"]
    return late or (most is not None and promotion["times_redeemed"] >= most)


def _restricted(books: Books, limits: Doc, customer: str | None, amount: int) -> str | None:
    if amount < (limits["minimum_amount"] or 0):
        return "This order is too small for the code."
    if limits["first_time_transaction"] and _has_paid(books, customer):
        return "This code is for a first order only."
    return None


def _has_paid(books: Books, customer: str | None) -> bool:
    return bool(customer and books.find("charge", customer=customer, status="succeeded"))


def count_use(books: Books, promotion: Doc) -> None:
    """One more discount was given for it."""
    promotion["times_redeemed"] += 1
    most = promotion["max_redemptions"]
    if most is not None and promotion["times_redeemed"] >= most:
        promotion["active"] = False
    books.put(promotion, "promotion_code.updated")
