"""Deleting a customer: the subscriptions end, the cards go, and the name stays gone."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.customers import living
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc, visible
from standfirst.sandbox.standing import OVER, end


def delete(books: Books, params: Params, ident: str) -> Doc:
    """Ends the customer's subscriptions at once and forgets the cards; invoices are kept."""
    customer = living(books, ident)
    for subscription in books.find("subscription", customer=ident):
        if subscription["status"] not in OVER:
            end(books, subscription, reason="cancellation_requested")
    for method in books.find("payment_method", customer=ident):
        method["customer"] = None
        books.put(method, "payment_method.detached")
    customer = books.get("customer", ident)
    customer["invoice_settings"]["default_payment_method"] = None
    books.tell("customer.deleted", customer)
    customer["_deleted"] = True
    books.put(customer)
    return visible(customer)
