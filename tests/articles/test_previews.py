"""What the newsroom sees before an article is published: each kind of reader's page."""

from typing import Any

import pytest

from standfirst.articles.models import Article
from standfirst.articles.previews import MODES, As
from standfirst.billing.models import Plan
from standfirst.fronts.models import FrontPage
from tests.articles.making import LOCKED_WORDS, Make


@pytest.fixture
def article(front: FrontPage, make: Make) -> Article:
    return make(topics=("Water",))


def seen(article: Article, whom: As) -> str:
    request = article.make_preview_request(preview_mode=whom.value)
    assert request.status_code == 200
    return str(request.content.decode())


@pytest.mark.parametrize(
    ("whom", "reads_on"),
    [
        (As.NEWSROOM, True),
        (As.SIGNED_OUT, False),
        (As.REGISTERED, False),
        (As.SUBSCRIBER, True),
        (As.HELD, False),
        (As.ELSEWHERE, False),
    ],
)
def test_each_sees_what_such_a_reader_may_read(article: Article, whom: As, reads_on: bool) -> None:
    text = seen(article, whom).casefold()
    assert [word in text for word in LOCKED_WORDS] == [reads_on] * len(LOCKED_WORDS)


@pytest.mark.parametrize(
    ("whom", "words"),
    [
        (As.SIGNED_OUT, "The rest of this article is for subscribers"),
        (As.REGISTERED, "/subscribe/"),
        (As.HELD, "didn’t go through"),
    ],
)
def test_whoever_is_shut_out_is_told_why(article: Article, whom: As, words: str) -> None:
    assert words in seen(article, whom)


def test_a_subscriber_of_the_plan_that_opens_it_reads_on(article: Article, db: Any) -> None:
    plan = Plan.objects.create(key="gold", name="Gold")
    article.audience = "plans"
    article.plans.add(plan)
    assert "zanzibarian" in seen(article, As.SUBSCRIBER)
    assert "zanzibarian" not in seen(article, As.REGISTERED)


def test_other_peoples_pages_show_headline_standfirst_and_card(article: Article) -> None:
    text = seen(article, As.ELSEWHERE)
    assert "Why the wells close — The Linde Courier" in text
    assert "The board has published every reading." in text
    assert "data:image/png;base64," in text
    assert "To think about" not in text


def test_what_will_be_cut_off_is_said(article: Article) -> None:
    article.title = "Why " + "very " * 20 + "long"
    article.standfirst = ""
    text = seen(article, As.ELSEWHERE)
    assert "search engines show about 60" in text
    assert "There is no standfirst" in text


def test_every_mode_has_a_name_for_the_editor() -> None:
    assert [name for name, _ in MODES] == [whom.value for whom in As]
