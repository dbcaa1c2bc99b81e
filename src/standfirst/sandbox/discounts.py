"""Discounts: coupons that were given to a subscription, and how long they last."""

from collections.abc import Iterable
from dataclasses import dataclass

from standfirst.sandbox import coupons, promotions
from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import add_months
from standfirst.sandbox.reckoning import Cut
from standfirst.sandbox.shapes import Doc, blank


@dataclass(frozen=True)
class Offer:
    """A coupon, and the code by which somebody came to it."""

    coupon: Doc
    promotion: Doc | None = None

    @property
    def named(self) -> Doc:
        """As a checkout session names it."""
        code = self.promotion["id"] if self.promotion else None
        return {"coupon": None if code else self.coupon["id"], "promotion_code": code}

    def cut(self, ident: str = "") -> Cut:
        """What it takes off."""
        return cut_of(self.coupon, ident or str(self.coupon["id"]))


def cut_of(coupon: Doc, ident: str) -> Cut:
    """What a coupon takes off, told apart by `ident`."""
    hundredths = round((coupon["percent_off"] or 0) * 100)
    return Cut(ident, hundredths, coupon["amount_off"] or 0)


def offer_in(
    books: Books, row: Params, *, customer: str | None, amount: int, currency: str
) -> Offer:
    """The offer in one row of `discounts`. Raises the company's complaint when it is over."""
    row.allow(("coupon", "promotion_code"))
    if code := row.text("promotion_code"):
        promotion = books.get(
            "promotion_code", code, param=row.name_of("promotion_code"), status=400
        )
        return promoted(books, promotion, customer=customer, amount=amount, currency=currency)
    coupon = coupons.kept(books, row.must("coupon"), param=row.name_of("coupon"), status=400)
    if not coupons.can_be_used(books, coupon):
        raise invalid(
            f"Coupon {coupon['id']} is expired.", param=row.name_of("coupon"), code="coupon_expired"
        )
    if coupon["currency"] not in (None, currency):
        raise invalid(
            f"The coupon's currency is {coupon['currency']}, not {currency}.",
            param=row.name_of("coupon"),
        )
    return Offer(coupon)


def promoted(
    books: Books, promotion: Doc | None, *, customer: str | None, amount: int, currency: str
) -> Offer:
    """The offer behind a code. Raises ApiError with the reason when it gives nothing."""
    fault = promotions.fault_of(
        books, promotion, customer=customer, amount=amount, currency=currency
    )
    if fault or promotion is None:
        raise invalid(fault or "", param="promotion_code", code="promotion_code_invalid")
    return Offer(books.get("coupon", promotion["promotion"]["coupon"]), promotion)


def give(
    books: Books, subscription: Doc, offers: Iterable[Offer], *, session: str | None = None
) -> None:
    """Puts discounts on the subscription. The caller keeps the subscription."""
    for offer in offers:
        discount = _new_discount(books, subscription, offer, session)
        subscription["discounts"].append(discount["id"])
        books.put(discount, "customer.discount.created")
        coupons.count_use(books, books.get("coupon", offer.coupon["id"]))
        if offer.promotion:
            promotions.count_use(books, books.get("promotion_code", offer.promotion["id"]))


def _new_discount(books: Books, subscription: Doc, offer: Offer, session: str | None) -> Doc:
    months = offer.coupon["duration_in_months"]
    return blank(
        "discount",
        id=books.new_id("di"),
        checkout_session=session,
        customer=subscription["customer"],
        end=add_months(books.now, months) if months else None,
        promotion_code=offer.promotion["id"] if offer.promotion else None,
        source={"coupon": offer.coupon["id"], "type": "coupon"},
        start=books.now,
        subscription=subscription["id"],
    )


def running(books: Books, subscription: Doc) -> list[Doc]:
    """The subscription's discounts that have not run out, in order."""
    found = (books.get("discount", ident) for ident in subscription["discounts"])
    return [doc for doc in found if doc["end"] is None or books.now < doc["end"]]


def cuts_of(books: Books, discounts: Iterable[Doc]) -> list[Cut]:
    """What each discount takes off."""
    return [cut_of(_coupon_of(books, doc), doc["id"]) for doc in discounts]


def _coupon_of(books: Books, discount: Doc) -> Doc:
    return books.get("coupon", discount["source"]["coupon"])


def used(books: Books, subscription: Doc, amounts: dict[str, int]) -> None:
    """Takes off the subscription what was for one charge and was used, and what has run out.

    The caller keeps the subscription.
    """
    lasting = {doc["id"] for doc in running(books, subscription)}
    for ident in list(subscription["discounts"]):
        coupon = _coupon_of(books, books.get("discount", ident))
        once = coupon["duration"] == "once" and amounts.get(ident, 0) > 0
        if once or ident not in lasting:
            take_off(books, subscription, ident)


def take_off(books: Books, subscription: Doc, ident: str) -> None:
    """Ends one discount. The caller keeps the subscription."""
    discount = books.get("discount", ident)
    discount["end"] = discount["end"] or books.now
    subscription["discounts"].remove(ident)
    books.put(discount, "customer.discount.deleted")


def set_discounts(books: Books, subscription: Doc, params: Params) -> None:
    """Lays `discounts` over what the subscription had; one that is not named again ends."""
    if "discounts" not in params:
        return
    offers, stay = [], set()
    rows = [] if params.values["discounts"] == "" else params.rows("discounts")
    for row in rows:
        if ident := row.text("discount"):
            if ident not in subscription["discounts"]:
                raise row.missing("discount", "discount")
            stay.add(ident)
        else:
            offers.append(offer_for(books, row, subscription))
    for ident in list(subscription["discounts"]):
        if ident not in stay:
            take_off(books, subscription, ident)
    give(books, subscription, offers)


def offer_for(books: Books, row: Params, subscription: Doc) -> Offer:
    """The offer in a row, for what the subscription costs."""
    items = subscription["items"]["data"]
    return offer_in(
        books,
        row,
        customer=subscription["customer"],
        amount=sum(item["price"]["unit_amount"] * item["quantity"] for item in items),
        currency=subscription["currency"],
    )


def delete(books: Books, params: Params, ident: str) -> Doc:
    """Ends all discounts of a subscription."""
    subscription = books.get("subscription", ident)
    if not subscription["discounts"]:
        raise invalid("No active discount for subscription.", code="resource_missing", status=404)
    last = subscription["discounts"][-1]
    for discount in list(subscription["discounts"]):
        take_off(books, subscription, discount)
    books.put(subscription, "customer.subscription.updated")
    return {**books.get("discount", last), "deleted": True}
