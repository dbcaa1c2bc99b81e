"""What the store keeps, for how long, and what it never takes in."""

import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest

from standfirst.edge.building import Builder
from standfirst.edge.feed import Feed
from standfirst.edge.store import Store, Variant, variant_of

PUBLIC = ("Cache-Control", "public, max-age=0, must-revalidate")
HTML = ("Content-Type", "text/html; charset=utf-8")


def page(body: bytes = b"<p>Linde</p>") -> Variant:
    return variant_of([HTML, PUBLIC], body, now=time.monotonic())


def store(bytes_max: int = 10_000_000) -> Store:
    return Store(bytes_max=bytes_max, age_max_s=60)


def test_what_was_begun_before_a_change_is_not_taken_in() -> None:
    kept = store()
    begun = kept.version
    kept.forget()
    assert not kept.put(b"/", page(), version=begun)
    assert kept.get(b"/") is None


def test_memory_is_bounded_and_counted() -> None:
    kept = store(bytes_max=page().size * 3)
    for number in range(10):
        kept.put(b"/%d/" % number, page(), version=0)
    assert len(kept) == 3
    assert kept.bytes == page().size * 3
    kept.forget()
    assert (len(kept), kept.bytes) == (0, 0)


def test_one_that_is_too_large_for_the_whole_store_is_left_out() -> None:
    assert not store(bytes_max=10).put(b"/", page(), version=0)


def test_what_is_too_old_is_asked_for_anew() -> None:
    kept = Store(bytes_max=10_000, age_max_s=0.01)
    kept.put(b"/", page(), version=0)
    time.sleep(0.02)
    assert kept.get(b"/") is None


def builder(kept: Store, *headers: tuple[str, str], status: str = "200 OK", **more: Any) -> Builder:
    """A builder of an application that answers everything so."""

    def wsgi(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        assert "HTTP_COOKIE" not in environ
        start_response(status, list(headers))
        return [more.get("body", b"<p>Linde</p>")]

    return Builder(kept, wsgi, host="courier.example", scheme="https")


def test_what_everybody_may_have_is_built() -> None:
    kept = store()
    assert builder(kept, HTML, PUBLIC).build("/wells/")
    assert kept.get(b"/wells/") is not None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([HTML, ("Cache-Control", "private, no-store")], "200 OK"),
        ([HTML], "200 OK"),
        ([HTML, PUBLIC, ("Set-Cookie", "a=b")], "200 OK"),
        ([HTML, PUBLIC], "404 Not Found"),
        ([HTML, PUBLIC], "302 Found"),
        ([("Content-Type", "image/webp"), PUBLIC], "200 OK"),
    ],
)
def test_anything_else_is_not(headers: list[tuple[str, str]], status: str) -> None:
    kept = store()
    assert not builder(kept, *headers, status=status).build("/wells/")
    assert len(kept) == 0


def test_a_change_during_the_making_throws_it_away() -> None:
    kept = store()

    def wsgi(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        kept.forget()
        start_response("200 OK", [HTML, PUBLIC])
        return [b"old words"]

    assert not Builder(kept, wsgi, host="a", scheme="http").build("/")
    assert len(kept) == 0


def test_a_path_that_waits_already_waits_once() -> None:
    waiting = builder(store(), HTML, PUBLIC)
    for _ in range(5):
        waiting.want("/wells/")
    assert waiting._waiting.qsize() == 1


def test_the_feed_has_the_store_forget_at_each_change_and_once_when_it_is_found_again() -> None:
    kept, said = store(), [1]

    def latest() -> int:
        if not said:
            raise OSError("database gone")
        return said[0]

    feed = Feed(kept, latest)
    feed.look()
    began = kept.version
    feed.look()
    assert kept.version == began
    said[0] = 2
    feed.look()
    assert kept.version == began + 1
    kept.put(b"/", page(), version=kept.version)
    said.clear()
    feed.look()
    feed.look()
    assert feed.is_lost
    assert kept.get(b"/") is not None
    said.append(2)
    feed.look()
    assert (feed.is_lost, len(kept)) == (False, 0)


def test_the_feed_listens_by_itself() -> None:
    kept, said, heard = store(), [1], threading.Event()

    class Telling(Store):
        def forget(self) -> None:
            super().forget()
            heard.set()

    telling = Telling(bytes_max=1, age_max_s=1)
    feed = Feed(telling, lambda: said[0])
    feed.look()
    heard.clear()
    feed.start()
    said[0] = 2
    assert heard.wait(2)
    feed.stop()
    assert len(kept) == 0
