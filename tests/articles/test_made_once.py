"""What a block's words alone decide is made once; what else decides is asked for each time."""

import html
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfirst.articles import rendering, rich_text
from standfirst.articles.blocks.block import text_of
from standfirst.articles.models import Article
from standfirst.articles.rendering import parts_of

WORDS = {"text": "<p>Nineteen squares.</p>"}
LINKED = {"text": '<p>As <a linktype="page" id="1">told</a>.</p>'}
CELLS = {"caption": "", "cells": "A | B\n<b>1</b> | 2 & 3", "has_header": True, "source": ""}


@pytest.fixture(autouse=True)
def _nothing_made() -> Iterator[None]:
    rendering._kept.clear()
    yield
    rendering._kept.clear()


def body(*blocks: tuple[str, Any]) -> Any:
    field = Article._meta.get_field("body")
    return field.to_python([{"type": kind, "value": value} for kind, value in blocks])


def test_the_same_words_are_made_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = parts_of(body(("text", WORDS)))
    monkeypatch.setattr(rich_text, "parts_of", lambda _source: pytest.fail("made again"))
    assert parts_of(body(("text", WORDS))) == first


def test_other_words_are_not(db: None) -> None:
    assert parts_of(body(("text", WORDS))) != parts_of(body(("text", {"text": "<p>Nine.</p>"})))


def test_a_link_into_the_publication_is_looked_up_each_time(db: None) -> None:
    parts_of(body(("text", LINKED), ("text", WORDS)))
    assert len(rendering._kept) == 1


def test_a_quote_and_a_primer_are_made_each_time(db: None) -> None:
    parts_of(body(("quote", {"text": "So be it."}), ("primer", {"text": "<p>Wells.</p>"})))
    assert not rendering._kept


def test_what_is_kept_is_bounded(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "KEPT_MAX", 3)
    for number in range(10):
        parts_of(body(("text", {"text": f"<p>{number}</p>"})))
    assert len(rendering._kept) <= 3


def test_the_cells_of_a_table_are_escaped(db: None) -> None:
    (part,) = parts_of(body(("table", CELLS)))
    assert '<th scope="col">A</th>' in part.html
    assert '<th scope="row">&lt;b&gt;1&lt;/b&gt;</th><td>2 &amp; 3</td>' in part.html


@given(st.text(alphabet="<>\"'&;abp/ \n#x3=", max_size=60))
def test_whatever_is_typed_stays_whole_and_safe(typed: str) -> None:
    source = f"<p>{html.escape(typed)}</p>"
    parts = rich_text.parts_of(source)
    assert " ".join(part.text for part in parts) == " ".join(typed.split())
    assert all(part.html.startswith("<p>") and part.html.endswith("</p>") for part in parts)
    assert all(text_of(part.html) == part.text for part in parts)


@given(st.text(alphabet="<>\"'&;abpliu/ \n#x3=", max_size=60))
def test_no_markup_however_broken_gets_past(typed: str) -> None:
    again = "".join(part.html for part in rich_text.parts_of(typed))
    assert "".join(part.html for part in rich_text.parts_of(again)) == again
