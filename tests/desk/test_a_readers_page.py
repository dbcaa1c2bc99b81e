"""A reader is found, with all that is known of them, and why they could or could not read."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from standfirst.articles.models import Article
from standfirst.billing.models import Invoice
from standfirst.desk.sentences import CHANGES, told
from standfirst.events.models import Event
from standfirst.fronts.models import FrontPage
from standfirst.readers.models import Reader
from tests.conftest import DAY_0, MovingClock
from tests.desk.conftest import AtDesk
from tests.docs.reading import recorded
from tests.stories.conftest import DECLINES_LATER, Publication


def text(answer: Any) -> str:
    """The words of a page, without its tags."""
    found = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).replace("\xa0", " ").split())


def reader_page(client: Client, reader: Reader, **query: str) -> str:
    return text(client.get(reverse("desk:reader", args=[reader.pk]), query))


@pytest.fixture
def article(publisher: Client) -> Article:
    fresh = Article(
        title="Why the weir leaks",
        standfirst="A gate that nobody shut.",
        audience="subscribers",
        first_published_at=DAY_0,
    )
    FrontPage.objects.get().add_child(instance=fresh)
    return fresh


def test_nobody_is_listed_before_something_is_looked_for(
    publisher: Client, clock: MovingClock
) -> None:
    Reader.objects.create_user("ada@post.example")
    page = text(publisher.get(reverse("desk:readers")))
    assert "Look for a reader by name or mail address" in page
    assert "ada@post.example" not in page


@pytest.mark.parametrize("words", ["ada@post", "ADA", "holm ada", "ada holm", "Holm"])
def test_a_reader_is_found_by_name_or_address(
    publisher: Client, clock: MovingClock, words: str
) -> None:
    ada = Reader.objects.create_user("ada@post.example", first_name="Ada", last_name="Holm")
    Reader.objects.create_user("bo@post.example", first_name="Bo", last_name="Lind")
    answer = publisher.get(reverse("desk:readers"), {"q": words})
    assert reverse("desk:reader", args=[ada.pk]) in answer.content.decode()
    assert "bo@post.example" not in text(answer)


def test_more_readers_take_no_more_statements(
    courier: Publication, publisher: Client, django_assert_num_queries: Any
) -> None:
    courier.subscribes("Ada")
    address = reverse("desk:readers_results")
    publisher.get(address, {"q": "post"})
    with CaptureQueriesContext(connection) as alone:
        publisher.get(address, {"q": "post"})
    asked = len(alone)
    for name in ("Bo", "Cleo", "Dag"):
        courier.subscribes(name)
    with django_assert_num_queries(asked):
        assert len(publisher.get(address, {"q": "post"}).context["object_list"]) == 4


def test_that_nobody_was_found_is_said(publisher: Client, clock: MovingClock) -> None:
    page = text(publisher.get(reverse("desk:readers"), {"q": "<zoe>"}))
    assert "Nobody has “&lt;zoe&gt;” in their name or mail address." in page


def test_the_page_tells_all_of_a_reader_in_grace(courier: Publication, publisher: Client) -> None:
    cleo = courier.subscribes("Cleo")
    courier.gives_card(cleo, DECLINES_LATER)
    courier.to("day 33")
    courier.mails(cleo)
    page = reader_page(publisher, cleo)
    assert "In grace: the payment of 1 April 2026 failed. Reads until 15 April 2026." in page
    assert "ending 0341, runs out 12/2030" in page
    assert "9 crowns of" in page
    assert "the first try failed that day" in page
    assert "The Courier is in grace: the payment failed." in page
    assert "A mail was sent: the payment failed." in page
    assert page.index("is in grace") < page.index("The Courier is paid and runs.")


def test_the_record_is_in_pages_newest_first(publisher: Client, clock: MovingClock) -> None:
    ada = Reader.objects.create_user("ada@post.example")
    for hour in range(30):
        Event.objects.create(
            kind="reader.signed_in", at=DAY_0 + timedelta(hours=hour), reader_id=ada.pk
        )
    first = publisher.get(reverse("desk:reader", args=[ada.pk]))
    assert "Page 1 of 2" in text(first)
    assert text(first).count("Signed in.") == 25
    second = text(publisher.get(reverse("desk:reader", args=[ada.pk]), {"p": "2"}))
    assert second.count("Signed in.") == 5
    for odd in ("0", "99", "x"):
        answer = publisher.get(reverse("desk:reader", args=[ada.pk]), {"p": odd})
        assert answer.status_code == 200


def test_why_is_told_for_now_and_for_then(
    courier: Publication, publisher: Client, article: Article
) -> None:
    dag = courier.subscribes("Dag")
    courier.gives_card(dag, DECLINES_LATER)
    courier.to("day 50")
    now = reader_page(publisher, dag, article=str(article.pk), at="")
    assert "Could not read : A payment failed and the days of grace are over." in now
    assert "Your payment of 1 April didn’t go through" in now
    then = f"{localtime(DAY_0 + timedelta(days=10)):%Y-%m-%d %H:%M}"
    before = reader_page(publisher, dag, article=str(article.pk), at=then)
    assert "Could read : The subscription is paid" in before
    assert "no word on the subscription" in before


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2031-01-01 12:00", "This is still to come"),
        ("1999-01-01 12:00", "had no account then"),
        ("yesterday", "Enter a valid date/time."),
    ],
)
def test_a_moment_that_cannot_be_explained_says_why(
    publisher: Client, clock: MovingClock, article: Article, at: str, words: str
) -> None:
    ada = Reader.objects.create_user("ada@post.example")
    assert words in reader_page(publisher, ada, article=str(article.pk), at=at)


def test_a_reader_with_nothing_has_a_page_too(publisher: Client, clock: MovingClock) -> None:
    kaya = Reader.objects.create_user("kaya@post.example")
    page = reader_page(publisher, kaya)
    assert page.count("None.") >= 4
    assert "Card on file None" in page


def test_only_those_who_may_see_the_buttons(courier: Publication, as_role: AtDesk) -> None:
    ada = courier.subscribes("Ada")
    invoice = Invoice.objects.get()
    url = reverse("desk:reader", args=[ada.pk])
    support = as_role("Support").get(url).content.decode()
    assert reverse("desk:refund", args=[invoice.pk]) in support
    assert reverse("desk:grant_give") in support


def test_a_reader_who_does_not_exist_is_not_found(publisher: Client, clock: MovingClock) -> None:
    assert publisher.get(reverse("desk:reader", args=[99_999])).status_code == 404


OF_ARTICLES = {"article", "correction", "primer", "story", "statement"}


def test_every_event_of_a_reader_has_words_of_its_own() -> None:
    """A new kind of event needs a sentence in `desk.sentences`; those of articles are nobody's."""
    plans = {"courier": "The Courier"}
    for row in recorded():
        for kind in row.kinds:
            about = kind.partition(".")[0]
            if "<" in kind or kind in {"facts.known", "schedule.changed"} or about in OF_ARTICLES:
                continue
            words = told(Event(kind=kind, data={"cause": "payment_failed"}), plans)
            assert not words.lower().endswith(f": {kind.partition('.')[0]}."), kind
    for state in CHANGES:
        assert told(Event(kind=f"subscription.{state}", data={"plan": "courier"}), plans)
