"""Corrections: on the article, on the page of all, in feeds, and told to those who had read it."""

import json
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from standfirst.access.models import Grant
from standfirst.access.rules import Audience
from standfirst.articles.actions import ArticleFields, redraft_article
from standfirst.articles.corrections.models import Correction
from standfirst.articles.models import Article, PublicationSettings
from standfirst.articles.publication import forget as forget_publication
from standfirst.articles.readings import actions as readings
from standfirst.articles.readings.models import Reading
from standfirst.articles.readings.noting import Notes
from standfirst.events.models import Event
from standfirst.fronts.actions import name_publication
from standfirst.readers import actions as readers
from standfirst.readers.models import Reader
from tests.articles.making import BODY, Make
from tests.conftest import MovingClock

ATOM = "{http://www.w3.org/2005/Atom}"
WRONG = ("correction", {"corrected_on": "2026-03-04", "text": "<p>It was 38 wells, not 83.</p>"})
UNCLEAR = (
    "correction",
    {"kind": "clarification", "corrected_on": "2026-03-05", "text": "<p>Crowns, not marks.</p>"},
)
LOCKED = (
    "correction",
    {
        "kind": "update",
        "corrected_on": "2026-03-06",
        "text": "<p>The zanzibarian levy was dropped.</p>",
        "is_locked": True,
    },
)


def correct(article: Article, *corrections: Any) -> Article:
    """Publishes the article anew with corrections."""
    draft = article.get_latest_revision_as_object()
    draft.corrections = as_stream(corrections)
    draft.save_revision().publish()
    published: Article = Article.objects.get(pk=article.pk)
    return published


def as_stream(corrections: tuple[Any, ...]) -> str:
    return json.dumps([{"type": name, "value": value} for name, value in corrections])


def text_of(path: str, client: Client | None = None) -> str:
    return (client or Client()).get(path).content.decode()


def signed_in(reader: Reader) -> Client:
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ada(db: None, clock: MovingClock) -> Reader:
    """Ada, who was given a year."""
    reader = Reader.objects.create_user("ada@post.example", first_name="Ada")
    Grant.objects.create(
        reader=reader, kind=Grant.Kind.GIFT, source="a friend", starts_at=clock.now()
    )
    return reader


def test_each_kind_says_what_it_is(make: Make) -> None:
    article = correct(make(audience=Audience.EVERYONE), WRONG, UNCLEAR)
    shown = text_of(article.address)
    assert "<b>Corrected</b>" in shown
    assert "<b>Clarified</b>" in shown
    assert "It was 38 wells, not 83." in shown


def test_everybody_reads_them_but_what_is_behind_the_gate(make: Make, ada: Reader) -> None:
    article = correct(make(), WRONG, LOCKED)
    places = [article.address, "/corrections/", "/corrections/feed.atom", "/feed.atom"]
    for path in places:
        shown = text_of(path)
        assert "38 wells" in shown, path
        assert "zanzibarian" not in shown, path
        assert "What changed stands behind the gate." in shown, path
    assert "levy was dropped" in text_of(article.address, signed_in(ada))


def test_a_feed_tells_of_them_and_counts_the_article_as_changed(
    make: Make, clock: MovingClock
) -> None:
    clock.to("day 3")
    article = correct(make(), WRONG)
    feed = ElementTree.fromstring(text_of("/feed.atom"))
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert "Corrected 4\u00a0March 2026: It was 38 wells" in entry.findtext(f"{ATOM}summary", "")
    assert entry.findtext(f"{ATOM}updated", "").startswith("2026-03-04")
    own = ElementTree.fromstring(text_of("/corrections/feed.atom"))
    assert own.findtext(f"{ATOM}entry/{ATOM}title") == f"Corrected: {article.title}"


def test_the_page_lists_the_latest_first_and_nothing_that_is_withdrawn(make: Make) -> None:
    first, second = make(headline="One"), make(headline="Two")
    correct(first, WRONG)
    correct(second, UNCLEAR)
    shown = text_of("/corrections/")
    assert shown.index("Two") < shown.index("One")
    second.unpublish()
    assert "Crowns" not in text_of("/corrections/")


def test_publishing_again_tells_nothing_twice(make: Make, clock: MovingClock) -> None:
    article = correct(make(), WRONG)
    first = Correction.objects.get().published_at
    clock.forward(days=3)
    article.get_latest_revision_as_object().save_revision().publish()
    row = Correction.objects.get()
    assert (row.published_at, row.corrected_on) == (first, date(2026, 3, 4))
    assert Event.objects.filter(kind="article.corrected").count() == 1


def test_a_correction_that_was_taken_back_leaves_the_page(make: Make) -> None:
    article = correct(make(), WRONG, UNCLEAR)
    correct(article, WRONG)
    assert [row.kind for row in Correction.objects.all()] == ["correction"]
    assert Event.objects.filter(kind="correction.withdrawn").count() == 1


def read(reader: Reader, article: Article, clock: MovingClock) -> None:
    """What the server notes when the reader has the article before them."""
    readings.remember({(reader.pk, article.address): clock.now()})


def test_who_had_read_it_is_told_when_they_come_back(
    make: Make, ada: Reader, clock: MovingClock
) -> None:
    article = make()
    client = signed_in(ada)
    assert "since you read it" not in text_of(article.address, client)
    read(ada, article, clock)
    clock.forward(days=1)
    correct(article, WRONG)
    assert "This article was corrected since you read it." in text_of(article.address, client)
    clock.forward(hours=1)
    read(ada, article, clock)
    assert "since you read it" not in text_of(article.address, client)


def test_who_had_not_read_it_is_told_nothing(make: Make, ada: Reader, clock: MovingClock) -> None:
    article = correct(make(), WRONG)
    assert "since you read it" not in text_of(article.address, signed_in(ada))
    assert "since you read it" not in text_of(article.address)


def test_readings_are_forgotten_in_time(make: Make, ada: Reader, clock: MovingClock) -> None:
    read(ada, make(), clock)
    assert readings.clear_old(clock.forward(days=89)) == 0
    assert readings.clear_old(clock.forward(days=2)) == 1


def test_a_publication_may_remember_nothing(make: Make, ada: Reader, clock: MovingClock) -> None:
    article = make()
    read(ada, article, clock)
    name_publication(readings_kept_days=0)
    forget_publication()
    assert PublicationSettings.in_force().readings_kept_days == 0
    read(ada, article, clock)
    assert readings.clear_old(clock.forward(minutes=1)) == 1
    assert "What you read" not in text_of("/account/", signed_in(ada))


def test_a_reader_may_have_theirs_forgotten(make: Make, ada: Reader, clock: MovingClock) -> None:
    read(ada, make(), clock)
    client = signed_in(ada)
    assert "which articles you read: 1 now" in text_of("/account/", client)
    assert client.post("/account/readings/").status_code == 302
    assert not Reading.objects.exists()


def test_they_go_with_the_account_and_stand_in_the_copy_of_ones_data(
    make: Make, ada: Reader, clock: MovingClock
) -> None:
    read(ada, make(), clock)
    assert "articles.reading" in signed_in(ada).get("/account/data/").json()
    readers.close_account(ada, now=clock.now())
    assert not Reading.objects.exists()
    read(ada, Article.objects.get(), clock)
    assert not Reading.objects.exists()


def test_notes_wait_for_a_while_and_are_written_at_once(clock: MovingClock) -> None:
    written: list[dict[tuple[int, str], Any]] = []
    notes = Notes(written.append, now=clock.now)
    notes.note(1, "/a/")
    notes.note(1, "/a/")
    notes.note(2, "/b/")
    assert not written
    notes.flush()
    notes.flush()
    assert [sorted(noted) for noted in written] == [[(1, "/a/"), (2, "/b/")]]


def test_notes_that_cannot_be_written_hurt_nobody(clock: MovingClock) -> None:
    def fails(_noted: Any) -> None:
        raise OSError("no room")

    notes = Notes(fails, now=clock.now)
    notes.note(1, "/a/")
    notes.flush()


def test_what_is_no_article_is_not_remembered(make: Make, ada: Reader, clock: MovingClock) -> None:
    draft = make()
    draft.unpublish()
    noted = {(ada.pk, path): clock.now() for path in ("/", "/stories/", draft.address)}
    assert readings.remember(noted | {(99_999, draft.address): clock.now()}) == 0


def test_an_importer_that_writes_it_anew_tells_nothing_twice(make: Make) -> None:
    article = correct(make(), WRONG)
    fields = ArticleFields(headline=article.title)
    redraft_article(article, fields, body=BODY, corrections=[WRONG])
    Article.objects.get(pk=article.pk).get_latest_revision().publish()
    assert Event.objects.filter(kind="article.corrected").count() == 1


def test_only_the_address_of_an_article_is_noted(clock: MovingClock) -> None:
    written: list[dict[tuple[int, str], Any]] = []
    notes = Notes(written.append, now=clock.now)
    for url in (b"/", b"/stories/x/", b"/topics/water/?page=2", b"/why/?x=1", b"/why/"):
        notes.note_url(1, url)
    notes.flush()
    assert list(written[0]) == [(1, "/why/")]
