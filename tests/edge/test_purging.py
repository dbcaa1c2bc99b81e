"""The CDN is told of every change, in few calls, until it has said that it is done."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfirst.edge.feed import News
from standfirst.edge.purging import KEYS_MAX, Mark, Purger, batches, read_mark, sender, write_mark
from tests.browser.running import wait_until
from tests.ops.serving import Served, serving

DAY = date(2026, 3, 1)


class Cdn:
    """Takes purges on loopback; says what it was told to say."""

    def __init__(self) -> None:
        self.status = 200
        self.calls: list[tuple[str, str, list[str]]] = []
        cdn = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = self.headers["Authorization"], self.headers["Idempotency-Key"]
                cdn.calls.append((*told, json.loads(body)["keys"]))
                self.send_response(cdn.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/purge?service=1"

    @property
    def keys(self) -> list[str]:
        """All the words that it was told, in order."""
        return [key for _, _, keys in self.calls for key in keys]


@contextmanager
def running_cdn() -> Iterator[Cdn]:
    cdn = Cdn()
    thread = threading.Thread(target=cdn.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield cdn
    finally:
        cdn.server.shutdown()
        cdn.server.server_close()


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    """A CDN."""
    with running_cdn() as one:
        yield one


class Changes:
    """The changes there are, as the database would give them."""

    def __init__(self) -> None:
        self.rows: dict[int, str] = {1: "article:1"}
        self.day = DAY

    def ask(self, last: int) -> News:
        """What is there after `last`, and some before."""
        rows = {number: what for number, what in self.rows.items() if number > last - 200}
        return News(rows, shown_as_of=self.day)


@pytest.fixture
def changes() -> Changes:
    """One change, long ago."""
    return Changes()


@pytest.fixture
def purger(cdn: Cdn, changes: Changes, tmp_path: Path) -> Purger:
    """Has told all that there was to tell."""
    purger = Purger(tmp_path / "mark", changes.ask, sender(cdn.url, "the-token"))
    purger.tell()
    assert cdn.keys == ["site"]
    cdn.calls.clear()
    return purger


def test_each_change_is_told_once(purger: Purger, cdn: Cdn, changes: Changes) -> None:
    changes.rows |= {2: "article:7", 3: "front", 4: "article:7", 5: "reader:9", 6: "session:ab"}
    purger.tell()
    purger.tell()
    assert cdn.calls == [("Bearer the-token", "standfirst-2-6", ["article:7", "front"])]


def test_of_readers_a_cdn_hears_nothing(purger: Purger, cdn: Cdn, changes: Changes) -> None:
    changes.rows |= {2: "reader:9", 3: "readers", 4: "session:ab"}
    purger.tell()
    assert cdn.calls == []
    assert purger.mark.last == 4


def test_what_comes_late_is_told_too(purger: Purger, cdn: Cdn, changes: Changes) -> None:
    changes.rows[5] = "front"
    purger.tell()
    changes.rows[3] = "article:3"
    purger.tell()
    assert cdn.keys == ["front", "article:3"]


@pytest.mark.parametrize("status", [302, 307, 400, 429, 500, 503])
def test_what_is_not_taken_is_told_again(
    purger: Purger, cdn: Cdn, changes: Changes, status: int
) -> None:
    changes.rows[2] = "article:2"
    cdn.status = status
    for _ in range(2):
        with pytest.raises(OSError, match=str(status)):
            purger.tell()
    cdn.status = 204
    purger.tell()
    assert [name for _, name, _ in cdn.calls] == ["standfirst-2-2"] * 3


def test_after_a_restart_it_goes_on_where_it_was(
    purger: Purger, cdn: Cdn, changes: Changes
) -> None:
    changes.rows[2] = "article:2"
    again = Purger(purger.file, changes.ask, sender(cdn.url, ""))
    again.tell()
    assert cdn.calls == [(None, "standfirst-2-2", ["article:2"])]


def test_when_changes_were_cleared_away_meanwhile_all_is_purged(
    purger: Purger, cdn: Cdn, changes: Changes
) -> None:
    changes.rows = {900: "article:2"}
    purger.tell()
    assert cdn.keys == ["site"]
    assert purger.mark.last == 900


def test_another_day_concerns_what_tells_the_day(
    purger: Purger, cdn: Cdn, changes: Changes
) -> None:
    changes.day = date(2026, 3, 2)
    purger.tell()
    changes.day = date(2027, 1, 1)
    purger.tell()
    purger.tell()
    assert cdn.keys == ["today", "site"]


def test_a_file_that_cannot_be_read_means_the_beginning(tmp_path: Path) -> None:
    file = tmp_path / "mark"
    for text in ("", "{", "[]", '{"last": "x", "done": [], "day": ""}'):
        file.write_text(text)
        assert read_mark(file) == Mark()
    write_mark(file, Mark(7, frozenset({6, 7}), DAY))
    assert read_mark(file) == Mark(7, frozenset({6, 7}), DAY)


@given(st.lists(st.sampled_from([f"article:{n}" for n in range(300)] + ["reader:1", "site"])))
def test_no_word_is_lost_and_no_call_is_too_large(said: list[str]) -> None:
    changes = dict(enumerate(said, start=1))
    sent = list(batches(changes))
    assert [number for numbers, _ in sent for number in numbers] == list(changes)
    for numbers, words in sent:
        meant = {changes[number] for number in numbers} - {"reader:1"}
        assert len(words) <= KEYS_MAX
        assert set(words) == meant or words == ["site"]


@pytest.mark.slow
def test_a_worker_tells_a_cdn_of_a_new_headline(cdn: Cdn, template: Path, tmp_path: Path) -> None:
    cdn.status = 503
    settings = {"STANDFIRST_PURGE_URL": cdn.url, "STANDFIRST_PURGE_TOKEN": "the-token"}
    with serving(template, tmp_path / "site", settings=settings) as site:
        wait_until(lambda: len(cdn.calls) > 1, what="two tries to purge all")
        cdn.status = 200
        wait_until(lambda: (site.folder / "purged.json").exists(), what="a CDN that takes it")
        cdn.calls.clear()
        tell_of_headline(site, cdn)
        assert "purge.failed" in site.log.read_text()


def tell_of_headline(site: Served, cdn: Cdn) -> None:
    """Changes a headline, and waits until the CDN has heard of it."""
    path = site.article("everyone")
    shown = site.get(path).headers["Surrogate-Key"].split()
    site.change(path, "title=Nobody has read this before")
    wait_until(lambda: set(cdn.keys) & set(shown), what="the purge", seconds=5)
    assert any(key.startswith("article:") for key in set(cdn.keys) & set(shown))
    assert not any(key.startswith(("reader:", "session:")) for key in cdn.keys)
