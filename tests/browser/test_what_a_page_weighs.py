"""How much a browser has to fetch to show a page. Counts and bytes, as they went over the wire."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.browser.addresses import public_pages
from tests.browser.visiting import Demo

KB = 1000
REQUESTS_MOST = 6
BOUNDS = {"document": 20 * KB, "stylesheet": 8 * KB, "font": 60 * KB, "image": 80 * KB}


@dataclass(frozen=True)
class Fetched:
    """One thing that was asked for: its kind, its path and its bytes, compressed."""

    kind: str
    path: str
    size: int


def fetched_by(page: Page, path: str) -> list[Fetched]:
    """Everything that opening `path` asks for, by a browser that has nothing yet."""
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return [
        Fetched(
            request.resource_type,
            urlsplit(request.url).path,
            request.sizes()["responseBodySize"],
        )
        for request in asked
        if not request.url.startswith("data:")
    ]


@pytest.mark.parametrize("reader", ["", "ada"])
@pytest.mark.parametrize(("width", "scale"), [(375, 2), (1280, 1)])
def test_an_article_asks_for_six_files_and_no_script(
    demo: Demo, reader: str, width: int, scale: int
) -> None:
    page = demo.page(width=width, scale=scale, reader=reader)
    fetched = fetched_by(page, demo.running.article("subscribers"))
    assert len(fetched) <= REQUESTS_MOST, fetched
    weights: Counter[str] = Counter()
    for one in fetched:
        weights[one.kind] += one.size
    assert set(weights) <= {"document", "stylesheet", "font", "image", "other"}
    over = {kind: weights[kind] for kind, bound in BOUNDS.items() if weights[kind] >= bound}
    assert over == {}
    assert weights["document"] > KB, "the sizes are those of the wire"


def test_no_article_is_heavy_for_a_reader_who_gets_all_of_it(demo: Demo) -> None:
    cookies = demo.running.signed_in("oda")
    sizes = {}
    for row in demo.running.manifest()["articles"]:
        headers = {"Accept-Encoding": "gzip"}
        answer = demo.running.get(row["url"], cookies=cookies, **headers)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Standfirst-Access"] == "allowed"
        sizes[row["title"]] = len(answer.body)
    assert {title: size for title, size in sizes.items() if size >= 20 * KB} == {}


def test_no_public_page_needs_a_script(demo: Demo) -> None:
    """The log-in page has one, for passkeys; it asks for a code without it as well."""
    page = demo.page()
    scripts = {}
    for kind, path in public_pages(demo.running).items():
        page.goto(path)
        if found := page.locator("script:not([type='application/ld+json'])").count():
            scripts[kind] = found
    assert scripts == {"log in": 1}


def test_files_under_hashed_names_are_kept_for_a_year(demo: Demo) -> None:
    page = demo.page()
    fetched = fetched_by(page, "/")
    for one in fetched:
        if one.path.startswith("/static/"):
            kept = demo.running.get(one.path).headers["Cache-Control"]
            assert "immutable" in kept, one.path
