"""No page with statements does more than twelve SQL statements, however many there are."""

from datetime import date, timedelta

import pytest
from django.test import Client

from standfirst.access.rules import Audience
from standfirst.articles.actions import ensure_person
from standfirst.articles.statements.actions import ensure_subject, publish_statement
from standfirst.articles.statements.models import Comparison, Office, Statement
from standfirst.fronts.models import FrontPage
from tests.articles.making import Make
from tests.fronts.test_statements import STATEMENTS_MAX, count, kept_for_good

__all__ = ["kept_for_good"]

EMPTY = dict.fromkeys(("text", "speaker", "office", "where", "when", "source"), "")
SUBJECTS = ("Wells", "Rails", "Floods")
PAGES = [
    "/people/person-0/",
    "/people/person-0/?page=2",
    "/people/person-0/?subject=wells",
    "/subjects/",
    "/subjects/wells/",
    "/subjects/wells/?page=2",
    "/statements/{first}/",
    "/search/?q=nitrate",
    "/article-0/",
    "/feed.atom",
]


@pytest.fixture
def record(front: FrontPage, make: Make) -> str:
    """Ninety statements by three people on three subjects, four of them in each of ten articles."""
    subjects = [ensure_subject(name, slug=name.lower()) for name in SUBJECTS]
    stated = []
    for number in range(90):
        person = ensure_person(f"Person {number % 3}")
        statement = Statement(
            live=False,
            person=person,
            words=f"Nitrate is no matter, number {number}.",
            said_on=date(2025, 1, 1) + timedelta(days=number),
            source="our own notes",
            is_public=True,
        )
        statement.save()
        statement.subjects.set(subjects[: 1 + number % 2])
        stated.append(publish_statement(statement))
    for number in range(3):
        person = ensure_person(f"Person {number}")
        for place in range(4):
            Office.objects.create(person=person, title="chair", since=date(2010 + place, 1, 1))
        Comparison.objects.create(
            earlier=stated[number], later=stated[number + 3], subject=subjects[0]
        )
    for number in range(10):
        quotes = [("quote", {**EMPTY, "statement": one.pk}) for one in stated[number : number + 4]]
        make(f"Article {number}", body=[*quotes], audience=Audience.EVERYONE)
    return str(stated[0].pk)


def test_each_page_costs_at_most_twelve(record: str) -> None:
    client = Client()
    for path in [path.format(first=record) for path in PAGES]:
        count(client, path)
        statements = count(client, path)
        assert len(statements) <= STATEMENTS_MAX, "\n".join([path, *statements])
