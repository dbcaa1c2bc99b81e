"""A new explainer opens with its parts laid out."""

import json
import re
from html import unescape

from django.test import Client

from standfirst.articles.models import Article
from standfirst.articles.outline import PARTS
from standfirst.fronts.models import FrontPage
from tests.articles.making import Make


def kinds_in(page: str) -> list[str]:
    """The blocks that the form of a body opens with."""
    found = re.search(r'id="body"[^>]*data-w-block-arguments-value="([^"]*)"', page)
    assert found
    return [block["type"] for block in json.loads(unescape(found[1]))[0]]


def test_its_parts_stand_in_order(front: FrontPage, editor: Client) -> None:
    page = editor.get(f"/admin/pages/add/articles/article/{front.pk}/").content.decode()
    assert kinds_in(page) == [kind for kind, _ in PARTS]
    assert "Where this stands" in page
    assert "What one has to know first" in page


def test_an_article_that_exists_keeps_its_own(make: Make, editor: Client) -> None:
    article = make(body=[("text", {"text": "<p>One line.</p>"})])
    page = editor.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert kinds_in(page) == ["text"]


def test_an_article_without_a_body_stays_without(make: Make, editor: Client) -> None:
    article = make(body=[])
    page = editor.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert kinds_in(page) == []


def test_an_article_made_by_a_program_is_empty(front: FrontPage) -> None:
    assert len(Article(title="Wells").body) == 0
