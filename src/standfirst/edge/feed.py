"""Hears of changes: asks over and over, has the store forget, and knows whose passes are void.

No Django.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from standfirst.edge.store import Store

log = structlog.get_logger(__name__)

POLL_S = 0.2
"""A change in another process is heard of within this, and well within the second promised."""

FRESH_S = 0.8
"""Passes are honoured for no longer than this after the last time that the feed was heard."""

PAGES, READERS = "", "readers"
"""What a change is about, where it is not `reader:…` or `session:…`: every page, every pass."""

HEARD_MAX = 50_000


@dataclass(frozen=True)
class News:
    """What was asked for: changes by number, and what pages are shown as of."""

    changes: dict[int, str] = field(default_factory=dict)
    shown_as_of: Any = None
    clock_offset: timedelta = timedelta()


Ask = Callable[[int], News]
"""Told the last change that is known, gives those after it, and some before: changes of several
transactions may come to light out of order."""


class Feed:
    """A thread that asks what has changed.

    While nobody can say, what anybody may read stays, no pass is honoured, and the log says so.
    """

    def __init__(self, store: Store, ask: Ask) -> None:
        self.store = store
        self.ask = ask
        self.last = 0
        self.clock_offset = timedelta()
        self.is_lost = False
        self._heard: dict[int, str] = {}
        self._void: dict[str, int] = {}
        self._shown_as_of: Any = None
        self._heard_at = float("-inf")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="edge-feed", daemon=True)

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stops listening."""
        self._stopping.set()
        self._thread.join(timeout=5)

    @property
    def is_fresh(self) -> bool:
        """Whether what is known is less than a second old."""
        return not self.is_lost and time.monotonic() - self._heard_at < FRESH_S

    def voids(self, version: int, *subjects: str) -> bool:
        """Whether anything of these has changed since `version`."""
        void = self._void
        return any(void.get(subject, 0) > version for subject in (READERS, *subjects))

    def look(self) -> None:
        """Asks once."""
        asked_at = time.monotonic()
        try:
            news = self.ask(self.last)
        except Exception as fault:
            if not self.is_lost:
                log.error("edge.feed_lost", fault=repr(fault))
            self.is_lost = True
            return
        if self.is_lost:
            log.info("edge.feed_found")
        self._take(news)
        self._heard_at, self.is_lost = asked_at, False

    def void(self, change: int, subject: str) -> None:
        """Takes in one change, heard of here or elsewhere."""
        if subject == PAGES:
            self.store.forget()
        else:
            self._void[subject] = max(change, self._void.get(subject, 0))

    def _take(self, news: News) -> None:
        fresh = {number: what for number, what in news.changes.items() if number not in self._heard}
        for number, what in fresh.items():
            self.void(number, what)
        if self.is_lost or news.shown_as_of != self._shown_as_of:
            self.store.forget()
        self._heard |= fresh
        if len(self._heard) > HEARD_MAX:
            self._tidy()
        self.last = max([self.last, *fresh])
        self._shown_as_of, self.clock_offset = news.shown_as_of, news.clock_offset

    def _tidy(self) -> None:
        """Lets go of the older half; no pass is older than those changes."""
        numbers = sorted(self._heard)
        for number in numbers[: len(numbers) // 2]:
            what = self._heard.pop(number)
            if self._void.get(what) == number:
                del self._void[what]

    def _run(self) -> None:
        while not self._stopping.wait(POLL_S):
            self.look()
