"""Hears of changes: asks over and over, and has the store forget. No Django."""

import threading
from collections.abc import Callable, Hashable

import structlog

from standfirst.edge.store import Store

log = structlog.get_logger(__name__)

POLL_S = 0.2
"""A change in another process is heard of within this, and well within the second promised."""


class Feed:
    """A thread that compares what `latest` says with what it said before.

    While nobody can say, what anybody may read stays, and the log says so once.
    """

    def __init__(self, store: Store, latest: Callable[[], Hashable]) -> None:
        self.store = store
        self.latest = latest
        self.known: Hashable = None
        self.is_lost = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="edge-feed", daemon=True)

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stops listening."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def look(self) -> None:
        """Asks once."""
        try:
            found = self.latest()
        except Exception as fault:
            if not self.is_lost:
                log.error("edge.feed_lost", fault=repr(fault))
            self.is_lost = True
            return
        if self.is_lost:
            log.info("edge.feed_found")
        if found != self.known or self.is_lost:
            self.store.forget()
        self.known, self.is_lost = found, False

    def _run(self) -> None:
        while not self._stopping.wait(POLL_S):
            self.look()
