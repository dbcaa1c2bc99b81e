"""Phrases are found however a page spells them, and not where they only seem to be."""

import pytest

from standfirst.ops.leaking.words import Phrases, phrases_of, words_of

SENTENCE = "The board’s secret levy costs 61 million crowns"


@pytest.fixture
def phrases() -> Phrases:
    wanted = Phrases()
    for text in (SENTENCE, "Who pays"):
        for phrase in phrases_of(text):
            wanted.add(phrase)
    for phrase in phrases_of("Quintus Vane"):
        wanted.add(phrase)
    return wanted


@pytest.mark.parametrize(
    "page",
    [
        "<p>The board&rsquo;s secret levy costs 61 million crowns</p>",
        "<p>The board&#x2019;s <b>secret</b> levy costs <a href='/x/'>61</a> million crowns</p>",
        "<p>THE BOARD'S SECRET LEVY COSTS 61 MILLION CROWNS</p>",
        "<p>The board’s se<b>cret</b> levy costs 61 million crowns</p>",
        "<p>The board’s sec\u00adret levy costs 61 million crowns</p>",
        "<img alt='secret levy costs 61 million'>",
        '<a href="/secret-levy-costs-61-million/">x</a>',
        '<a href="/?q=secret%20levy%20costs%2061%20million">x</a>',
        '{"text": "The board\\u2019s\\nsecret levy costs 61 million crowns"}',
        "<content>&lt;p&gt;secret &lt;i&gt;levy&lt;/i&gt; costs 61 million&lt;/p&gt;</content>",
        "A: x\nB: secret levy costs 61 million",
        "<p>said Quintus Vane, who</p>",
    ],
)
def test_a_phrase_is_found(phrases: Phrases, page: str) -> None:
    assert phrases.found_in(page)


@pytest.mark.parametrize(
    "page",
    [
        "<p>The board’s secret levy</p><p>costs 61 million crowns</p>",
        '{"a": "The board’s secret levy", "b": "costs 61 million"}',
        "Secret levy costs\n61 million",
        "<p>Quintus</p><p>Vane</p>",
        "<p>Who pays, and why</p>",
        "",
    ],
)
def test_a_phrase_is_not_where_it_only_seems_to_be(phrases: Phrases, page: str) -> None:
    assert not phrases.found_in(page)


def test_texts_that_say_too_little_are_no_phrases() -> None:
    assert list(phrases_of("21 November 2026")) == []
    assert list(phrases_of("Sandhollow")) == []
    assert list(phrases_of("it is up to us")) == []


def test_words_have_no_accents_capitals_or_marks() -> None:
    assert words_of("Ær-Zürich’s 62.8 %_x") == ["ær", "zurichs", "62", "8", "x"]
