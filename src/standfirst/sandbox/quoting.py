"""What an open checkout asks for: its sums after discounts and tax, before there is an invoice."""

from standfirst.sandbox import coupons, discounts, promotions
from standfirst.sandbox.books import Books
from standfirst.sandbox.discounts import Offer
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.reckoning import Piece, Reckoned, reckon
from standfirst.sandbox.shapes import NO_ADDRESS, Doc
from standfirst.sandbox.taxes import Tax, includes_tax, is_complete, tax_for


def is_free_at_first(session: Doc) -> bool:
    """Whether it begins with a trial."""
    asked = session["_order"]
    return bool(asked.get("trial_days") or asked.get("trial_end"))


def offers_of(books: Books, session: Doc) -> tuple[Offer, ...]:
    """The offers on the session. Raises ApiError when one has run out since it was put there."""
    return tuple(_offer_again(books, session, named) for named in session["discounts"] or ())


def _offer_again(books: Books, session: Doc, named: Doc) -> Offer:
    if named["promotion_code"]:
        promotion = books.get("promotion_code", named["promotion_code"])
        return discounts.promoted(
            books,
            promotion,
            customer=session["customer"],
            amount=whole_of(session),
            currency=session["currency"],
        )
    coupon = books.get("coupon", named["coupon"])
    if not coupons.can_be_used(books, coupon):
        raise invalid(f"Coupon {coupon['id']} is expired.", code="coupon_expired")
    return Offer(coupon)


def coupons_of(books: Books, session: Doc) -> list[Doc]:
    """The coupons on the session, run out or not."""
    found = []
    for named in session["discounts"] or ():
        promotion = books.look(named["promotion_code"])
        ident = promotion["promotion"]["coupon"] if promotion else named["coupon"]
        found.append(books.get("coupon", ident))
    return found


def whole_of(session: Doc) -> int:
    """A period's price, before discounts and tax on top."""
    return sum(item["price"]["unit_amount"] * item["quantity"] for item in session["_line_items"])


def address_of(books: Books, session: Doc) -> Doc | None:
    """Where the customer lives, as far as it is known."""
    if address := (session["customer_details"] or {}).get("address"):
        return dict(address)
    customer = books.look(session["customer"])
    return customer["address"] if customer else None


def asks_for_address(books: Books, session: Doc) -> bool:
    """Whether the page asks for country and postal code."""
    if session["mode"] != "subscription":
        return False
    if session["billing_address_collection"] == "required":
        return True
    customer = books.look(session["customer"])
    known = bool(customer and is_complete(customer["address"]))
    return bool(session["automatic_tax"]["enabled"]) and not known


def quote(books: Books, session: Doc) -> Doc:
    """Writes into the session what is to be paid now, after discounts and tax."""
    tax = tax_for(
        books,
        enabled=session["automatic_tax"]["enabled"],
        address=address_of(books, session),
        exempt=(session["customer_details"] or {}).get("tax_exempt") or "none",
    )
    session["automatic_tax"]["status"] = tax.status
    rows = _rows(books, session, tax)
    for item, row in zip(session["_line_items"], rows, strict=True):
        item.update(amount_discount=row.off, amount_tax=row.tax, amount_total=row.total)
    free = is_free_at_first(session)
    session.update(
        amount_subtotal=0 if free else whole_of(session),
        amount_total=0 if free else sum(row.total for row in rows),
        total_details={
            "amount_discount": 0 if free else sum(row.off for row in rows),
            "amount_shipping": 0,
            "amount_tax": 0 if free else sum(row.tax for row in rows),
        },
    )
    return session


def _rows(books: Books, session: Doc, tax: Tax) -> list[Reckoned]:
    cuts = [discounts.cut_of(coupon, coupon["id"]) for coupon in coupons_of(books, session)]
    pieces = [
        Piece(
            item["price"]["unit_amount"] * item["quantity"],
            session["currency"],
            inclusive=includes_tax(item["price"]),
        )
        for item in session["_line_items"]
    ]
    return reckon(pieces, cuts, tax.percent)


def typed_code(books: Books, session: Doc) -> str:
    """The code that was typed on the page and holds; empty when there is none."""
    if not session["allow_promotion_codes"]:
        return ""
    named = (session["discounts"] or [{}])[0]
    promotion = books.look(named.get("promotion_code"))
    return promotion["code"] if promotion else ""


def use_code(books: Books, session: Doc, code: str) -> None:
    """Puts a typed code on the session, or takes it off when empty.

    Raises ApiError with the reason when the code gives nothing.
    """
    if not session["allow_promotion_codes"] or code.upper() == typed_code(books, session).upper():
        return
    session["discounts"] = []
    if code:
        offer = discounts.promoted(
            books,
            promotions.found(books, code),
            customer=session["customer"],
            amount=whole_of(session),
            currency=session["currency"],
        )
        session["discounts"] = [offer.named]
    books.put(quote(books, session))


def payer(email: str | None) -> Doc:
    """Who is paying, as far as a mail address tells."""
    names = ("address", "business_name", "individual_name", "name", "phone", "tax_ids")
    return {**dict.fromkeys(names), "email": email, "tax_exempt": "none"}


def use_address(books: Books, session: Doc, *, country: str, postal_code: str) -> None:
    """Notes where the customer says they live."""
    address = {**NO_ADDRESS, "country": country or None, "postal_code": postal_code or None}
    told = session["customer_details"] or payer(None)
    session["customer_details"] = {**told, "address": address}
    books.put(quote(books, session))
