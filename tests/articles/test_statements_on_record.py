"""Lotte Arkwright says one thing in 2022 and another in 2026, and both stand on record."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import Page

from standfirst.access.rules import Audience
from standfirst.articles.actions import (
    Body,
    ensure_person,
    publish_article,
)
from standfirst.articles.models import Article, Person
from standfirst.articles.statements.actions import (
    ensure_subject,
    merge_people,
    publish_statement,
    rename_address,
)
from standfirst.articles.statements.models import (
    Comparison,
    Office,
    Placing,
    Statement,
    Subject,
)
from standfirst.articles.statements.queries import found
from tests.articles.making import Make

FRIGHTEN = "Single readings would only frighten people."
TABLE = "We were wrong to think people could not read a table."
OPEN = ("text", {"text": "<p>At nine the board spoke openly.</p>"})
LOCKED = ("text", {"text": "<p>The zanzibarian levy costs 61 million.</p>"})
EMPTY = dict.fromkeys(("text", "speaker", "office", "where", "when", "source"), "")


@pytest.fixture
def lotte(db: None) -> Person:
    """Member of the assembly until 2017, then chair of the water board."""
    person = ensure_person("Lotte Arkwright")
    Office.objects.create(person=person, title="chair of the water board", since=date(2017, 4, 1))
    Office.objects.create(
        person=person,
        title="member of the assembly",
        since=date(2009, 5, 12),
        until=date(2017, 3, 31),
    )
    return person


@pytest.fixture
def readings(db: None) -> Subject:
    return ensure_subject("Publishing the readings", slug="publishing-the-readings")


def state(person: Person, words: str = TABLE, **fields: Any) -> Statement:
    """A published statement of hers."""
    subjects = fields.pop("subjects", [])
    fields = {"said_on": date(2026, 2, 25), "source": "our own recording", **fields}
    statement = Statement(live=False, person=person, words=words, **fields)
    statement.save()
    statement.subjects.set(subjects)
    return publish_statement(statement)


def quote(statement: Statement) -> tuple[str, dict[str, Any]]:
    return "quote", {**EMPTY, "statement": statement.pk}


def before_the_break(statement: Statement) -> Body:
    return [OPEN, quote(statement), ("break", None), LOCKED]


def behind_the_break(statement: Statement) -> Body:
    return [OPEN, ("break", None), LOCKED, quote(statement)]


def page(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, response
    return response.content.decode()


def is_shut(statement: Statement) -> bool:
    """True where no page of statements shows its words, nor search finds it among them."""
    client = Client()
    pages = [statement.person.address, *[one.address for one in statement.subjects.all()]]
    words = statement.words.split(" ", 2)[2]
    shown = [words in client.get(path).content.decode() for path in pages]
    shown.append(statement in found(statement.words.lower().strip(".").split()))
    shown.append(client.get(statement.address).status_code == 200)
    assert len(set(shown)) == 1, shown
    return not shown[0]


def test_a_quote_takes_its_words_from_the_record(make: Make, lotte: Person) -> None:
    statement = state(lotte, place="at the waterworks", source="https://board.example/hall")
    html = page(make(body=before_the_break(statement)).address)
    assert f"“{TABLE}”" in html
    assert '<a href="/people/lotte-arkwright/">Lotte Arkwright</a>' in html
    assert "chair of the water board, at the waterworks" in html
    assert '<a href="https://board.example/hall">Source</a>' in html


def test_the_office_is_the_one_held_then(make: Make, lotte: Person) -> None:
    early = state(lotte, said_on=date(2013, 6, 4))
    html = page(make(body=before_the_break(early)).address)
    assert "member of the assembly" in html
    assert "chair of the water board" not in html
    written = state(lotte, said_on=date(2013, 6, 4), office="speaker of the assembly")
    assert written.office_held == "speaker of the assembly"


def test_a_correction_reaches_every_page_and_is_seen_there(make: Make, lotte: Person) -> None:
    statement = state(lotte)
    first = make("One article", body=before_the_break(statement))
    second = make("Another", body=before_the_break(statement))
    statement.words = "We were wrong to think that nobody could read a table."
    told = {"corrected_on": "2026-03-03", "text": "<p>We left out “that nobody”.</p>"}
    statement.corrections = json.dumps([{"type": "correction", "value": told}])
    publish_statement(statement)
    for article in (first, second):
        html = page(article.address)
        assert "that nobody could read a table" in html
        assert TABLE not in html
        assert 'Corrected <time datetime="2026-03-03">' in html
    assert statement.revisions.count() == 2


def test_a_statement_that_is_withdrawn_leaves_the_articles(make: Make, lotte: Person) -> None:
    statement = state(lotte)
    article = make(body=before_the_break(statement))
    Statement.objects.get(pk=statement.pk).unpublish()
    assert TABLE not in page(article.address)
    assert is_shut(statement)


def test_words_before_the_break_stand_on_pages_of_their_own(
    make: Make, lotte: Person, readings: Subject
) -> None:
    statement = state(lotte, subjects=[readings])
    make(body=before_the_break(statement))
    assert not is_shut(statement)
    assert TABLE in page("/people/lotte-arkwright/")
    assert TABLE in page("/subjects/publishing-the-readings/")
    assert found(["wrong", "table"]) == [statement]


def test_words_behind_the_break_stand_nowhere_else(
    make: Make, lotte: Person, readings: Subject
) -> None:
    statement = state(lotte, subjects=[readings])
    make(body=behind_the_break(statement))
    assert is_shut(statement)
    assert found(["wrong", "table"]) == []
    assert page("/subjects/").count("Publishing the readings") == 0


def test_without_a_break_a_statement_counts_as_locked(make: Make, lotte: Person) -> None:
    statement = state(lotte)
    article = make(body=[quote(statement), OPEN, LOCKED])
    assert TABLE in page(article.address)
    assert is_shut(statement)


def test_a_record_that_is_marked_public_is_open_whatever_quotes_it(
    make: Make, lotte: Person
) -> None:
    statement = state(lotte, is_public=True)
    make(body=behind_the_break(statement))
    assert not is_shut(statement)


def test_an_article_for_everyone_opens_it(make: Make, lotte: Person) -> None:
    statement = state(lotte)
    make(body=behind_the_break(statement), audience=Audience.EVERYONE)
    assert not is_shut(statement)


def test_a_gate_that_is_set_later_shuts_it_at_once(make: Make, lotte: Person) -> None:
    statement = state(lotte)
    article = make(body=behind_the_break(statement), audience=Audience.EVERYONE)
    Article.objects.filter(pk=article.pk).update(audience=Audience.SUBSCRIBERS)
    assert Statement.objects.get(pk=statement.pk).is_open, "nobody has settled it yet"
    assert is_shut(statement)


def test_a_version_nobody_looked_through_opens_nothing(make: Make, lotte: Person) -> None:
    statement = state(lotte)
    article = make(body=before_the_break(statement))
    assert not is_shut(statement)
    Placing.objects.filter(article=article).update(revision=0)
    assert is_shut(statement)


def test_an_article_that_moves_it_behind_the_break_shuts_it(make: Make, lotte: Person) -> None:
    statement = state(lotte)
    article = make(body=before_the_break(statement))
    article.body = [
        (child.block_type, child.value)
        for child in sorted(article.body, key=lambda child: child.block_type == "quote")
    ]
    publish_article(_saved(article))
    assert is_shut(statement)


def _saved(article: Article) -> Article:
    article.save_revision()
    return article


@pytest.mark.parametrize("leave", [Page.unpublish, Page.delete])
def test_an_article_that_goes_takes_its_openness_along(
    make: Make, lotte: Person, leave: Any
) -> None:
    statement = state(lotte)
    article = make(body=before_the_break(statement))
    leave(Article.objects.get(pk=article.pk))
    assert is_shut(statement)
    assert not Statement.objects.get(pk=statement.pk).is_open


def test_nothing_is_published_without_a_source_or_a_reason(lotte: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        state(lotte, source="")
    state(lotte, source="", unsourced_reason="Two of us heard it.")


def test_an_office_ends_after_it_begins(lotte: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(
            person=lotte, title="x", since=date(2020, 1, 1), until=date(2019, 1, 1)
        )


def test_two_that_differ_stand_side_by_side_in_time(lotte: Person, readings: Subject) -> None:
    now = state(lotte, subjects=[readings], is_public=True)
    then = state(lotte, FRIGHTEN, said_on=date(2022, 10, 14), subjects=[readings], is_public=True)
    assert "Side by side" not in page("/people/lotte-arkwright/")
    Comparison.objects.create(earlier=now, later=then, subject=readings)
    for path in ("/people/lotte-arkwright/", "/subjects/publishing-the-readings/"):
        html = page(path)
        pair = html.partition("Side by side")[2]
        assert 0 < pair.index(FRIGHTEN) < pair.index(TABLE)


def test_a_pair_of_which_one_is_locked_is_not_shown(lotte: Person, readings: Subject) -> None:
    now = state(lotte, subjects=[readings], is_public=True)
    then = state(lotte, FRIGHTEN, said_on=date(2022, 10, 14), subjects=[readings])
    Comparison.objects.create(earlier=then, later=now, subject=readings)
    html = page("/people/lotte-arkwright/")
    assert "Side by side" not in html
    assert "frighten" not in html


def test_programs_are_told_of_quotations(lotte: Person, readings: Subject) -> None:
    statement = state(lotte, subjects=[readings], is_public=True, source="https://board.example/")
    html = page(statement.address)
    assert '"@type": "Quotation"' in html
    assert '"dateCreated": "2026-02-25"' in html
    assert '"jobTitle": "chair of the water board"' in html
    assert "ClaimReview" not in html


def test_a_review_is_told_of_where_an_editor_wrote_one(lotte: Person) -> None:
    fields = {"review": "Nine of ten could.", "verdict": "Borne out", "is_public": True}
    html = page(state(lotte, **fields).address)
    assert '"@type": "ClaimReview"' in html
    assert "Borne out" in html


def test_a_person_whose_address_changes_is_found_by_the_old_one(lotte: Person) -> None:
    lotte.slug = "lotte-arkwright-holm"
    lotte.save()
    rename_address(lotte, before="lotte-arkwright")
    response = Client().get("/people/lotte-arkwright/")
    assert (response.status_code, response["Location"]) == (301, "/people/lotte-arkwright-holm/")


def test_two_people_who_are_one_lose_nothing(make: Make, lotte: Person) -> None:
    double = ensure_person("L. Arkwright")
    Office.objects.create(person=double, title="treasurer", since=date(2003, 1, 1))
    statement = state(double, is_public=True)
    article = make(authors=("L. Arkwright",), body=before_the_break(statement))
    draft = Article.objects.get(pk=article.pk)
    draft.standfirst = "Changed."
    draft.save_revision()
    merge_people(double, into=lotte)
    response = Client().get("/people/l-arkwright/")
    assert (response.status_code, response["Location"]) == (301, "/people/lotte-arkwright/")
    html = page("/people/lotte-arkwright/")
    assert TABLE in html
    assert "treasurer" in html
    assert article.title in html
    assert "Lotte Arkwright</a></b>" in page(article.address)
    publish_article(Article.objects.get(pk=article.pk))
    assert [one.name for one in Article.objects.get(pk=article.pk).authors.all()] == [lotte.name]
    assert Statement.objects.get(pk=statement.pk).get_latest_revision_as_object().person == lotte


def test_a_subject_page_is_paged(lotte: Person, readings: Subject) -> None:
    for number in range(21):
        state(
            lotte,
            f"Statement number {number} on record.",
            said_on=date(2025, 1, 1 + number),
            subjects=[readings],
            is_public=True,
        )
    first = page(readings.address)
    assert "number 20 on" in first
    assert "number 0 on" not in first
    assert "number 0 on" in page(readings.address + "?page=2")
    assert "number 0 on" in page("/people/lotte-arkwright/?page=2")
    assert "number 20 on" in page("/people/lotte-arkwright/?subject=publishing-the-readings")


@pytest.mark.parametrize("asked", ["0", "-1", "x", "²", "99999999999999999999"])
def test_an_odd_sheet_is_answered(lotte: Person, asked: str) -> None:
    page(f"/people/lotte-arkwright/?page={asked}")


def test_a_date_of_which_only_the_year_is_known(lotte: Person) -> None:
    statement = state(lotte, said_on=date(2017, 1, 1), precision="year", is_public=True)
    assert statement.office_held == "", "she changed office in it"
    assert '<time datetime="2017">2017</time>' in page(statement.address)


def test_the_sitemap_knows_whom_and_what_is_on_record(lotte: Person, readings: Subject) -> None:
    locked = state(ensure_person("Imke Dahl"), subjects=[ensure_subject("Wells", slug="wells")])
    assert not locked.is_open
    state(lotte, subjects=[readings], is_public=True)
    text = page("/sitemap.xml")
    assert "/people/lotte-arkwright/" in text
    assert "/subjects/publishing-the-readings/" in text
    assert "imke-dahl" not in text
    assert "/subjects/wells/" not in text
