"""Readings on their way to the database: kept in memory for some seconds, then written at once.

Pages of which many readers get the same bytes are answered without Django, and so is this: it
takes a reader and an address, and nothing else.
"""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import connection

log = structlog.get_logger(__name__)

EVERY_S = 5.0
WAITING_MAX = 20_000
SLASHES = 2
"""How many there are in the address of an article: `/why-the-wells-close/`."""

Now = Callable[[], datetime]
Write = Callable[[dict[tuple[int, str], datetime]], object]


class Notes:
    """What was read since it was written down last. What does not fit is not noted."""

    def __init__(self, write: Write, *, now: Now) -> None:
        self.write = write
        self.now = now
        self._waiting: dict[tuple[int, str], datetime] = {}
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="readings", daemon=True)
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begins to write down."""
        self._thread.start()

    def stop(self) -> None:
        """Writes the last and ends."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def note(self, reader_id: int, address: str) -> None:
        """Takes in one reading; costs next to nothing."""
        with self._lock:
            if len(self._waiting) < WAITING_MAX:
                self._waiting[(reader_id, address)] = self.now()

    def note_url(self, reader_id: int, url: bytes) -> None:
        """The same for an address as it was asked for; only an article's can be one of a slug."""
        if url.count(b"/") == SLASHES and b"?" not in url:
            self.note(reader_id, url.decode("latin-1"))

    def flush(self) -> None:
        """Writes down what waits; what cannot be written is let go."""
        with self._lock:
            noted, self._waiting = self._waiting, {}
        if not noted:
            return
        try:
            connection.close_if_unusable_or_obsolete()
            self.write(noted)
        except Exception as fault:
            log.warning("readings.lost", number=len(noted), fault=repr(fault))

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            self.flush()
        self.flush()


_notes: list[Notes] = []


def keep_notes(notes: Notes) -> None:
    """Names the notes of this process, where it is a server."""
    _notes[:] = [notes]


def note(reader_id: int, address: str) -> None:
    """Notes a reading where this process is a server."""
    for notes in _notes:
        notes.note(reader_id, address)
