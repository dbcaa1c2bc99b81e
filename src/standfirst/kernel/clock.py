"""The clock of the publication: the wall clock plus an offset that processes share in a file.

The offset is used by the demo and by tests alone. It moves access, billing, notices and the
sandbox. Sessions, codes and the expiry of signatures stay on wall time and do not ask here.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Tells the time in UTC; can be turned when it was given a file to keep the offset in."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._seen: tuple[int, int] = (0, 0)
        self._offset = timedelta()

    def now(self) -> datetime:
        """The publication's time, aware, in UTC."""
        return datetime.now(UTC) + self.offset()

    def offset(self) -> timedelta:
        """How far the clock stands ahead of the wall clock."""
        if self.path is None:
            return timedelta()
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            return timedelta()
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._seen:
            self._offset = timedelta(seconds=float(self.path.read_text() or 0))
            self._seen = stamp
        return self._offset

    def turn_to(self, moment: datetime) -> None:
        """Sets the clock to `moment`. Raises RuntimeError when it has no file: it is real."""
        if self.path is None:
            raise RuntimeError("This clock is the wall clock and cannot be turned.")
        offset = (moment - datetime.now(UTC)).total_seconds()
        fresh = self.path.with_suffix(f".{os.getpid()}")
        fresh.write_text(repr(offset))
        fresh.replace(self.path)


_clock = Clock()


def now() -> datetime:
    """The publication's time, aware, in UTC."""
    return _clock.now()


def offset() -> timedelta:
    """How far the publication's time is ahead of the wall clock."""
    return _clock.offset()


def turn_to(moment: datetime) -> None:
    """Sets the publication's clock. Raises RuntimeError outside the demo and tests."""
    _clock.turn_to(moment)


def keep_offset_in(path: Path | None) -> None:
    """Makes this process share the clock kept in `path`; None goes back to the wall clock."""
    global _clock
    _clock = Clock(path)
