"""Telling a CDN what has changed: reads the changes as each server does, and sends their words.

Nothing is forgotten: how far it has come stands in a file, and is moved on when the CDN has said
that it is done. What cannot be known is purged whole.
"""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog

from standfirst.edge.feed import OF_READERS, PAGES, TODAY, News

log = structlog.get_logger(__name__)

EVERY_S = 0.5
KEYS_MAX = 100
PATIENCE_S = 10
WAIT_MAX_S = 60.0
SEEN_AGAIN = 400
"""How far back numbers are remembered: further than the feed looks for changes that come late."""

Ask = Callable[[int], News]
Send = Callable[[str, list[str]], None]
"""Given a name for the call, the same when it is made again, and the words. Raises OSError when it
was not done."""


@dataclass(frozen=True)
class Mark:
    """How far the CDN has been told: every change up to `last` but for those that came late, and of
    the numbers just below it which ones."""

    last: int = 0
    done: frozenset[int] = frozenset()
    day: date | None = None


def read_mark(file: Path) -> Mark:
    """What `write_mark` wrote; the beginning where nothing can be read."""
    try:
        told = json.loads(file.read_text())
        day = date.fromisoformat(told["day"]) if told["day"] else None
        return Mark(int(told["last"]), frozenset(map(int, told["done"])), day)
    except (OSError, ValueError, KeyError, TypeError):
        return Mark()


def write_mark(file: Path, mark: Mark) -> None:
    """Writes it whole or not at all."""
    told = {"last": mark.last, "done": sorted(mark.done), "day": mark.day and str(mark.day)}
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(told))
    fresh.replace(file)


def untold(news: News, mark: Mark) -> dict[int, str]:
    """The changes that the CDN has not been told, in order."""
    return {
        number: news.changes[number]
        for number in sorted(news.changes)
        if number not in mark.done and number > mark.last - SEEN_AGAIN
    }


def is_gap(news: News, mark: Mark) -> bool:
    """Whether changes may have been cleared away that the CDN was never told of: the last one that
    it was told is not there any more."""
    return mark.last == 0 or bool(news.changes and mark.last not in news.changes)


def moved(mark: Mark, numbers: Iterable[int], day: date | None) -> Mark:
    """The mark once these have been told."""
    numbers = list(numbers)
    last = max([mark.last, *numbers])
    done = frozenset(n for n in (*mark.done, *numbers) if n > last - SEEN_AGAIN)
    return Mark(last, done, day)


def batches(changes: Mapping[int, str]) -> Iterable[tuple[list[int], list[str]]]:
    """Numbers and their words, no more words at once than a call may hold. Of readers' own changes
    a CDN is not told: it holds nothing of theirs."""
    numbers: list[int] = []
    words: dict[str, None] = {}
    for number, what in changes.items():
        if not what.startswith(OF_READERS):
            words[what or PAGES] = None
        numbers.append(number)
        if len(words) == KEYS_MAX:
            yield numbers, list(words)
            numbers, words = [], {}
    if numbers:
        yield numbers, [PAGES] if PAGES in words else list(words)


class Purger:
    """A thread that tells the CDN, and goes on trying for as long as it takes."""

    def __init__(self, file: Path, ask: Ask, send: Send) -> None:
        self.file = file
        self.ask = ask
        self.send = send
        self.mark = read_mark(file)
        self._tries = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="purging", daemon=True)

    def start(self) -> None:
        """Begins to tell."""
        self._thread.start()

    def stop(self) -> None:
        """Stops telling."""
        self._stopping.set()
        self._thread.join(timeout=PATIENCE_S)

    def tell(self) -> None:
        """Tells what has changed since. Raises OSError when the CDN did not take it."""
        news = self.ask(self.mark.last)
        day = news.shown_as_of
        if is_gap(news, self.mark):
            numbers = [*news.changes] or [self.mark.last]
            self._call("all", numbers, [PAGES], day)
            return
        if day != self.mark.day:
            self._turn_day(day)
        for numbers, words in batches(untold(news, self.mark)):
            self._call(f"{numbers[0]}-{numbers[-1]}", numbers, words, day)

    def _turn_day(self, day: date | None) -> None:
        """Pages that tell the day it is have changed; in another year all that tell a date."""
        is_same_year = day and self.mark.day and day.year == self.mark.day.year
        self._call(f"day-{day}", [], [TODAY if is_same_year else PAGES], day)

    def _call(self, name: str, numbers: list[int], words: list[str], day: date | None) -> None:
        if words:
            self.send(f"standfirst-{name}", words)
        fresh = moved(self.mark, numbers, day)
        if fresh != self.mark:
            self.mark = fresh
            write_mark(self.file, self.mark)

    def _run(self) -> None:
        wait = EVERY_S
        while not self._stopping.wait(wait):
            try:
                self.tell()
            except Exception as fault:
                if self._tries == 0:
                    log.warning("purge.failed", fault=repr(fault), since=self.mark.last)
                self._tries += 1
                wait = min(EVERY_S * 2**self._tries, WAIT_MAX_S)
                continue
            if self._tries:
                log.warning("purge.mended", tries=self._tries)
            self._tries, wait = 0, EVERY_S


def sender(url: str, token: str) -> Send:
    """Sends words to an address by POST. Follows no redirect: the token is for that host alone."""
    parts = urlsplit(url)
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    headers = {"Content-Type": "application/json", "User-Agent": "standfirst"}
    if token:
        headers["Authorization"] = f"Bearer {token}"

    def send(name: str, words: list[str]) -> None:
        kind: Any = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        wire = kind(parts.hostname, parts.port, timeout=PATIENCE_S)
        try:
            body = json.dumps({"keys": words})
            wire.request("POST", target, body=body, headers={**headers, "Idempotency-Key": name})
            status = wire.getresponse().status
        except HTTPException as fault:
            raise OSError(f"no answer that can be read: {fault!r}") from fault
        finally:
            wire.close()
        if not 200 <= status < 300:
            raise OSError(f"the answer was {status}")

    return send
