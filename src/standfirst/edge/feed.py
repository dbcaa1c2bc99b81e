"""Hears of changes: asks over and over, has the store forget, and knows whose passes are void.

No Django.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import structlog

from standfirst.edge.passes import Pass
from standfirst.edge.store import Place, Store

log = structlog.get_logger(__name__)

POLL_S = 0.2
"""A change in another process is heard of within this, and well within the second promised."""

FRESH_S = 0.8
"""Passes are honoured for no longer than this after the last time that the feed was heard."""

PAGES, READERS = "site", "readers"
"""What a change is about that concerns every page, and every pass."""

OF_READERS = (READERS, "reader:", "session:")
"""What a change about readers begins with. All others are about pages: `articles.showing` has the
words."""

TODAY = "today"

LATE_S = 1.0
"""Of two transactions the one with the lower number may end last. What it changed was not yet so
for a pass of the higher number; such a pass is told by the wall time it was made at, and this
allows for clocks that differ."""

HEARD_MAX = 50_000


@dataclass(frozen=True)
class News:
    """What was asked for: changes by number, the day that pages are shown as of, and the first
    number since which nothing is missing."""

    changes: dict[int, str] = field(default_factory=dict)
    shown_as_of: date | None = None
    clock_offset: timedelta = timedelta()
    known_since: int = 0


Warm = Callable[[list[Place]], None]
Ask = Callable[[int], News]
"""Told the last change that is known, gives those after it, and some before: changes of several
transactions may come to light out of order."""


class Feed:
    """A thread that asks what has changed.

    While nobody can say, what anybody may read stays, however old; no pass is honoured, and the
    log says so. `warm` is told which pages were forgotten, the one last asked for first.
    """

    def __init__(self, store: Store, ask: Ask, *, warm: Warm | None = None) -> None:
        self.store = store
        self.ask = ask
        self.warm = warm
        self.last = 0
        self.known_since = 0
        """A pass from before this change is refused: what voided it may not be known here."""

        self.clock_offset = timedelta()
        self.is_lost = False
        self._heard: dict[int, str] = {}
        self._void: dict[str, int] = {}
        self._late: dict[str, float] = {}
        self._shown_as_of: date | None = None
        self._heard_at = float("-inf")
        self._waking = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="edge-feed", daemon=True)

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stops listening."""
        self._stopping.set()
        self._waking.set()
        self._thread.join(timeout=5)

    def hurry(self) -> None:
        """Has it ask at once: somebody says that there is news."""
        self._waking.set()

    @property
    def is_fresh(self) -> bool:
        """Whether what is known is less than a second old."""
        return not self.is_lost and self.age_s < FRESH_S

    @property
    def age_s(self) -> float:
        """How long ago it was last heard what has changed."""
        return time.monotonic() - self._heard_at

    def voids(self, one: Pass) -> bool:
        """Whether anything has changed of its reader or its session since, or might have."""
        version = one.version
        if version < self.known_since:
            return True
        void, (reader, session) = self._void, one.subjects
        if max(void.get(READERS, 0), void.get(reader, 0), void.get(session, 0)) > version:
            return True
        late = self._late
        subjects = (READERS, reader, session)
        return bool(late) and any(late.get(subject, 0) > one.made_at for subject in subjects)

    def look(self) -> None:
        """Asks once."""
        asked_at = time.monotonic()
        try:
            news = self.ask(self.last)
        except Exception as fault:
            if not self.is_lost:
                log.error("edge.feed_lost", fault=repr(fault), pages_at_hand=len(self.store))
            self.is_lost = self.store.serves_old = True
            return
        if self.is_lost:
            log.warning("edge.feed_found")
        self._take(news)
        self._heard_at, self.is_lost = asked_at, False
        self.store.serves_old = False

    def void(self, change: int, subject: str) -> None:
        """Takes in one change, heard of here or elsewhere."""
        if not subject.startswith(OF_READERS):
            self._forget(subject, change=change)
        elif change > self._void.get(subject, 0):
            self._void[subject] = change
            if change <= self.last:
                self._late[subject] = time.time() + LATE_S

    def _forget(self, what: str, *, change: int = 0) -> None:
        gone = self.store.forget(what, change=change)
        if gone and self.warm is not None:
            self.warm(gone)

    def _take(self, news: News) -> None:
        fresh = {number: what for number, what in news.changes.items() if number not in self._heard}
        for number, what in fresh.items():
            self.void(number, what)
        if self.is_lost or _is_another_year(self._shown_as_of, news.shown_as_of):
            self._forget(PAGES)
        elif news.shown_as_of != self._shown_as_of:
            self._forget(TODAY)
        self._heard |= fresh
        if len(self._heard) > HEARD_MAX:
            self._tidy()
        self.last = max([self.last, *fresh])
        self.known_since = max(self.known_since, news.known_since)
        self._shown_as_of, self.clock_offset = news.shown_as_of, news.clock_offset
        self.store.day, self.store.change = str(news.shown_as_of), self.last
        self.store.known_since = self.known_since

    def _tidy(self) -> None:
        """Lets go of the older half; no pass is as old as those changes."""
        numbers = sorted(self._heard)
        gone = numbers[: len(numbers) // 2]
        self.known_since = max(self.known_since, gone[-1])
        for number in gone:
            what = self._heard.pop(number)
            if self._void.get(what) == number:
                del self._void[what]
                self._late.pop(what, None)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._waking.wait(POLL_S)
            self._waking.clear()
            self.look()


def _is_another_year(before: date | None, after: date | None) -> bool:
    """A day of this year is written without it, on any page."""
    return before is not None and after is not None and before.year != after.year
