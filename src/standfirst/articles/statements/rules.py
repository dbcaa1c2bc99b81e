"""What is so of statements: the office held on a day, what proves one, who may see it. Pure."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Manner(StrEnum):
    """How something was stated."""

    SAID = "said"
    WROTE = "wrote"
    POSTED = "posted"
    TESTIFIED = "testified"


@dataclass(frozen=True)
class Tenure:
    """An office and the days on which it was held, both included; `None` where open."""

    title: str
    since: date | None
    until: date | None

    def covers(self, first: date, last: date) -> bool:
        """True where it was held from the first to the last of these days."""
        has_begun = self.since is None or self.since <= first
        return has_begun and (self.until is None or last <= self.until)


def office_at(tenures: Iterable[Tenure], first: date, last: date) -> str:
    """The office held through all these days, of several the one taken up last; else nothing.

    A year in which somebody changed office tells neither: better no office than a wrong one.
    """
    held = [tenure for tenure in tenures if tenure.covers(first, last)]
    return max(held, key=lambda tenure: tenure.since or date.min).title if held else ""


def days_of(when: date, precision: str) -> tuple[date, date]:
    """The first and the last day that a date may mean: all of a month, or of a year."""
    match precision:
        case "year":
            return date(when.year, 1, 1), date(when.year, 12, 31)
        case "month":
            last = calendar.monthrange(when.year, when.month)[1]
            return when.replace(day=1), when.replace(day=last)
        case _:
            return when, when


def is_proven(source: str, reason: str) -> bool:
    """True where it may be published: with a source, or a reason that an editor gave."""
    return bool(source.strip() or reason.strip())


@dataclass(frozen=True)
class Place:
    """Where a statement stands in an article.

    `is_current`: this was found in the version that is live. `is_before_break`: the article has
    a break, and it stands before it.
    """

    is_live: bool
    is_current: bool
    is_for_everyone: bool
    is_before_break: bool

    @property
    def is_open(self) -> bool:
        """True where everybody may read it there."""
        is_known = self.is_live and self.is_current
        return is_known and (self.is_for_everyone or self.is_before_break)


def is_open(places: Iterable[Place], *, is_live: bool, is_public: bool) -> bool:
    """True where the words may stand on pages of their own: the record is marked public, or an
    article shows them to everybody. Whatever is not known counts as locked."""
    return is_live and (is_public or any(place.is_open for place in places))


Block = tuple[str, int | None]
"""The kind of a block, and the statement that it quotes, if any."""


def placed_in(blocks: Sequence[Block], *, has_break: bool) -> dict[int, bool]:
    """The statements in a body, and whether each stands before the break.

    Without a break all count as behind it: where the gate then holds depends on how many words
    come before, and a longer primer would move it. `has_break`: something follows the break.
    """
    found: dict[int, bool] = {}
    is_before = has_break
    for kind, statement in blocks:
        is_before = is_before and kind != "break"
        if statement is not None:
            found[statement] = found.get(statement, False) or is_before
    return found
