"""The front, the lists, search and the feeds: what they show, and what they never show."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from standfirst.access.rules import Audience
from standfirst.articles.actions import ensure_story
from standfirst.articles.models import Article, PublicationSettings, TimelineEntry
from standfirst.fronts.models import FrontPage
from tests.articles.making import BODY, LOCKED_WORDS, PUBLISHED, Make
from tests.conftest import MovingClock

SURFACES = [
    "/",
    "/topics/water/",
    "/authors/noor-adeyemi/",
    "/water-on-the-plains/",
    "/stories/",
    "/search/?q=board",
    "/feed.atom",
    "/feed.rss",
    "/sitemap.xml",
    "/robots.txt",
    "/nowhere/",
    "/the-neighbour/",
]


def page(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.fixture
def article(front: FrontPage, make: Make) -> Article:
    story = ensure_story(front, "Water on the plains", standfirst="Nineteen villages.")
    made = make(story=story, topics=("Water",), authors=("Noor Adeyemi",))
    TimelineEntry.objects.create(story=story, date=PUBLISHED, text="A list.", article=made)
    make(headline="The neighbour", published_at=PUBLISHED - timedelta(days=1))
    return made


@pytest.mark.parametrize("path", SURFACES)
def test_no_list_shows_a_locked_word(article: Article, path: str) -> None:
    text = page(path).casefold()
    assert not [word for word in LOCKED_WORDS if word in text]


@pytest.mark.parametrize("word", ["zanzibarian", "Xylophonic pipes", "secret", "levy"])
def test_search_does_not_find_a_locked_word(article: Article, word: str) -> None:
    assert "Nothing has all of these words" in page(f"/search/?q={word}")


def test_search_finds_open_words_and_marks_them(article: Article) -> None:
    text = page("/search/?q=board+spoke")
    assert "Why the wells close" in text
    assert "<mark>board</mark> <mark>spoke</mark> openly" in text


@pytest.mark.parametrize("query", ["wells", "reading", "adeyemi", "WELLS close"])
def test_search_looks_in_headline_standfirst_and_names(article: Article, query: str) -> None:
    assert "Why the wells close" in page(f"/search/?q={query}")


def test_a_mistyped_word_is_guessed(article: Article) -> None:
    assert 'href="?q=neighbour">neighbour</a>' in page("/search/?q=nieghbour")


@pytest.mark.parametrize("query", ['"', "'", "*", "a OR", "NEAR(", "%00", "", "-", "()", "x" * 999])
def test_no_question_breaks_the_search(article: Article, query: str) -> None:
    assert Client().get("/search/", {"q": query}).status_code == 200


def test_a_question_is_shown_as_text(article: Article) -> None:
    assert "<script>alert" not in page("/search/?q=<script>alert(1)</script>")


def test_a_stricter_gate_takes_words_out_of_the_search(article: Article, make: Make) -> None:
    made = make(headline="Open to all", audience=Audience.EVERYONE)
    assert "Open to all" in page("/search/?q=zanzibarian")
    made.audience = Audience.SUBSCRIBERS
    made.save_revision().publish()
    assert "Open to all" not in page("/search/?q=zanzibarian")


def test_fewer_open_words_take_the_others_out_of_the_search(front: FrontPage, make: Make) -> None:
    words = " ".join(["plain"] * 100)
    body = [("text", {"text": f"<p>{words} quixotic.</p><p>{words} vespertine.</p><p>End.</p>"})]
    make(headline="Long", body=body)
    assert "Long" in page("/search/?q=vespertine")
    settings = PublicationSettings.objects.get()
    settings.open_words = 50
    settings.save()
    assert "Long" in page("/search/?q=quixotic")
    assert "Nothing has all of these words" in page("/search/?q=vespertine")
    assert "vespertine" not in page("/long/")


def test_an_unpublished_article_is_nowhere(article: Article) -> None:
    article.unpublish()
    for path in [*SURFACES, "/search/?q=wells"]:
        assert "Why the wells close" not in page(path), path


@pytest.mark.parametrize(("path", "tag"), [("/feed.rss", "item"), ("/feed.atom", "entry")])
def test_a_feed_holds_the_open_part(article: Article, path: str, tag: str) -> None:
    response = Client().get(path)
    root = ET.fromstring(response.content)
    entries = [node for node in root.iter() if node.tag.rpartition("}")[2] == tag]
    assert len(entries) == 2
    text = "".join(entries[0].itertext())
    assert "The board has published every reading." in text
    assert "Nobody asked." in text
    assert 'href="http://localhost:8000/why-the-wells-close/"' in text
    assert 'id="' not in text


def test_the_front_leads_with_the_editors_choice(front: FrontPage, article: Article) -> None:
    assert page("/").index("Why the wells close") < page("/").index("The neighbour")
    front.lead = Article.objects.get(slug="the-neighbour")
    front.save_revision().publish()
    assert page("/").index("The neighbour") < page("/").index("Why the wells close")


def test_an_empty_publication_has_a_front(front: FrontPage) -> None:
    assert "Nothing has been published yet" in page("/")


def test_the_story_so_far_stands_in_the_article(article: Article) -> None:
    text = page(article.address)
    assert '<span class="here" aria-current="true">A list.</span>' in text


def test_a_reader_is_led_to_the_article_beside(article: Article, make: Make) -> None:
    text = page("/the-neighbour/")
    assert "Read next" in text
    assert "Why the wells close" in text
    assert "The board has published every reading." in text


def test_long_lists_come_in_sheets(make: Make, front: FrontPage) -> None:
    for number in range(22):
        make(headline=f"Number {number}", topics=("Water",), body=BODY[:3])
    first, second = page("/topics/water/"), page("/topics/water/?page=2")
    assert "Sheet 1 of 2" in first
    assert "Sheet 2 of 2" in second
    assert first.count('class="piece"') == 20
    assert "Sheet 2 of 2" in page("/topics/water/?page=999")
    assert "Sheet 1 of 2" in page("/topics/water/?page=x")


def test_the_sitemap_names_every_public_page(article: Article) -> None:
    text = page("/sitemap.xml")
    for path in ("/", "/why-the-wells-close/", "/water-on-the-plains/", "/topics/water/"):
        assert f"<loc>http://localhost:8000{path}</loc>" in text


def test_dates_leave_out_the_year_that_it_is(make: Make, clock: MovingClock) -> None:
    make()
    assert "Published" in page("/why-the-wells-close/")
    assert "27\u00a0February 2026, 6.00</time>" in page("/why-the-wells-close/")


@pytest.mark.parametrize("path", ["/nowhere/", "/topics/none/", "/authors/none/"])
def test_an_address_without_a_page_helps_on(article: Article, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    text = response.content.decode()
    assert "There is no page at this address" in text
    assert 'class="door"' in text
    assert "Why the wells close" in text


def test_a_fault_asks_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `db` fixture here: a statement would fail."""

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("standfirst.fronts.machines.publication", fail)
    monkeypatch.setattr("standfirst.fronts.feeds.feed_of", fail)
    response = Client(raise_request_exception=False).get("/feed.rss")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_during_maintenance_readers_are_told_when_to_come_back(settings: Any, db: None) -> None:
    settings.MAINTENANCE = True
    response = Client().get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "600"
    assert "We are back in a few minutes" in response.content.decode()
    assert Client().get("/login/").status_code == 200


def test_documents_are_not_handed_out(db: None) -> None:
    assert Client().get("/media/documents/secret.pdf").status_code == 404
    assert Client().get("/media/images/../documents/secret.pdf").status_code == 404
