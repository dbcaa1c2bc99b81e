"""The feed of one reader: all that they may read, as long as they may, and nobody else's."""

from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client

from standfirst.access.actions import give_grant
from standfirst.access.models import Grant
from standfirst.articles.models import Article
from standfirst.fronts.models import FeedKey, FrontPage
from standfirst.readers import actions as readers
from standfirst.readers.models import Reader
from tests.articles.making import LOCKED_WORDS, Make
from tests.conftest import MovingClock

UNTIL = timedelta(days=30)


@pytest.fixture
def article(front: FrontPage, make: Make) -> Article:
    return make(authors=("Noor Adeyemi",))


@pytest.fixture
def nora(db: None) -> Reader:
    return Reader.objects.create_user("nora@post.example", first_name="Nora")


@pytest.fixture
def browser(nora: Reader) -> Client:
    client = Client()
    client.force_login(nora)
    return client


def make_feed(browser: Client) -> str:
    assert browser.post("/feed/", {"do": "make"}, follow=True).status_code == 200
    return f"/feed/{FeedKey.objects.get().word}.atom"


def content(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    return feed.entries[0].content[0].value.casefold()


def reads_all(path: str) -> bool:
    found = [word for word in LOCKED_WORDS if word in content(path)]
    assert found in ([], list(LOCKED_WORDS))
    return bool(found)


def test_it_holds_in_full_what_nora_may_read_and_ends_with_the_right(
    article: Article, nora: Reader, browser: Client, clock: MovingClock
) -> None:
    path = make_feed(browser)
    assert not reads_all(path)
    now = clock.now()
    gift = Grant(reader=nora, kind=Grant.Kind.GIFT, starts_at=now, ends_at=now + UNTIL)
    give_grant(gift, now=clock.now())
    assert reads_all(path)
    clock.forward(days=30, minutes=1)
    assert not reads_all(path)
    assert "read on at the publication" in content(path)


def test_nobody_keeps_it(article: Article, browser: Client) -> None:
    answer = Client().get(make_feed(browser))
    assert "no-store" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_another_address_ends_the_one_before(article: Article, browser: Client) -> None:
    old = make_feed(browser)
    new = make_feed(browser)
    assert old != new
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_nora_ends_her_feed(article: Article, browser: Client) -> None:
    path = make_feed(browser)
    browser.post("/feed/", {"do": "end"})
    assert Client().get(path).status_code == 404
    assert "Make my feed" in browser.get("/feed/").content.decode()


def test_it_ends_with_the_account(
    article: Article, nora: Reader, browser: Client, clock: MovingClock
) -> None:
    path = make_feed(browser)
    readers.close_account(nora, now=clock.now())
    assert Client().get(path).status_code == 404


def test_whoever_is_signed_out_is_asked_to_log_in(article: Article) -> None:
    answer: Any = Client().get("/feed/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_the_page_shows_the_whole_address(article: Article, browser: Client) -> None:
    path = make_feed(browser)
    page = browser.get("/feed/")
    assert f'value="http://localhost:8000{path}"' in page.content.decode() or path in str(
        page.content
    )
    assert "no-store" in page["Cache-Control"]
