"""The picture that is shown where an article's address is passed on."""

import io
import re
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from standfirst.articles.cards import HEIGHT, WIDTH, Card, drawn, fitted, font, wrapped
from standfirst.articles.models import Article
from standfirst.fronts.models import FrontPage
from tests.articles.making import Make

LONG = "Why nobody in the eleven villages of the plains was asked before the wells were shut"


@pytest.fixture
def article(front: FrontPage, make: Make) -> Article:
    return make(topics=("Water",))


def address_on(page: str) -> str:
    found = re.search(r'og:image" content="https?://[^/]+(/cards/[^"]+)"', page)
    assert found
    return found[1]


def test_a_page_names_its_card_and_the_card_is_a_picture(article: Article) -> None:
    path = address_on(Client().get("/why-the-wells-close/").content.decode())
    answer = Client().get(path)
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (WIDTH, HEIGHT)


def test_another_headline_has_another_address_and_the_old_one_leads_there(article: Article) -> None:
    old = address_on(Client().get("/why-the-wells-close/").content.decode())
    article.title = "Why the wells stay open"
    article.save_revision().publish()
    new = address_on(Client().get("/why-the-wells-close/").content.decode())
    assert new != old
    answer: Any = Client().get(old)
    assert (answer.status_code, answer["Location"]) == (302, new)


def test_what_is_not_published_has_no_card(article: Article) -> None:
    path = address_on(Client().get("/why-the-wells-close/").content.decode())
    article.unpublish()
    assert Client().get(path).status_code == 404


def test_other_words_make_another_picture() -> None:
    one = Card("Why the wells close", "Water", "The Linde Courier")
    other = Card("Why the wells stay open", "Water", "The Linde Courier")
    assert drawn(one) != drawn(other)
    assert drawn(one) == drawn(Card("Why the wells close", "Water", "The Linde Courier"))


@pytest.mark.parametrize("text", ["Wells", LONG, LONG * 4, "W" * 300, "", "水" * 200])
def test_every_headline_fits_on_the_card(text: str) -> None:
    lines, letters = fitted(text, 1056)
    assert all(letters.getlength(line) <= 1056 for line in lines)
    assert len(lines) * letters.size <= 330


def test_no_word_is_lost_where_there_is_room() -> None:
    assert " ".join(wrapped(LONG, font(48, 600), 500)) == LONG
    assert "".join(wrapped("W" * 300, font(48, 600), 500)) == "W" * 300
