"""What the store keeps, for how long, and what it never takes in."""

import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest

from standfirst.edge.building import Builder
from standfirst.edge.feed import PAGES, READERS, Feed, News
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
    kept, told = store(), [News({1: PAGES})]

    def ask(_last: int) -> News:
        if not told:
            raise OSError("database gone")
        return told[0]

    feed = Feed(kept, ask)
    feed.look()
    began = kept.version
    feed.look()
    assert kept.version == began
    told[0] = News({1: PAGES, 2: PAGES})
    feed.look()
    assert kept.version == began + 1
    kept.put(b"/", page(), version=kept.version)
    told.clear()
    feed.look()
    feed.look()
    assert (feed.is_lost, feed.is_fresh) == (True, False)
    assert kept.get(b"/") is not None
    told.append(News({1: PAGES, 2: PAGES}))
    feed.look()
    assert (feed.is_lost, feed.is_fresh, len(kept)) == (False, True, 0)


def test_another_day_is_another_page() -> None:
    kept, day = store(), [1]
    feed = Feed(kept, lambda _last: News(shown_as_of=day[0]))
    feed.look()
    kept.put(b"/", page(), version=kept.version)
    feed.look()
    assert len(kept) == 1
    day[0] = 2
    feed.look()
    assert len(kept) == 0


def test_changes_that_come_to_light_late_are_heard_all_the_same() -> None:
    changes = {7: "reader:1"}
    feed = Feed(store(), lambda _last: News(dict(changes)))
    feed.look()
    assert feed.last == 7
    changes[6] = "reader:2"
    feed.look()
    assert feed.voids(5, "reader:2")
    assert not feed.voids(6, "reader:2")


def test_what_is_about_readers_makes_no_page_again() -> None:
    kept = store()
    feed = Feed(kept, lambda _last: News({1: "reader:1", 2: READERS}))
    kept.put(b"/", page(), version=kept.version)
    feed.void(1, "reader:1")
    assert len(kept) == 1
    feed.look()
    assert feed.voids(1, "reader:5")


def test_the_feed_listens_by_itself() -> None:
    heard, told = threading.Event(), [News()]

    class Telling(Store):
        def forget(self) -> None:
            super().forget()
            heard.set()

    feed = Feed(Telling(bytes_max=1, age_max_s=1), lambda _last: told[0])
    feed.look()
    heard.clear()
    feed.start()
    told[0] = News({1: PAGES})
    assert heard.wait(2)
    feed.stop()
