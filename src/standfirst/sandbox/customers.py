"""Customers: whom money is asked of."""

from typing import Any

from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.errors import invalid, missing
from standfirst.sandbox.listing import on_clock, page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import NO_ADDRESS, Doc, blank

FIELDS = ("name", "email", "phone", "description", "tax_exempt")
ACCEPTS = (
    *FIELDS,
    "address",
    "metadata",
    "invoice_settings",
    "preferred_locales",
    "payment_method",
)
CREATE_ACCEPTS = (*ACCEPTS, "test_clock")


def create(books: Books, params: Params) -> Doc:
    """A new customer."""
    customer = new_customer(
        books,
        email=params.text("email"),
        metadata=params.metadata(),
    )
    if clock := params.text("test_clock"):
        books.get("test_helpers.test_clock", clock, param="test_clock", status=400)
        customer["test_clock"] = clock
    _lay_over(books, customer, params)
    return books.put(customer, "customer.created")


def new_customer(books: Books, *, email: str | None, metadata: dict[str, str]) -> Doc:
    """A customer that is not kept yet."""
    ident = books.new_id("cus", 14)
    return blank(
        "customer",
        id=ident,
        balance=0,
        created=books.now,
        delinquent=False,
        email=email,
        invoice_prefix=letters_from(ident, 8).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=metadata,
        next_invoice_sequence=1,
        tax_exempt="none",
    )


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The customer; of a deleted one only that it is deleted."""
    return books.get("customer", ident)


def update(books: Books, params: Params, ident: str) -> Doc:
    """Changes what is named and leaves the rest."""
    customer = living(books, ident)
    _lay_over(books, customer, params)
    return books.put(customer, "customer.updated")


def every(books: Books, params: Params) -> Doc:
    """Customers, by address when asked."""
    where = {"label": params.text("email"), "status": None}
    on = [on_clock(params)]
    answer = page_of(books, "customer", params, url="/v1/customers", where=where, conditions=on)
    answer["data"] = [doc for doc in answer["data"] if not doc.get("deleted")]
    return answer


def living(books: Books, ident: str, *, param: str = "id", status: int = 404) -> Doc:
    """The customer. Raises Stripe's complaint when there is none."""
    customer = books.get("customer", ident, param=param, status=status)
    if customer.get("_deleted"):
        raise missing("customer", ident, param=param, status=status)
    return customer


def named_in(books: Books, params: Params, name: str = "customer") -> Doc:
    """The customer that a parameter names."""
    return living(books, params.must(name), param=params.name_of(name), status=400)


def _lay_over(books: Books, customer: Doc, params: Params) -> None:
    for field in FIELDS:
        if field in params:
            customer[field] = params.text(field)
    if "metadata" in params:
        customer["metadata"] = params.metadata(customer["metadata"])
    if "address" in params:
        customer["address"] = {**NO_ADDRESS, **params.table("address").values}
    if "preferred_locales" in params:
        customer["preferred_locales"] = params.texts("preferred_locales")
    _set_default_card(books, customer, params.table("invoice_settings"))


def _set_default_card(books: Books, customer: Doc, settings: Params) -> None:
    settings.allow(("default_payment_method", "footer"))
    if "default_payment_method" not in settings:
        return
    ident = settings.text("default_payment_method")
    if ident is not None:
        card_of(books, customer["id"], ident, param=settings.name_of("default_payment_method"))
    customer["invoice_settings"]["default_payment_method"] = ident


def card_of(books: Books, customer: str, ident: str, *, param: str) -> dict[str, Any]:
    """The payment method, which must be attached to this customer."""
    method = books.get("payment_method", ident, param=param, status=400)
    if method["customer"] != customer:
        raise invalid(
            f"The customer does not have a payment method with the ID {ident}. "
            "The payment method must be attached to the customer.",
            param=param,
            code="resource_missing",
        )
    return method
