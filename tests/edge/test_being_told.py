"""On PostgreSQL a process is told of a change; everywhere it hears of it anyhow."""

import threading
import time

import pytest
from django.db import connection, transaction

from standfirst.edge.actions import ask, note_change
from standfirst.edge.feed import POLL_S, Feed
from standfirst.edge.listening import Listener
from standfirst.edge.store import Place, Store


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_when_it_is_committed_and_not_before() -> None:
    heard = threading.Event()
    listener = Listener(heard.set)
    listener.start()
    if connection.vendor != "postgresql":
        assert not listener._thread.is_alive(), "there is nobody to listen to"
        return
    try:
        assert listener.is_listening.wait(10)
        time.sleep(0.1)
        heard.clear()
        with transaction.atomic():
            note_change("article:5")
            assert not heard.wait(0.2)
        assert heard.wait(2)
    finally:
        listener.stop()
        listener._thread.join(5)


def test_a_feed_that_is_hurried_asks_at_once() -> None:
    asked = threading.Semaphore(0)

    class Quiet(Store):
        def forget(self, what: str = "", *, change: int = 0) -> list[Place]:
            return []

    def told(_last: int) -> object:
        asked.release()
        raise OSError

    feed = Feed(Quiet(bytes_max=1, age_max_s=1), told)  # type: ignore[arg-type]  # no news
    feed.start()
    assert asked.acquire(timeout=5)
    began = time.monotonic()
    feed.hurry()
    assert asked.acquire(timeout=5)
    assert time.monotonic() - began < POLL_S
    feed.stop()


@pytest.mark.django_db
def test_what_was_noted_is_asked_for_with_where_it_begins() -> None:
    note_change("article:5")
    news = ask(0)
    assert set(news.changes.values()) >= {"article:5"}
    assert news.known_since < min(news.changes)
