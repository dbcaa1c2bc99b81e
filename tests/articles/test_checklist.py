"""What an editor is told to look at before an article is published."""

from typing import Any

import pytest
from django.test import Client

from standfirst.articles.checklist.queries import checklist_of, facts_of
from standfirst.articles.checklist.rules import Facts, Grade, minutes, points
from standfirst.articles.models import Article
from standfirst.fronts.models import FrontPage
from standfirst.readers.models import Reader
from tests.articles.making import BODY, Make

FINE = Facts(
    headline="Why the wells close",
    standfirst="The board has published every reading.",
    words=952,
    open_words=180,
    is_gated=True,
    has_break=True,
    has_locked=True,
)


def told(facts: Facts, grade: Grade) -> list[str]:
    return [point.text for point in points(facts) if point.grade is grade]


def with_facts(**changes: Any) -> Facts:
    return Facts(**(FINE.__dict__ | changes))


def test_an_article_with_nothing_to_mend_is_told_its_length() -> None:
    assert told(FINE, Grade.FAULT) == told(FINE, Grade.ADVICE) == []
    assert "952 words, 4 minutes to read." in told(FINE, Grade.GOOD)


@pytest.mark.parametrize(
    ("changes", "grade", "words"),
    [
        ({"standfirst": ""}, Grade.FAULT, "The standfirst is missing"),
        ({"standfirst": "word " * 46}, Grade.ADVICE, "The standfirst has 46 words"),
        ({"headline": "x" * 111}, Grade.ADVICE, "The headline has 111 letters"),
        ({"has_locked": False}, Grade.FAULT, "Nothing stands behind the gate"),
        ({"open_words": 39}, Grade.ADVICE, "39 words stand before the gate"),
        ({"has_break": False}, Grade.ADVICE, "No break is set"),
        ({"is_gated": False}, Grade.ADVICE, "There is a break, but"),
        ({"pictures_without_words": 1}, Grade.FAULT, "1 picture without words"),
        ({"quotes_without_speaker": 2}, Grade.FAULT, "2 quotes without a speaker"),
        ({"quotes_without_source": ("We were wrong",)}, Grade.ADVICE, "no source: We were wrong"),
        ({"stale_primers": ("Wells",)}, Grade.ADVICE, "The primer “Wells”"),
        ({"dead_links": ("the list",)}, Grade.FAULT, "A link leads nowhere: the list"),
    ],
)
def test_each_thing_to_mend_is_told_once(changes: dict[str, Any], grade: Grade, words: str) -> None:
    assert [text for text in told(with_facts(**changes), grade) if words in text] != []
    assert not [text for text in told(FINE, grade) if words in text]


def test_what_is_wrong_stands_first() -> None:
    grades = [point.grade for point in points(Facts(is_gated=True))]
    assert grades == sorted(grades, key=[Grade.FAULT, Grade.ADVICE, Grade.GOOD].index)
    assert grades[0] is Grade.FAULT


@pytest.mark.parametrize(("words", "expected"), [(0, 1), (238, 1), (476, 2), (2380, 10)])
def test_the_time_that_reading_takes(words: int, expected: int) -> None:
    assert minutes(words) == expected


@pytest.fixture
def article(front: FrontPage, make: Make) -> Article:
    links = (
        '<p>See <a linktype="page" id="99999">the page that is gone</a>, '
        '<a href="#nowhere">the part below</a>, or '
        '<a href="https://board.example/">the board</a>.</p>'
    )
    quote = {"text": "We were wrong.", "speaker": "Lotte Arkwright", "source": ""}
    return make(body=[*BODY, ("text", {"text": links}), ("quote", quote)])


def test_the_facts_are_those_of_the_draft(article: Article) -> None:
    facts = facts_of(article)
    assert facts.has_break
    assert facts.has_locked
    assert facts.dead_links == ("the page that is gone", "the part below")
    assert facts.quotes_without_source == ("We were wrong.",)
    assert 0 < facts.open_words < facts.words


def test_an_article_that_nobody_has_saved_has_a_list(front: FrontPage) -> None:
    texts = [point.text for point in checklist_of(Article(title=""))]
    assert any("standfirst is missing" in text for text in texts)


def test_the_list_is_that_of_the_latest_draft(article: Article, editor: Client) -> None:
    article.standfirst = ""
    article.save_revision()
    answer = editor.get(f"/admin/articles/{article.pk}/checklist/")
    assert answer.status_code == 200
    assert "The standfirst is missing" in answer.content.decode()


def test_the_editor_has_it_in_the_form(article: Article, editor: Client) -> None:
    page = editor.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert f'data-checklist="/admin/articles/{article.pk}/checklist/"' in page
    assert "checklist.js" in page
    assert "A link leads nowhere: the part below" in page


def test_nobody_else_may_see_it(article: Article, db: Any) -> None:
    client = Client()
    client.force_login(Reader.objects.create_user("nora@post.example"))
    assert client.get(f"/admin/articles/{article.pk}/checklist/").status_code in {302, 403}
