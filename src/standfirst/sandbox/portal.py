"""Portal sessions: the company's own page about a customer's subscription and card."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Entry, Outcome, refusal
from standfirst.sandbox.customers import named_in
from standfirst.sandbox.params import Params
from standfirst.sandbox.payment_methods import from_entry
from standfirst.sandbox.setups import new_setup, try_setup
from standfirst.sandbox.shapes import Doc, blank

ACCEPTS = ("customer", "return_url", "configuration", "flow_data", "locale")


def create(books: Books, params: Params) -> Doc:
    """Opens the portal for a customer."""
    customer = named_in(books, params)
    ident = books.new_id("bps")
    session = blank(
        "billing_portal.session",
        id=ident,
        configuration=params.text("configuration") or "bpc_sandbox",
        created=books.now,
        customer=customer["id"],
        locale=params.text("locale"),
        return_url=params.text("return_url"),
        url=f"{books.terms.page_url}/portal/{ident}",
    )
    return books.put(session)


def change_card(books: Books, session: Doc, entry: Entry) -> None:
    """Puts the card on file and makes it the customer's default. Raises ApiError on a decline."""
    customer = books.get("customer", session["customer"])
    method = from_entry(books, entry, email=customer["email"])
    setup = new_setup(books, customer=customer["id"], metadata={}, session=None)
    verdict = try_setup(books, setup, method, authenticated=True)
    if verdict.outcome is Outcome.DECLINED and verdict.decline:
        raise refusal(verdict.decline, keeps=False)
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    books.put(customer, "customer.updated")
