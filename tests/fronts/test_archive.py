"""The archive: every article in the month in which it was published, where the publication is."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.fronts.archive import month_of
from standfirst.fronts.models import FrontPage
from tests.articles.making import Make


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def years(front: FrontPage, make: Make) -> None:
    make(headline="Of this month", published_at=datetime(2026, 2, 27, 6, tzinfo=UTC))
    make(headline="Of the same month", published_at=datetime(2026, 2, 1, 6, tzinfo=UTC))
    make(headline="Of another year", published_at=datetime(2024, 12, 30, 6, tzinfo=UTC))


def test_it_lists_the_months_that_have_articles(years: None) -> None:
    text = page("/archive/")
    assert text.index('href="/archive/2026/2/"') < text.index('href="/archive/2024/12/"')
    assert text.count('href="/archive/2') == 2


def test_a_month_lists_its_articles_and_no_others(years: None) -> None:
    text = page("/archive/2026/2/")
    assert "February 2026" in text
    assert text.index("Of this month") < text.index("Of the same month")
    assert "Of another year" not in text


@pytest.mark.parametrize("tail", ["2026/3/", "2026/13/", "2026/0/", "1/1/", "99999999999/1/"])
def test_a_month_without_articles_is_not_there(years: None, tail: str) -> None:
    assert Client().get(f"/archive/{tail}").status_code == 404


def test_what_was_withdrawn_is_in_no_month(front: FrontPage, make: Make) -> None:
    made = make()
    assert "Why the wells close" in page("/archive/2026/2/")
    made.unpublish()
    assert Client().get("/archive/2026/2/").status_code == 404
    assert "Nothing has been published yet." in page("/archive/")


def test_a_month_begins_where_the_publication_is(settings: Any) -> None:
    with timezone.override("Pacific/Auckland"):
        begins, ends = month_of(2026, 12)
    assert begins == datetime(2026, 11, 30, 11, tzinfo=UTC)
    assert ends == datetime(2026, 12, 31, 11, tzinfo=UTC)
