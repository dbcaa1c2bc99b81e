"""`expand[]`: ids in an answer replaced by the objects they name."""

from typing import Any

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.shapes import Doc, list_of, visible

DEEPEST = 4


def expand(books: Books, answer: Doc, paths: list[str]) -> Doc:
    """The answer with each path expanded. Raises Stripe's complaint for one that cannot be."""
    for path in paths:
        parts = path.split(".")
        if len([part for part in parts if part != "data"]) > DEEPEST:
            raise invalid(
                f"You cannot expand more than {DEEPEST} levels of a property ({path}).",
                param="expand",
            )
        _walk(books, answer, parts, path)
    return answer


def _walk(books: Books, node: Any, parts: list[str], path: str) -> None:
    if isinstance(node, list):
        for entry in node:
            _walk(books, entry, parts, path)
        return
    if not isinstance(node, dict) or not parts:
        return
    head, *rest = parts
    if head not in node:
        node[head] = _hidden_list(books, node, head, path)
    elif isinstance(node[head], str):
        node[head] = _named(books, node[head], path)
    elif isinstance(node[head], list):
        node[head] = [
            _named(books, entry, path) if isinstance(entry, str) else entry for entry in node[head]
        ]
    _walk(books, node[head], rest, path)


def _named(books: Books, ident: str, path: str) -> Doc:
    found = books.look(ident)
    if found is None:
        raise _cannot(path)
    return visible(found)


def _hidden_list(books: Books, node: Doc, head: str, path: str) -> Doc:
    """A list that the object has only when it is asked for."""
    ident = node.get("id", "")
    match node.get("object"), head:
        case "invoice", "payments":
            payments = books.find("invoice_payment", parent=ident)
            return list_of([visible(p) for p in payments], f"/v1/invoices/{ident}/payments")
        case "checkout.session", "line_items":
            session = books.look(ident) or {}
            return list_of(session["_line_items"], f"/v1/checkout/sessions/{ident}/line_items")
    raise _cannot(path)


def _cannot(path: str) -> Exception:
    return invalid(f"This property cannot be expanded ({path}).", param="expand")
