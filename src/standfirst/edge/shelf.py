"""Pages on disk: what memory has no room for, and what a server begins with after a restart.

One SQLite file for each process, which nobody else opens (`docs/decisions` has the measurements).
Whatever is wrong with it, a full disk or a file that was damaged, is written to the log once; the
server goes on from memory, and nothing is taken from the file that does not carry its own check
sum. No Django.
"""

import fcntl
import hashlib
import hmac
import json
import os
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from standfirst.access.rules import Gate
from standfirst.edge.variants import Variant

log = structlog.get_logger(__name__)

SLOTS_MAX = 64
TABLE = """
CREATE TABLE IF NOT EXISTS page (
    number INTEGER PRIMARY KEY, key BLOB UNIQUE NOT NULL, meta BLOB NOT NULL, body BLOB NOT NULL,
    sum BLOB NOT NULL
)
"""
PRAGMAS = ("journal_mode=WAL", "synchronous=OFF", "busy_timeout=50", "cache_size=-2000")
"""Nothing is waited for: what a power cut takes away is made anew."""


@dataclass(frozen=True, slots=True)
class Origin:
    """When and where a page was made: the process, its store's version, the last change known, the
    publication's day, and Unix seconds of wall time."""

    boot: str
    version: int
    change: int
    day: str
    made_at: float


class Shelf:
    """The file of one process. `mark` names the code, the theme and the settings pages are made
    by: those made by others are thrown away. `key` signs what is stored."""

    def __init__(self, folder: Path, *, mark: str, key: bytes, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self.key = key
        self.bytes = 0
        self.is_lost = False
        self._lock = threading.Lock()
        self._opened = threading.local()
        self._slot: int | None = None
        try:
            self.file = self._take_slot(folder)
            self._begin(mark)
        except (OSError, sqlite3.Error) as fault:
            self._lose(fault)

    def put(self, key: bytes, variant: Variant, origin: Origin) -> None:
        """Writes a page down. One with slots is not: it is quicker made than put together again."""
        if self.is_lost or variant.filling is not None:
            return
        meta, body = _as_meta(variant, origin), variant.packed
        row = (key, meta, body, self._sum(key, meta, body))
        try:
            with self._lock:
                self._wire().execute(
                    "INSERT OR REPLACE INTO page (key, meta, body, sum) VALUES (?, ?, ?, ?)", row
                )
                self.bytes += len(meta) + len(body)
                if self.bytes > self.bytes_max:
                    self._make_room()
        except sqlite3.Error as fault:
            self._lose(fault)

    def get(self, key: bytes) -> tuple[Variant, Origin] | None:
        """The page, as it was written down and no bit otherwise."""
        if self.is_lost:
            return None
        try:
            found = self._wire().execute("SELECT meta, body, sum FROM page WHERE key = ?", (key,))
            row = found.fetchone()
        except sqlite3.Error as fault:
            self._lose(fault)
            return None
        if row is None:
            return None
        meta, body, right = row
        if not hmac.compare_digest(self._sum(key, meta, body), right):
            log.error("edge.page_damaged", key=key.decode("latin-1"))
            self.drop(key)
            return None
        return _from_meta(meta, body)

    def drop(self, key: bytes) -> None:
        """Lets go of a page that is out of date."""
        try:
            with self._lock:
                self._wire().execute("DELETE FROM page WHERE key = ?", (key,))
        except sqlite3.Error as fault:
            self._lose(fault)

    def _take_slot(self, folder: Path) -> Path:
        """The first file that no other process holds."""
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(SLOTS_MAX):
            slot = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(slot)
                continue
            self._slot = slot
            return folder / f"{number}.sqlite3"
        raise OSError(f"all {SLOTS_MAX} files in {folder} are taken")

    def _begin(self, mark: str) -> None:
        """Goes on with the file, or begins it anew where it is not of this code or is damaged."""
        try:
            self._wire().execute(TABLE)
            told = self._wire().execute("SELECT meta FROM page WHERE key = x''").fetchone()
            is_ours = told is not None and told[0] == mark.encode()
            self._wire().execute("SELECT count(*) FROM page").fetchone()
        except sqlite3.DatabaseError as fault:
            log.warning("edge.pages_damaged", fault=repr(fault))
            is_ours = False
        if not is_ours:
            self._renew(mark)
        total = "SELECT coalesce(sum(length(meta) + length(body)), 0) FROM page"
        self.bytes = self._wire().execute(total).fetchone()[0]

    def _renew(self, mark: str) -> None:
        wire: sqlite3.Connection | None = getattr(self._opened, "wire", None)
        if wire is not None:
            wire.close()
            del self._opened.wire
        for end in ("", "-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        self._wire().execute(TABLE)
        self._wire().execute("INSERT INTO page VALUES (0, x'', ?, x'', x'')", (mark.encode(),))

    def _make_room(self) -> None:
        """Lets go of the oldest quarter."""
        wire = self._wire()
        wire.execute(
            "DELETE FROM page WHERE number > 0 AND number <= (SELECT number FROM page"
            " ORDER BY number LIMIT 1 OFFSET (SELECT count(*) / 4 FROM page))"
        )
        total = "SELECT coalesce(sum(length(meta) + length(body)), 0) FROM page"
        self.bytes = wire.execute(total).fetchone()[0]

    def _wire(self) -> sqlite3.Connection:
        """A connection of this thread's own: reading does not wait for writing."""
        wire: sqlite3.Connection | None = getattr(self._opened, "wire", None)
        if wire is None:
            wire = sqlite3.connect(self.file, isolation_level=None)
            for pragma in PRAGMAS:
                wire.execute(f"PRAGMA {pragma}")
            self._opened.wire = wire
        return wire

    def _sum(self, key: bytes, meta: bytes, body: bytes) -> bytes:
        digest = hashlib.blake2b(key=self.key, digest_size=16)
        for piece in (key, b"\0", meta, b"\0", body):
            digest.update(piece)
        return digest.digest()

    def _lose(self, fault: Exception) -> None:
        if not self.is_lost:
            log.error("edge.disk_lost", fault=repr(fault))
        self.is_lost = True


def _as_meta(variant: Variant, origin: Origin) -> bytes:
    gate = variant.gate
    heads = (variant.packed_head, variant.plain_head, variant.unchanged, variant.tag)
    data: list[Any] = [
        *(head.decode("latin-1") for head in heads),
        [str(gate.audience), sorted(gate.plans)] if gate else None,
        list(variant.shows),
        [origin.boot, origin.version, origin.change, origin.day, origin.made_at],
    ]
    return json.dumps(data).encode()


def _from_meta(meta: bytes, body: bytes) -> tuple[Variant, Origin]:
    packed_head, plain_head, unchanged, tag, gate, shows, origin = json.loads(meta)
    variant = Variant(
        packed_head=packed_head.encode("latin-1"),
        plain_head=plain_head.encode("latin-1"),
        unchanged=unchanged.encode("latin-1"),
        packed=body,
        tag=tag.encode("latin-1"),
        made_at=0.0,
        gate=Gate(gate[0], frozenset(gate[1])) if gate else None,
        shows=tuple(shows),
    )
    return variant, Origin(*origin)
