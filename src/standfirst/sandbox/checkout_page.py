"""The checkout's page: what is sold, what it costs today, the card, a code, an address.

A posting that changes the sum (a code, an address that is taxed) shows the new sum and charges
nothing; what was typed stays, the number of a test card included.
"""

import re
from dataclasses import replace
from html import escape

from standfirst.sandbox import finishing, pages
from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import CARDS, NOT_AUTHENTICATED, EntryFault
from standfirst.sandbox.quoting import (
    address_of,
    asks_for_address,
    coupons_of,
    is_free_at_first,
    typed_code,
    use_address,
    use_code,
)
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.taxes import COUNTRIES, includes_tax, is_complete
from standfirst.sandbox.visits import Shown, Visit, read_card


def checkout_page(books: Books, visit: Visit, session: Doc) -> Shown:
    """Shows an open or finished checkout, or does what its form asks for."""
    if session["status"] == "complete":
        return Shown(status=303, location=finishing.after(session))
    if session["status"] == "expired":
        return _expired(books, session)
    if not visit.posts:
        return _form(books, visit, session)
    return _sent(books, visit, session)


def _sent(books: Books, visit: Visit, session: Doc) -> Shown:
    if visit.form.get("act") == "remove":
        visit = replace(visit, form={**visit.form, "promotion_code": ""})
    email = visit.form.get("email", "").strip()
    before = session["amount_total"]
    use_code(books, session, visit.form.get("promotion_code", "").strip())
    if visit.form.get("act") in {"apply", "remove"}:
        return _form(books, visit, session)
    _check_email(session, email)
    _take_address(books, visit, session)
    entry = read_card(books, visit.form)
    if session["amount_total"] != before:
        told = f"The sum is {_sum(session, session['amount_total'])} now. Nothing was charged yet."
        return _form(books, visit, session, pages.note(told))
    return Shown(status=303, location=finishing.submit(books, session, entry, email=email or None))


def _check_email(session: Doc, email: str) -> None:
    if not (session["customer_details"] or {}).get("email") and "@" not in email:
        raise EntryFault({"email": "Your email is incomplete."})


def _take_address(books: Books, visit: Visit, session: Doc) -> None:
    if not asks_for_address(books, session):
        return
    country = visit.form.get("country", "").strip()
    postal_code = visit.form.get("postal_code", "").strip()
    if country not in COUNTRIES:
        raise EntryFault({"country": "Your country is missing."})
    if not postal_code:
        raise EntryFault({"postal_code": "Your postal code is incomplete."})
    use_address(books, session, country=country, postal_code=postal_code[:20])


def _expired(books: Books, session: Doc) -> Shown:
    main = (
        "<h1>This checkout has expired</h1>"
        "<p>Nothing was charged. Go back and start again.</p>"
        f"{pages.link(session['cancel_url'], 'Back')}"
    )
    return Shown(pages.frame(books.terms, "Expired", main), status=410)


def _form(books: Books, visit: Visit, session: Doc, told: str = "") -> Shown:
    if visit.query.get("bank") == "declined":
        told = pages.alert(NOT_AUTHENTICATED.message)
    main = (
        f"{_offer(books, session)}{told}"
        f"{pages.form(_fields(books, visit, session), hidden=visit.hidden)}"
        f"{pages.link(session['cancel_url'], 'Cancel and go back')}"
        f"{pages.known_numbers()}"
    )
    title = "Save a card" if session["mode"] == "setup" else "Subscribe"
    return Shown(pages.frame(books.terms, title, main), status=visit.status)


def _fields(books: Books, visit: Visit, session: Doc) -> str:
    saves = session["mode"] == "setup" or not session["amount_total"]
    asks_email = not (session["customer_details"] or {}).get("email")
    parts = [
        pages.card_fields(visit.form, visit.faults, email=asks_email, keeps=_kept_number(visit)),
        _address_fields(books, visit, session),
        pages.button("Save card" if saves else f"Pay {_sum(session, session['amount_total'])}"),
        _code_field(books, visit, session),
    ]
    return "\n".join(part for part in parts if part)


def _kept_number(visit: Visit) -> bool:
    """Whether number and code go back into their fields: only a test card's, and only when
    nothing was wrong with the card."""
    wrong = {"number", "expiry", "cvc"} & set(visit.faults)
    return not wrong and re.sub(r"[\s-]", "", visit.form.get("number", "")) in CARDS


def _address_fields(books: Books, visit: Visit, session: Doc) -> str:
    if not asks_for_address(books, session):
        return ""
    known = address_of(books, session) or {}
    country = visit.form.get("country") or known.get("country") or ""
    typed = {"postal_code": known.get("postal_code") or "", **visit.form}
    return pages.choice_field("country", "Country", COUNTRIES, country, visit.faults) + (
        pages.text_field("postal_code", "Postal code", "postal-code", typed, visit.faults)
    )


def _code_field(books: Books, visit: Visit, session: Doc) -> str:
    if not session["allow_promotion_codes"]:
        return ""
    typed = {"promotion_code": typed_code(books, session), **visit.form}
    field = pages.text_field(
        "promotion_code", "Promotion code (if you have one)", "off", typed, visit.faults
    )
    parts = [field, pages.button("Apply code", name="act", value="apply", plain=True)]
    if "promotion_code" in visit.faults or typed_code(books, session):
        parts.insert(1, pages.button("Remove the code", name="act", value="remove", plain=True))
    return "".join(parts)


def _sum(session: Doc, amount: int) -> str:
    return pages.sum_of(amount, session["currency"])


def _offer(books: Books, session: Doc) -> str:
    if session["mode"] == "setup":
        return '<h1>Save a card</h1><p class="sandbox-soft">Nothing is charged now.</p>'
    rows = session["_line_items"]
    names = ", ".join(row["description"] for row in rows)
    prices = "; ".join(pages.price_words(row["price"], row["quantity"]) for row in rows)
    asked = session["_order"]
    end = asked["trial_end"] or books.now + (asked["trial_days"] or 0) * 86_400
    free = f"Free until {pages.date_words(end)}, then " if is_free_at_first(session) else ""
    return (
        f"<h1>Subscribe to {escape(names)}</h1>"
        f'<p class="sandbox-sum">{free}{escape(prices)}</p>{_sums(books, session)}'
    )


def _sums(books: Books, session: Doc) -> str:
    """The rows between the price and what is paid today; nothing when they are the same."""
    rows = [(pages.coupon_words(coupon), "") for coupon in coupons_of(books, session)]
    told = session["total_details"]
    if told["amount_discount"]:
        rows.append(("Discount today", "-" + _sum(session, told["amount_discount"])))
    if session["automatic_tax"]["enabled"]:
        known = is_complete(address_of(books, session))
        tax = _sum(session, told["amount_tax"]) if known else "Needs your address"
        inside = all(includes_tax(item["price"]) for item in session["_line_items"])
        rows.append(("Tax (in the price)" if inside else "Tax", tax))
    if not rows:
        return ""
    rows.append(("To pay today", _sum(session, session["amount_total"])))
    return f'<dl class="sandbox-sums">{"".join(_row(*row) for row in rows)}</dl>'


def _row(name: str, value: str) -> str:
    return f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
