"""The sandbox's SQLite file: objects as JSON, the outbox, and answers kept for replays."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    customer TEXT,
    parent TEXT,
    status TEXT,
    label TEXT,
    created INTEGER NOT NULL,
    due INTEGER,
    clock TEXT,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, seq);
CREATE INDEX IF NOT EXISTS object_customer ON object (kind, customer) WHERE customer IS NOT NULL;
CREATE INDEX IF NOT EXISTS object_parent ON object (kind, parent) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS object_label ON object (kind, label) WHERE label IS NOT NULL;
CREATE INDEX IF NOT EXISTS object_due ON object (due, seq) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL DEFAULT '',
    created INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL DEFAULT 0,
    claimed_until REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS replay (
    key TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS replay_created ON replay (created);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value);
"""
ADDED = (("outbox", "endpoint", "TEXT NOT NULL DEFAULT ''"), ("object", "clock", "TEXT"))
BUSY_TIMEOUT_S = 30


class Store:
    """One file, one connection for each thread of each process."""

    def __init__(self, path: Path, *, seed: str | None = None) -> None:
        self.path = path
        self._mine = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.writing() as connection:
            for statement in SCHEMA.split(";\n"):
                connection.execute(statement)
            _add_what_older_files_lack(connection)
            start = seed if seed is not None else os.urandom(12).hex()
            connection.executemany(
                "INSERT OR IGNORE INTO note VALUES (?, ?)", [("seed", start), ("count", 0)]
            )
            self.seed = str(
                connection.execute("SELECT value FROM note WHERE name = 'seed'").fetchone()[0]
            )

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the file's write lock; rolled back when an error leaves it."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees one moment of the file and holds up nobody."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.rollback()

    def note(self, name: str) -> str | None:
        """What was kept under this name."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def keep_note(self, name: str, value: str) -> None:
        """Keeps a word for all processes that have the file open."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Closes this thread's connection."""
        connection = getattr(self._mine, "connection", None)
        if connection is not None:
            connection.close()
            self._mine.connection = None

    def _connection(self) -> sqlite3.Connection:
        if getattr(self._mine, "pid", None) != os.getpid():
            self._mine.pid = os.getpid()
            self._mine.connection = None
        if self._mine.connection is None:
            self._mine.connection = _open(self.path)
        connection: sqlite3.Connection = self._mine.connection
        return connection


def _add_what_older_files_lack(connection: sqlite3.Connection) -> None:
    for table, column, kind in ADDED:
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if column not in columns:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    connection.execute(
        "CREATE INDEX IF NOT EXISTS object_clock ON object (clock, due) WHERE clock IS NOT NULL"
    )


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turns on the write-ahead log; the busy timeout does not cover the moment of turning."""
    for tries_left in reversed(range(100)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not tries_left:
                raise
            time.sleep(0.05)
        else:
            return
