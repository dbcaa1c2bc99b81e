"""Gaps in a page that is kept for many readers: a word of one's own is put in when it is sent."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.utils.safestring import SafeString

Filter = Callable[[Any], str]


def gap(name: str) -> SafeString:
    """What stands in the page where the word of this name goes."""
    return SafeString(f"<!--slot:{name}-->")


class DayGap(datetime):
    """Stands for a day of a reader's own, where a page is made for any reader."""

    name = ""

    @classmethod
    def named(cls, name: str) -> "DayGap":
        """The gap for the day of this name."""
        made = cls(1, 1, 1)
        made.name = name
        return made


def leaves_gaps(write: Filter) -> Filter:
    """Has a filter leave a gap for a day that is another one for each reader."""

    @wraps(write)
    def written(when: date | None) -> str:
        return gap(when.name) if isinstance(when, DayGap) else write(when)

    return written
