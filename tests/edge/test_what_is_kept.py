"""What the store keeps, for how long, and what it never takes in."""

import threading
import time
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from standfirst.access.rules import Entitlement
from standfirst.edge.building import Builder
from standfirst.edge.feed import PAGES, READERS, Feed, News
from standfirst.edge.kinds import ANYBODY, READER
from standfirst.edge.passes import Pass, life_s
from standfirst.edge.store import Place, Store
from standfirst.edge.variants import Variant, variant_of

PUBLIC = ("Cache-Control", "public, max-age=0, must-revalidate")
HTML = ("Content-Type", "text/html; charset=utf-8")


def page(body: bytes = b"<p>Linde</p>", *, shows: str = "site") -> Variant:
    """A page that says what it shows."""
    return variant_of([HTML, PUBLIC, ("Surrogate-Key", shows)], body, now=time.monotonic())


def pass_of(reader_id: int, *, version: int) -> Pass:
    """A pass made just now."""
    nothing = Entitlement(is_signed_in=True)
    return Pass(reader_id, "a-session", version, time.time() + life_s(nothing), nothing)


def store(bytes_max: int = 10_000_000) -> Store:
    return Store(bytes_max=bytes_max, age_max_s=60)


def test_what_was_begun_before_a_change_is_not_taken_in() -> None:
    kept = store()
    begun = kept.version
    kept.forget()
    assert not kept.put(b"/", page(), version=begun)
    assert kept.get(b"/") is None


def test_what_shows_something_else_is_kept() -> None:
    kept = store()
    kept.put(b"/wells/", page(shows="site article:5 beside:6"), version=0)
    kept.put(b"/wells/", page(shows="site article:5"), version=0, kind=READER)
    kept.put(b"/pumps/", page(shows="site article:6 beside:5"), version=0)
    kept.put(b"/moths/", page(shows="site article:7"), version=0)
    kept.get(b"/wells/")
    assert kept.forget("article:5") == [(b"/wells/", ANYBODY), (b"/wells/", READER)]
    assert len(kept) == 2
    assert kept.forget("beside:5") == [(b"/pumps/", ANYBODY)]
    assert kept.forget("article:99") == []
    assert kept.get(b"/moths/") is not None
    assert kept.forget("site") == [(b"/moths/", ANYBODY)]
    assert (len(kept), kept.bytes) == (0, 0)


def test_what_was_begun_before_a_change_is_taken_in_if_it_does_not_show_it() -> None:
    kept = store()
    begun = kept.version
    kept.forget("article:5")
    assert not kept.put(b"/wells/", page(shows="site article:5"), version=begun)
    assert kept.put(b"/moths/", page(shows="site article:7"), version=begun)
    assert kept.put(b"/wells/", page(shows="site article:5"), version=kept.version)


def test_while_nobody_hears_of_changes_what_is_old_is_better_than_nothing() -> None:
    kept = Store(bytes_max=10_000, age_max_s=0.01)
    kept.put(b"/", page(), version=0)
    time.sleep(0.02)
    kept.serves_old = True
    assert kept.get(b"/") is not None


def test_what_was_forgotten_is_made_again_the_one_last_asked_for_first() -> None:
    kept = store()
    told: list[list[Place]] = []
    feed = Feed(kept, lambda _last: News(), warm=told.append)
    for path in (b"/a/", b"/b/", b"/c/"):
        kept.put(path, page(shows="site lists"), version=0)
    kept.get(b"/b/")
    feed.void(1, "lists")
    assert told[0][0] == (b"/b/", ANYBODY)
    assert len(told[0]) == 3
    feed.void(2, "lists")
    assert len(told) == 1


def test_memory_is_bounded_and_counted() -> None:
    kept = store(bytes_max=page().size * 3)
    for number in range(3):
        kept.put(b"/%d/" % number, page(), version=0)
    assert kept.get(b"/0/") is not None
    for number in range(3, 10):
        kept.put(b"/%d/" % number, page(), version=0)
        assert kept.get(b"/0/") is not None
        assert kept.bytes == page().size * len(kept) <= kept.bytes_max
    assert kept.get(b"/9/") is not None
    assert kept.get(b"/1/") is None
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
    assert builder(kept, HTML, PUBLIC).build(b"/wells/")
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
    assert not builder(kept, *headers, status=status).build(b"/wells/")
    assert len(kept) == 0


def test_a_change_during_the_making_throws_it_away() -> None:
    kept = store()

    def wsgi(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        kept.forget()
        start_response("200 OK", [HTML, PUBLIC])
        return [b"old words"]

    assert not Builder(kept, wsgi, host="a", scheme="http").build(b"/")
    assert len(kept) == 0


def test_a_path_that_waits_already_waits_once() -> None:
    waiting = builder(store(), HTML, PUBLIC)
    for _ in range(5):
        waiting.want(b"/wells/")
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
    kept, day = store(), [date(2026, 12, 30)]
    feed = Feed(kept, lambda _last: News(shown_as_of=day[0]))
    feed.look()
    kept.put(b"/", page(shows="site front today"), version=kept.version)
    kept.put(b"/wells/", page(shows="site article:5"), version=kept.version)
    feed.look()
    assert len(kept) == 2
    day[0] = date(2026, 12, 31)
    feed.look()
    assert kept.get(b"/") is None
    assert kept.get(b"/wells/") is not None
    day[0] = date(2027, 1, 1)
    feed.look()
    assert len(kept) == 0


def test_changes_that_come_to_light_late_are_heard_all_the_same() -> None:
    changes = {7: "reader:1"}
    feed = Feed(store(), lambda _last: News(dict(changes)))
    feed.look()
    assert feed.last == 7
    changes[6] = "reader:2"
    feed.look()
    assert feed.voids(pass_of(2, version=5))
    assert feed.voids(pass_of(2, version=7))
    assert not feed.voids(pass_of(3, version=7))


def test_what_is_about_readers_makes_no_page_again() -> None:
    kept = store()
    feed = Feed(kept, lambda _last: News({1: "reader:1", 2: READERS}))
    kept.put(b"/", page(), version=kept.version)
    feed.void(1, "reader:1")
    assert len(kept) == 1
    feed.look()
    assert feed.voids(pass_of(5, version=1))


def test_the_feed_listens_by_itself() -> None:
    heard, told = threading.Event(), [News()]

    class Telling(Store):
        def forget(self, what: str = "", *, change: int = 0) -> list[Place]:
            heard.set()
            return super().forget(what, change=change)

    feed = Feed(Telling(bytes_max=1, age_max_s=1), lambda _last: told[0])
    feed.look()
    heard.clear()
    feed.start()
    told[0] = News({1: PAGES})
    assert heard.wait(2)
    feed.stop()
