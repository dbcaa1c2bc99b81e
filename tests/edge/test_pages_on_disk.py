"""What does not fit into memory is on disk, and is given only while it is provably so still."""

import os
import sqlite3
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from standfirst.access.rules import Audience, Gate
from standfirst.edge.feed import Feed, News
from standfirst.edge.kinds import READER
from standfirst.edge.shelf import Shelf
from standfirst.edge.store import Store
from standfirst.edge.variants import Variant, readers_variant_of, variant_of
from tests.edge.test_what_is_kept import HTML, PUBLIC

GATE = Gate(Audience.PLANS, frozenset({"paper", "courier"}))
DAY = date(2026, 3, 1)


class Server:
    """A store with its file, and a feed: what a process has. Closed, another may have the file."""

    def __init__(self, folder: Path, *, mark: str = "1", overlap: int = 0, **more: int) -> None:
        self.shelf = Shelf(folder, mark=mark, key=b"key", bytes_max=more.get("on_disk", 10**9))
        self.store = Store(
            bytes_max=more.get("bytes_max", 10**8), age_max_s=60, shelf=self.shelf, overlap=overlap
        )
        self.changes = {1: "site", 2: "article:5"}
        self.day = DAY
        self.feed = Feed(self.store, lambda _last: News(dict(self.changes), shown_as_of=self.day))
        self.feed.look()

    def keep(self, path: bytes, shows: str = "site article:5") -> Variant:
        """Has a page at hand."""
        headers = [HTML, PUBLIC, ("Surrogate-Key", shows)]
        page = variant_of(headers, b"<p>%b</p>" % path * 99, now=time.monotonic(), gate=GATE)
        assert self.store.put(path, page, version=self.store.version)
        return page


Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts a process; the one before it has ended."""
    running: list[Server] = []

    def started(**more: object) -> Server:
        for server in running:
            if server.shelf._slot is not None:
                os.close(server.shelf._slot)
                server.shelf._slot = None
        running.append(Server(tmp_path, **more))  # type: ignore[arg-type]  # any setting
        return running[-1]

    return started


def test_what_memory_gives_up_is_still_there(start: Start) -> None:
    server = start(bytes_max=30_000)
    pages = [server.keep(b"/%d/" % number) for number in range(60)]
    assert len(server.store) < 60
    for number, page in enumerate(pages):
        found = server.store.get(b"/%d/" % number)
        assert found is not None
        assert (found.packed, found.packed_head, found.tag) == (
            page.packed,
            page.packed_head,
            page.tag,
        )
        assert found.gate == GATE


def test_it_is_there_after_a_restart(start: Start) -> None:
    first = start()
    first.keep(b"/wells/")
    page = readers_variant_of([HTML], b"<p>All.</p>", gate=GATE, now=time.monotonic())
    first.store.put(b"/wells/", page, version=first.store.version, kind=READER)
    second = start()
    assert second.store.get(b"/wells/") is not None
    found = second.store.get(b"/wells/", READER)
    assert found is not None
    assert found.gate == GATE


def test_not_if_what_it_shows_changed_while_nobody_served(start: Start) -> None:
    first = start()
    first.keep(b"/wells/")
    first.keep(b"/moths/", "site article:7")
    second = start()
    second.changes[3] = "article:5"
    second.feed.look()
    assert second.store.get(b"/wells/") is None
    assert second.store.get(b"/moths/") is not None


def test_not_if_changes_may_be_missing(start: Start) -> None:
    start().keep(b"/wells/")
    second = start()
    second.store.known_since = 3
    assert second.store.get(b"/wells/") is None


def test_not_if_changes_may_come_out_of_order(start: Start) -> None:
    start().keep(b"/wells/")
    assert start(overlap=200).store.get(b"/wells/") is None


def test_not_on_another_day(start: Start) -> None:
    start().keep(b"/wells/")
    second = start()
    second.day = DAY + timedelta(days=1)
    second.feed.look()
    assert second.store.get(b"/wells/") is None


def test_not_if_the_code_or_the_theme_is_another(start: Start) -> None:
    start().keep(b"/wells/")
    assert start(mark="2").store.get(b"/wells/") is None


def test_not_if_it_is_too_old_or_from_the_future(start: Start) -> None:
    first = start()
    for path, age in ((b"/old/", 100), (b"/new/", -100)):
        headers = [HTML, PUBLIC, ("Surrogate-Key", "site")]
        page = variant_of(headers, b"<p>Linde</p>", now=time.monotonic() - age)
        first.store.put(path, page, version=first.store.version)
    second = start()
    assert second.store.get(b"/old/") is None
    assert second.store.get(b"/new/") is None


def test_what_is_forgotten_is_forgotten_on_disk(start: Start) -> None:
    server = start(bytes_max=3_000)
    server.keep(b"/wells/")
    server.keep(b"/moths/", "site article:7")
    server.keep(b"/pumps/", "site article:8")
    server.store.forget("article:5")
    assert server.store.get(b"/wells/") is None
    assert server.store.get(b"/moths/") is not None
    server.store.forget()
    assert server.store.get(b"/moths/") is None


def test_a_damaged_page_is_none(start: Start, tmp_path: Path) -> None:
    start().keep(b"/wells/")
    with sqlite3.connect(tmp_path / "0.sqlite3") as wire:
        opened = "CAST(replace(CAST(meta AS TEXT), 'plans', 'everyone') AS BLOB)"
        wire.execute(f"UPDATE page SET meta = {opened} WHERE number > 0")
    assert start().store.get(b"/wells/") is None


def test_a_damaged_file_is_begun_anew(start: Start, tmp_path: Path) -> None:
    first = start()
    first.keep(b"/wells/")
    (tmp_path / "0.sqlite3").write_bytes(b"no database" * 1000)
    (tmp_path / "0.sqlite3-wal").unlink(missing_ok=True)
    second = start()
    assert second.store.get(b"/wells/") is None
    second.keep(b"/wells/")
    assert second.shelf.get(b"/wells/") is not None


def test_without_a_disk_it_goes_on_from_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    server = Server(tmp_path / "file")
    server.keep(b"/wells/")
    assert server.shelf.is_lost
    assert server.store.get(b"/wells/") is not None


def test_a_full_disk_is_noted_once_and_memory_goes_on(
    start: Start,
) -> None:
    server = start()
    server.shelf._wire().execute("PRAGMA max_page_count = 8")
    for number in range(100):
        server.keep(b"/%d/" % number)
    assert server.shelf.is_lost
    assert server.store.get(b"/99/") is not None


def test_the_file_is_bounded(start: Start) -> None:
    server = start(on_disk=20_000)
    for number in range(200):
        server.keep(b"/%d/" % number)
    assert server.shelf.bytes <= 20_000
    assert server.shelf.get(b"/199/") is not None
    assert server.shelf.get(b"/0/") is None


def test_two_processes_have_a_file_each(tmp_path: Path) -> None:
    first, second = Server(tmp_path), Server(tmp_path)
    first.keep(b"/wells/")
    assert first.shelf.file != second.shelf.file
    assert second.shelf.get(b"/wells/") is None


def test_what_is_aging_is_given_and_made_anew(start: Start) -> None:
    server = start()
    told: list[bytes] = []
    server.store.fresh_s = 0.0
    server.store.aged = lambda path, _kind: told.append(path)
    server.keep(b"/wells/")
    assert server.store.get(b"/wells/") is not None
    assert told == [b"/wells/"]
