"""Billing periods: where the next one ends, counted from the anchor so that days do not drift."""

import calendar
from datetime import UTC, datetime, timedelta

from standfirst.sandbox.shapes import Doc

DAY = 86_400
FIXED_S = {"day": DAY, "week": 7 * DAY}


def end_after(start: int, anchor: int, recurring: Doc) -> int:
    """The first boundary after `start` of periods counted from `anchor`.

    Monthly from 31 January: 28 February, 31 March, 30 April.
    """
    interval, count = recurring["interval"], recurring["interval_count"]
    if interval in FIXED_S:
        length = FIXED_S[interval] * count
        return int(anchor + ((start - anchor) // length + 1) * length)
    months = count * (12 if interval == "year" else 1)
    steps = max(0, (start - anchor) // (31 * DAY * months))
    while (end := add_months(anchor, steps * months)) <= start:
        steps += 1
    return end


def add_months(moment: int, months: int) -> int:
    """The same day and time so many months on, or the month's last day where it is too short."""
    at = datetime.fromtimestamp(moment, UTC)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return int(at.replace(year=year, month=month + 1, day=day).timestamp())


def seconds(moment: datetime) -> int:
    """Unix seconds of an aware time."""
    return int(moment.timestamp())


def moment(unix: int) -> datetime:
    """The aware time, in UTC, of Unix seconds."""
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=unix)
