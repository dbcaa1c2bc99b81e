"""Payment methods: cards on file."""

from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.cards import CARDS, TOKENS, Entry, Occasion, Outcome, judge, refusal
from standfirst.sandbox.customers import named_in
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import moment
from standfirst.sandbox.shapes import NO_ADDRESS, Doc, blank

FUNDING = "credit"
BILLING_DETAILS = ("address", "email", "name", "phone")
UPDATE_ACCEPTS = ("card", "billing_details", "metadata", "allow_redisplay")


def from_entry(books: Books, entry: Entry, *, email: str | None = None) -> Doc:
    """A payment method for the card that was typed; not kept yet. The number is not in it."""
    brand, last4 = entry.card.brand, entry.card.number[-4:]
    return blank(
        "payment_method",
        id=books.new_id("pm"),
        allow_redisplay="unspecified",
        billing_details={
            "address": NO_ADDRESS,
            "email": email,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        card={
            "brand": brand,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": "US",
            "display_brand": brand,
            "exp_month": entry.exp_month,
            "exp_year": entry.exp_year,
            "fingerprint": _fingerprint(books, brand, last4),
            "funding": FUNDING,
            "generated_from": None,
            "last4": last4,
            "networks": {"available": [brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        created=books.now,
        type="card",
        _behaviour=entry.card.behaviour,
        _authenticated=False,
    )


def _fingerprint(books: Books, brand: str, last4: str) -> str:
    return letters_from(f"{books.seed}:{brand}:{last4}", 16)


def attach_to(books: Books, method: Doc, customer: str) -> Doc:
    """Puts the card on the customer's file."""
    if method["customer"] == customer:
        return books.put(method)
    method["customer"] = customer
    return books.put(method, "payment_method.attached")


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The payment method."""
    return books.get("payment_method", ident)


def retrieve_of_customer(books: Books, params: Params, customer: str, ident: str) -> Doc:
    """The payment method, if it is this customer's."""
    method = books.get("payment_method", ident)
    if method["customer"] != customer:
        raise params.missing("payment_method", "payment_method")
    return method


def every(books: Books, params: Params) -> Doc:
    """A customer's cards."""
    customer = named_in(books, params)
    return _cards_of(books, params, customer["id"], "/v1/payment_methods")


def every_of_customer(books: Books, params: Params, customer: str) -> Doc:
    """A customer's cards, by the customer's own address."""
    books.get("customer", customer)
    return _cards_of(books, params, customer, f"/v1/customers/{customer}/payment_methods")


def _cards_of(books: Books, params: Params, customer: str, url: str) -> Doc:
    if (params.text("type") or "card") != "card":
        return {"object": "list", "data": [], "has_more": False, "url": url}
    return page_of(books, "payment_method", params, url=url, where={"customer": customer})


def attach(books: Books, params: Params, ident: str) -> Doc:
    """Puts a card on a customer's file, after asking the bank.

    Takes the names that Stripe gives its test cards (`pm_card_visa`): each attaching makes a new
    card.
    """
    customer = named_in(books, params)
    method = card_or_token(books, ident, email=customer["email"])
    verdict = judge(method, Occasion.SETUP, now=books.now)
    if verdict.outcome is Outcome.DECLINED and verdict.decline:
        raise refusal(verdict.decline, keeps=False)
    return attach_to(books, method, customer["id"])


def card_or_token(books: Books, ident: str, *, email: str | None = None) -> Doc:
    """The card of this id; a new one, not kept yet, for the name of a test card."""
    number = TOKENS.get(ident)
    if number is None:
        return books.get("payment_method", ident, param="payment_method")
    return from_entry(books, Entry(CARDS[number], 12, moment(books.now).year + 1), email=email)


def detach(books: Books, params: Params, ident: str) -> Doc:
    """Takes a card off its customer's file, and out of every default."""
    method = books.get("payment_method", ident)
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible."
        )
    _forget_as_default(books, method)
    method["customer"] = None
    return books.put(method, "payment_method.detached")


def _forget_as_default(books: Books, method: Doc) -> None:
    customer = books.get("customer", method["customer"])
    if customer["invoice_settings"]["default_payment_method"] == method["id"]:
        customer["invoice_settings"]["default_payment_method"] = None
        books.put(customer, "customer.updated")
    for subscription in books.find("subscription", customer=method["customer"]):
        if subscription["default_payment_method"] == method["id"]:
            subscription["default_payment_method"] = None
            books.put(subscription, "customer.subscription.updated")


def update(books: Books, params: Params, ident: str) -> Doc:
    """Changes what may be changed of a card on file: its date, whose it is, and notes."""
    method = books.get("payment_method", ident)
    if method["customer"] is None:
        raise invalid("You must save this PaymentMethod to a customer before you can update it.")
    dates = params.table("card")
    dates.allow(("exp_month", "exp_year"))
    for name in dates:
        method["card"][name] = dates.whole(name)
    details = params.table("billing_details")
    details.allow(BILLING_DETAILS)
    for name in details:
        method["billing_details"][name] = details.values[name] or None
    if "metadata" in params:
        method["metadata"] = params.metadata(method["metadata"])
    return books.put(method, "payment_method.updated")


def renew_card(
    books: Books, ident: str, *, exp_month: int, exp_year: int, number: str | None = None
) -> Doc:
    """What a bank does when it sends a new card: a later date, and perhaps another number.

    The payment method stays the same one; the company learns of it from the card's network.
    """
    method = books.get("payment_method", ident)
    method["card"] = {**method["card"], "exp_month": exp_month, "exp_year": exp_year}
    if number is not None:
        card = CARDS[number]
        method["_behaviour"] = card.behaviour
        method["card"].update(
            brand=card.brand,
            display_brand=card.brand,
            fingerprint=_fingerprint(books, card.brand, number[-4:]),
            last4=number[-4:],
        )
    return books.put(method, "payment_method.automatically_updated")


def turn_card(books: Books, ident: str, number: str) -> Doc:
    """Makes the bank treat the card, from now on, like the test card of that number."""
    method = books.get("payment_method", ident)
    method["_behaviour"] = CARDS[number].behaviour
    return books.put(method)
