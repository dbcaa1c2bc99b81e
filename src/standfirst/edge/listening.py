"""Being told of changes by PostgreSQL, the moment that they are committed.

Without this the feed hears of them when it asks next, and it goes on asking all the same: a
message may be lost, with its connection or in a pool that hands connections around.
"""

import threading
from collections.abc import Callable
from typing import Any

import structlog
from django.db import connection

log = structlog.get_logger(__name__)

CHANNEL = "standfirst_changes"
RETRY_S = 5.0
LOOKS_S = 1.0
"""How often the listener looks whether it is to end."""


def tell() -> None:
    """Tells every listener when the transaction that runs is done; elsewhere nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


class Listener:
    """A thread with a connection of its own, which calls `heard` at each message."""

    def __init__(self, heard: Callable[[], None]) -> None:
        self.heard = heard
        self.is_listening = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="edge-listener", daemon=True)

    def start(self) -> None:
        """Begins to listen, where there is somebody to listen to."""
        if connection.vendor == "postgresql":
            self._thread.start()

    def stop(self) -> None:
        """Stops listening."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with connection.get_new_connection(connection.get_connection_params()) as wire:
                    self._listen(wire)
            except Exception as fault:
                log.warning("edge.not_listening", fault=repr(fault))
                self._stopping.wait(RETRY_S)
            self.is_listening.clear()

    def _listen(self, wire: Any) -> None:
        wire.autocommit = True
        wire.execute(f"LISTEN {CHANNEL}")
        self.is_listening.set()
        self.heard()
        while not self._stopping.is_set():
            for _ in wire.notifies(timeout=LOOKS_S, stop_after=1):
                self.heard()
