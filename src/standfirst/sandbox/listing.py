"""Lists as the API gives them: newest first, filtered, a page at a time."""

from collections.abc import Iterable
from typing import Any

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc, list_of, visible
from standfirst.sandbox.stored import from_text

PAGING = ("limit", "starting_after", "ending_before", "expand")
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page_of(
    books: Books,
    kind: str,
    params: Params,
    *,
    url: str,
    where: dict[str, Any] | None = None,
    conditions: Iterable[tuple[str, Any]] = (),
) -> Doc:
    """One page of the objects of a kind.

    `where` holds columns and the value each must have; a tuple means one of these, None is no
    condition. `conditions` holds further ones as SQL, with a value or None when it takes none.
    """
    limit = _limit(params)
    clauses, values = ["kind = ?"], [kind]
    for column, value in (where or {}).items():
        _add_condition(clauses, values, column, value)
    for clause, value in conditions:
        clauses.append(clause)
        values += [] if value is None else [value]
    _add_created(clauses, values, params)
    backwards = _add_cursor(books, clauses, values, params)
    order = "ASC" if backwards else "DESC"
    rows = books.connection.execute(
        f"SELECT body FROM object WHERE {' AND '.join(clauses)}"  # noqa: S608 - columns of ours, never a caller's words
        f" ORDER BY seq {order} LIMIT ?",
        (*values, limit + 1),
    ).fetchall()
    found = [visible(from_text(row[0])) for row in rows[:limit]]
    if backwards:
        found.reverse()
    return list_of(found, url, has_more=len(rows) > limit)


def on_clock(params: Params) -> tuple[str, str | None]:
    """The condition that leaves out what lives on a test clock, unless that clock is asked for."""
    clock = params.text("test_clock")
    return ("clock = ?", clock) if clock else ("clock IS NULL", None)


def _limit(params: Params) -> int:
    limit = params.whole("limit")
    if limit is None:
        return 10
    if not 1 <= limit <= 100:
        raise invalid(
            "This value must be between 1 and 100 (inclusive).",
            param="limit",
            code="parameter_invalid_integer",
        )
    return limit


def _add_condition(clauses: list[str], values: list[Any], column: str, value: Any) -> None:
    if value is None:
        return
    many = value if isinstance(value, tuple) else (value,)
    clauses.append(f"{column} IN ({', '.join('?' * len(many))})")
    values.extend(many)


def _add_created(clauses: list[str], values: list[Any], params: Params) -> None:
    if "created" not in params:
        return
    if isinstance(params.values["created"], str):
        clauses.append("created = ?")
        values.append(params.whole("created"))
        return
    bounds = params.table("created")
    bounds.allow(COMPARISONS)
    for name in bounds:
        clauses.append(f"created {COMPARISONS[name]} ?")
        values.append(bounds.whole(name))


def _add_cursor(books: Books, clauses: list[str], values: list[Any], params: Params) -> bool:
    after, before = params.text("starting_after"), params.text("ending_before")
    if after and before:
        raise invalid("You may only specify one of these parameters: ending_before, starting_after")
    cursor = after or before
    if cursor is None:
        return False
    row = books.connection.execute("SELECT seq FROM object WHERE id = ?", (cursor,)).fetchone()
    if row is None:
        name = "starting_after" if after else "ending_before"
        raise params.missing(str(values[0]), name)
    clauses.append("seq < ?" if after else "seq > ?")
    values.append(row[0])
    return before is not None
