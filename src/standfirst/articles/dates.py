"""Dates as the pages write them: pure. `now` decides whether the year is left out."""

from datetime import date, datetime
from enum import StrEnum

from django.utils.dateformat import format as write

GAP = "\u00a0"
"""A space that does not break."""


class Precision(StrEnum):
    """How exactly a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


def day(when: date, *, now: date | None = None) -> str:
    """`4 March 2026`; without the year when it is that of `now`."""
    words = write(when, "j F").replace(" ", GAP)
    return words if now and when.year == now.year else f"{words} {when.year}"


def short_day(when: date) -> str:
    """`4 Mar 2026`, for a column of dates."""
    return write(when, "j M Y").replace(" ", GAP)


def moment(when: datetime, *, now: date | None = None) -> str:
    """`4 March, 7.00`: in the time zone that `when` is in."""
    return f"{day(when, now=now)}, {write(when, 'G.i')}"


def weekday(when: date) -> str:
    """`Friday 6 March 2026`."""
    return f"{write(when, 'l')} {day(when)}"


def month(when: date) -> str:
    """`February`."""
    return write(when, "F")


def known(when: date, precision: str, *, is_short: bool = False) -> str:
    """As much of a date as is known: `1994`, `June 1994`, `2 March 2026`."""
    if precision == Precision.YEAR:
        return f"{when.year}"
    if precision == Precision.MONTH:
        return write(when, "M Y" if is_short else "F Y").replace(" ", GAP)
    return short_day(when) if is_short else day(when)


def machine(when: date, precision: str) -> str:
    """As much of a date as is known, for the `datetime` of a `time`."""
    return when.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision), 10)]
