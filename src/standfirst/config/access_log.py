"""The access log: a line for each answer, of the edge and of Django alike.

A line holds no address of a reader, no cookie, nothing after the `?`, and of links that open
something only how they begin. It is written by a thread of its own, some lines at a time.
"""

import sys
import threading
import time
from collections import deque
from datetime import UTC, datetime
from typing import Any

import structlog

from standfirst.config.logs import without_secrets
from standfirst.config.table import LogFormat

EVERY_S = 0.25
WAITING_MAX = 100_000
Line = tuple[float, str, str, str, int, int, float]


class AccessLog:
    """Takes lines at once, writes them a moment later. When too many wait the oldest are lost."""

    def __init__(self, log_format: LogFormat) -> None:
        self._lines: deque[Line] = deque(maxlen=WAITING_MAX)
        self._render: Any = (
            structlog.processors.JSONRenderer()
            if log_format is LogFormat.JSON
            else structlog.processors.KeyValueRenderer(
                key_order=["timestamp", "event", "method", "path", "status", "bytes", "by"]
            )
        )
        self._thread = threading.Thread(target=self._run, name="access-log", daemon=True)

    def start(self) -> None:
        """Begins to write."""
        self._thread.start()

    def by_edge(self, method: bytes, url: bytes, status: int, size: int) -> None:
        """A line for an answer of the edge. Never raises."""
        path = url.decode("latin-1")
        self._lines.append((time.time(), "edge", method.decode("latin-1"), path, status, size, 0.0))

    def by_django(self, method: str, path: str, status: int, size: int, seconds: float) -> None:
        """A line for an answer of Django."""
        self._lines.append((time.time(), "django", method, path, status, size, seconds))

    def flush(self) -> None:
        """Writes what waits."""
        written = []
        while self._lines:
            written.append(self._text(self._lines.popleft()))
        if written:
            sys.stderr.write("\n".join(written) + "\n")
            sys.stderr.flush()

    def _text(self, line: Line) -> str:
        at, by, method, path, status, size, seconds = line
        told = {
            "timestamp": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"),
            "event": "answered",
            "method": method,
            "path": shown_path(path),
            "status": status,
            "bytes": size,
            "by": by,
            "ms": round(seconds * 1000, 1),
        }
        text: str = self._render(None, "info", told)
        return text

    def _run(self) -> None:
        while True:
            time.sleep(EVERY_S)
            self.flush()


def shown_path(path: str) -> str:
    """The path as it may stand in a log."""
    return without_secrets(path.partition("?")[0])
