"""Visits to a story, and what is new to whom: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

VISIT = timedelta(hours=1)
"""What comes within it belongs to one visit: nothing is written down, and what was new stays."""

MAILED_AT_MOST = timedelta(days=1)
"""The least time between two mails on one story."""

BACKDATED = timedelta(days=1)
"""What is published with a date older than this did not move just now."""


@dataclass(frozen=True)
class Visit:
    """When this visit began, and when the one before did."""

    here_at: datetime | None = None
    before_at: datetime | None = None

    @property
    def is_first(self) -> bool:
        """True for somebody who has not been here before this visit."""
        return self.before_at is None


def visited(known: Visit, now: datetime) -> Visit:
    """The visits after a look at the page; the same where this one goes on."""
    if known.here_at is None:
        return Visit(now, None)
    if now - known.here_at < VISIT:
        return known
    return Visit(now, known.here_at)


def moved_at(published_at: datetime | None, *, wall: datetime, now: datetime) -> datetime:
    """When a story moved by an article: now, or long ago where its date says so.

    An article's date is wall time, `now` the publication's.
    """
    if published_at is not None and published_at < wall - BACKDATED:
        return min(published_at, now)
    return now


def cut(text: str, limit: int) -> str:
    """The text, ended at a word where it is too long."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"
