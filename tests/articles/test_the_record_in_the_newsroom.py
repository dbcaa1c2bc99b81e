"""An editor puts a statement on record, corrects it, and finds that somebody is here twice."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.articles.actions import ensure_person
from standfirst.articles.models import Person
from standfirst.articles.statements.actions import ensure_subject, publish_statement
from standfirst.articles.statements.models import Comparison, Statement
from tests.articles.making import Make

WORDS = "We were wrong to think people could not read a table."


@pytest.fixture
def lotte(db: None) -> Person:
    return ensure_person("Lotte Arkwright")


def form(person: Person, **fields: Any) -> dict[str, Any]:
    return {
        "person": person.pk,
        "words": WORDS,
        "manner": "said",
        "said_on": "2026-02-25",
        "precision": "day",
        "source": "our own recording",
        "corrections-count": "0",
        "action-publish": "1",
        **fields,
    }


def correction(text: str) -> dict[str, Any]:
    block = {"key": "a", "type": "unstyled", "depth": 0, "text": text, "inlineStyleRanges": []}
    draft = {"blocks": [{**block, "entityRanges": []}], "entityMap": {}}
    return {
        "corrections-count": "1",
        "corrections-0-type": "correction",
        "corrections-0-order": "0",
        "corrections-0-deleted": "",
        "corrections-0-id": "",
        "corrections-0-value-corrected_on": "2026-03-03",
        "corrections-0-value-text": json.dumps(draft),
    }


def add(editor: Client, person: Person, **fields: Any) -> Any:
    address = reverse("wagtailsnippets_articles_statement:add")
    assert editor.get(address).status_code == 200
    return editor.post(address, form(person, **fields))


def edit(editor: Client, statement: Statement, **fields: Any) -> Any:
    address = reverse("wagtailsnippets_articles_statement:edit", args=[statement.pk])
    assert editor.get(address).status_code == 200
    return editor.post(address, form(statement.person, **fields))


def test_an_editor_puts_a_statement_on_record(editor: Client, lotte: Person) -> None:
    response = add(editor, lotte)
    assert response.status_code == 302, response.context["form"].errors
    statement = Statement.objects.get()
    assert statement.live
    assert statement.unsourced_by is None


def test_without_source_or_reason_it_is_refused_with_words(editor: Client, lotte: Person) -> None:
    response = add(editor, lotte, source="")
    assert response.status_code == 200
    assert "Give the source, or below the reason" in response.content.decode()
    assert not Statement.objects.exists()


def test_who_gave_the_reason_is_kept(editor: Client, lotte: Person) -> None:
    add(editor, lotte, source="", unsourced_reason="Two of us heard it.")
    statement = Statement.objects.get()
    assert str(statement.unsourced_by) == "ed@post.example"
    assert statement.unsourced_at is not None


def test_a_change_that_readers_would_not_see_is_refused(editor: Client, lotte: Person) -> None:
    add(editor, lotte)
    statement = Statement.objects.get()
    response = edit(editor, statement, words="We were right.")
    assert "Say what was wrong and what is right" in response.content.decode()
    assert Statement.objects.get().words == WORDS
    told = correction("We had it the wrong way round.")
    response = edit(editor, statement, words="We were right.", **told)
    assert response.status_code == 302, response.context["form"].errors
    assert Statement.objects.get().words == "We were right."


def test_a_slip_of_the_keys_needs_no_correction(editor: Client, lotte: Person) -> None:
    add(editor, lotte)
    edit(editor, Statement.objects.get(), words=WORDS + " Yes.", is_slip="on")
    assert Statement.objects.get().words.endswith("Yes.")


def stated(person: Person, subject: str = "") -> Statement:
    statement = Statement(
        live=False, person=person, words=WORDS, said_on=date(2026, 2, 25), source="heard"
    )
    statement.save()
    if subject:
        statement.subjects.set([ensure_subject(subject, slug=subject.lower())])
    return publish_statement(statement)


def test_only_what_one_person_stated_on_one_subject_is_compared(
    editor: Client, lotte: Person
) -> None:
    first, other = stated(lotte, "Wells"), stated(ensure_person("Imke Dahl"), "Wells")
    second = stated(lotte, "Wells")
    subject = ensure_subject("Wells", slug="wells")
    address = reverse("wagtailsnippets_articles_comparison:add")
    assert editor.get(address).status_code == 200
    told = {"subject": subject.pk, "earlier": first.pk}
    response = editor.post(address, {**told, "later": other.pk})
    assert "Choose another statement of Lotte Arkwright." in response.content.decode()
    assert editor.post(address, {**told, "later": second.pk}).status_code == 302
    assert Comparison.objects.count() == 1


def test_two_people_are_made_one_once_it_is_confirmed(editor: Client, lotte: Person) -> None:
    double = ensure_person("L. Arkwright")
    stated(double)
    listed = editor.get(reverse("wagtailsnippets_articles_person:list")).content.decode()
    address = reverse("merge_people", args=[double.pk])
    assert address in listed
    assert "1 statement" in editor.get(address).content.decode()
    asked = editor.post(address, {"into": lotte.pk}).content.decode()
    assert "<code>/people/l-arkwright/</code> leads to <code>/people/lotte-arkwright/</code>" in (
        " ".join(asked.replace(",", "").split())
    )
    assert Statement.objects.get().person == double
    assert editor.post(address, {"into": lotte.pk, "confirm": "1"}).status_code == 302
    assert Statement.objects.get().person == lotte


def test_nobody_outside_the_newsroom_merges(lotte: Person) -> None:
    assert Client().get(reverse("merge_people", args=[lotte.pk])).status_code == 302


def test_a_person_with_statements_is_not_deleted(editor: Client, lotte: Person) -> None:
    stated(lotte)
    address = reverse("wagtailsnippets_articles_person:delete", args=[lotte.pk])
    response = editor.post(address, follow=True)
    assert "make the two one, and nothing is lost" in response.content.decode()
    assert Person.objects.filter(pk=lotte.pk).exists()


def test_a_statement_in_an_article_is_not_deleted(
    editor: Client, lotte: Person, make: Make
) -> None:
    statement = stated(lotte)
    empty = dict.fromkeys(("text", "speaker", "office", "where", "when", "source"), "")
    make(body=[("quote", {**empty, "statement": statement.pk})])
    address = reverse("wagtailsnippets_articles_statement:delete", args=[statement.pk])
    editor.post(address)
    assert Statement.objects.filter(pk=statement.pk).exists()


def test_a_person_who_gets_another_address_keeps_the_old(editor: Client, lotte: Person) -> None:
    address = reverse("wagtailsnippets_articles_person:edit", args=[lotte.pk])
    assert editor.get(address).status_code == 200
    inline = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}
    fields = {"name": "Lotte Holm", "slug": "lotte-holm"}
    fields |= {f"offices-{name}": value for name, value in inline.items()}
    response = editor.post(address, fields)
    assert response.status_code == 302, response.context["form"].errors
    moved = Client().get("/people/lotte-arkwright/")
    assert (moved.status_code, moved["Location"]) == (301, "/people/lotte-holm/")


def test_a_quote_chooses_a_statement_or_says_its_own_words(editor: Client, lotte: Person) -> None:
    chooser = reverse("wagtailsnippetchoosers_articles_statement:choose")
    stated(lotte)
    assert WORDS[:20] in editor.get(chooser).content.decode()
