"""Events as the API gives them: of the last thirty days, by type, time and delivery."""

from typing import Any

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid, missing
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import DAY
from standfirst.sandbox.shapes import Doc

KEPT_S = 30 * DAY
MOST_TYPES = 20


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The event, while it is kept."""
    event = books.get("event", ident)
    if event["created"] < books.now - KEPT_S:
        raise missing("event", ident)
    return event


def every(books: Books, params: Params) -> Doc:
    """Events, newest first, of some types and some time when asked."""
    where: dict[str, Any] = {"label": _kinds(params)}
    conditions: list[tuple[str, Any]] = [("created >= ?", books.now - KEPT_S)]
    if "delivery_success" in params:
        conditions.append((_delivered(params.truth("delivery_success")), None))
    return page_of(books, "event", params, url="/v1/events", where=where, conditions=conditions)


def _delivered(success: bool) -> str:
    """Delivered means that every endpoint took it; what is lost on the way counts as taken."""
    words = "json_extract(body, '$.pending_webhooks') = 0 AND status IS NULL"
    return words if success else f"NOT ({words})"


def _kinds(params: Params) -> tuple[str, ...] | None:
    kinds = tuple(params.texts("types"))
    if kinds and "type" in params:
        raise invalid("You may only specify one of these parameters: type, types.", param="types")
    if len(kinds) > MOST_TYPES:
        raise invalid(f"You may name at most {MOST_TYPES} types.", param="types")
    if kind := params.text("type"):
        return (kind,)
    return kinds or None
