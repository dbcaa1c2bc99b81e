"""Test clocks: customers who live in a time of their own, which moves when it is told to."""

from collections.abc import Iterable

from standfirst.sandbox.books import Books
from standfirst.sandbox.due import do_due
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import DAY
from standfirst.sandbox.shapes import Doc, blank, deleted
from standfirst.sandbox.standing import OVER, end

KIND = "test_helpers.test_clock"
KEPT_S = 30 * DAY
ANY_CLOCK = "SELECT 1 FROM object WHERE kind = ? LIMIT 1"
NEXT_ON_CLOCK = (
    "SELECT id, due FROM object WHERE clock = ? AND due IS NOT NULL AND due <= ?"
    " ORDER BY due, seq LIMIT 1"
)


def create(books: Books, params: Params) -> Doc:
    """A clock that stands still at `frozen_time`."""
    at = _time(params)
    clock = blank(
        KIND,
        id=books.new_id("clock"),
        created=books.now,
        deletes_after=books.now + KEPT_S,
        frozen_time=at,
        name=params.text("name"),
        status="ready",
        status_details={},
    )
    return books.put(clock, f"{KIND}.created")


def _time(params: Params) -> int:
    params.must("frozen_time")
    return params.whole("frozen_time") or 0


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The clock."""
    return books.get(KIND, ident)


def every(books: Books, params: Params) -> Doc:
    """All clocks."""
    return page_of(books, KIND, params, url="/v1/test_helpers/test_clocks")


def advance(books: Books, params: Params, ident: str) -> Doc:
    """Moves the clock on and does what fell due for its customers, in order of time.

    The answer says `advancing`, as the company's does; the sandbox is done when it is given, and
    the clock is `ready` when it is asked for next.
    """
    clock, until = books.get(KIND, ident), _time(params)
    if until <= clock["frozen_time"]:
        raise invalid(
            "The frozen time must be after the current frozen time of the test clock.",
            param="frozen_time",
        )
    moving = {
        **clock,
        "status": "advancing",
        "status_details": {"advancing": {"target_frozen_time": until}},
    }
    books.put(moving, f"{KIND}.advancing")
    while row := books.connection.execute(NEXT_ON_CLOCK, (ident, until)).fetchone():
        do_due(books.at(row[1]), books.look(row[0]) or {})
    clock["frozen_time"] = until
    books.at(until).put(clock, f"{KIND}.ready")
    return moving


def delete(books: Books, params: Params, ident: str) -> Doc:
    """Ends the subscriptions of the clock's customers and forgets these and the clock."""
    clock = books.get(KIND, ident)
    then = books.at(clock["frozen_time"])
    for subscription in books.find("subscription", clock=ident):
        if subscription["status"] not in OVER:
            end(then, subscription, reason=None)
    books.connection.execute("UPDATE object SET due = NULL WHERE clock = ?", (ident,))
    for customer in books.find("customer", clock=ident):
        books.drop(customer["id"])
    books.tell(f"{KIND}.deleted", clock)
    books.drop(ident)
    return deleted(KIND, ident)


def in_their_time(books: Books, idents: Iterable[str]) -> Books:
    """The books at the time of the test clock on which one of the named objects lives, if any."""
    if books.connection.execute(ANY_CLOCK, (KIND,)).fetchone() is None:
        return books
    for ident in idents:
        clock = _clock_of(books, books.look(ident))
        if clock is not None:
            return books.at(clock["frozen_time"])
    return books


def _clock_of(books: Books, doc: Doc | None) -> Doc | None:
    if doc is None or doc["object"] == KIND:
        return None
    if doc["object"] == "customer":
        return books.look(doc["test_clock"])
    owner = books.look(doc.get("customer"))
    return books.look(owner["test_clock"]) if owner else None
