"""Every word of a file is in the article or named in the report."""

from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from standfirst.kernel.errors import InputError
from standfirst.transfer.accounts import UNPLACED
from standfirst.transfer.text import read
from tests.transfer.accounting import lost

SAMPLES = sorted(p for p in (Path(__file__).parent / "samples").iterdir() if p.suffix != ".outline")
FORMAT_WORDS = {"title", "standfirst", "byline", "published", "tags", "gate"}
LIST_NUMBERS = {"1", "2", "3"}
FORMAT_WORDS |= {
    "headline",
    "dek",
    "author",
    "date",
    "categories",
    "script",
    "aside",
    "href",
    "cite",
}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.name)
def test_every_word_of_a_sample_is_accounted_for(sample: Path) -> None:
    text = sample.read_text()
    if sample.suffix == ".html":
        text = BeautifulSoup(text, "html.parser").get_text(" ")
    missing = lost(text, read(sample.read_bytes(), name=sample.name))
    assert not set(missing) - FORMAT_WORDS - LIST_NUMBERS


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.name)
def test_every_word_of_a_sample_finds_its_place(sample: Path) -> None:
    report = read(sample.read_bytes(), name=sample.name).report
    assert not [left.text for left in report if left.why == UNPLACED]


NAMES = ["Lotte Arkwright", "Imke Dahl", "Owen Tsai", "Zoë O’Hara", "the board", "she", "Dahl"]
WORDS = ["water", "well", "board", "forty", "crowns", "Linde", "because", "which", "50", "slowly"]
LABELS = [
    "Background",
    "The latest",
    "What's going on now",
    "Before you read",
    "Who pays",
    "BACKGROUND",
    "Some things to know before you read",
    "The background to the vote",
    "By Noor Adeyemi",
    "Table",
    "Note",
    "Last checked: 2026-03-02",
]
NOTICES = [
    "Already a subscriber? Log in to your account to read this story.",
    "The login button is at the top right of the page.",
    "Signed in and still can't read it? Check that your card hasn't expired.",
]
QUOTES = ['"{}"', "“{}”", "„{}“", "«{}»", "‘{}’", "'{}'", "“{}", '{}"', "'{}"]
JOINTS = [
    " ",
    " ",
    "\n",
    "\n\n",
    "\n\n",
    ": ",
    "\r\n\r\n",
    " — ",
    ", ",
    "\u00a0",
    "\n> ",
    "\n- ",
    "\n# ",
]
JOINTS += [
    "\n## ",
    "\n\n**",
    "** ",
    "\n| ",
    " | ",
    "\t",
    "   ",
    " *",
    "* ",
    " _",
    "_ ",
    "\n---\n",
    "\n\n    ",
]

plain_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
sentences = plain_words.map(lambda s: s.capitalize() + ".")
spoken = st.builds(
    lambda mark, said, who, verb: f"{mark.format(said)} {verb} {who}.",
    st.sampled_from(QUOTES),
    plain_words,
    st.sampled_from(NAMES),
    st.sampled_from(["said", "told the assembly", "—", "according to", ","]),
)
pieces = st.one_of(
    sentences, spoken, st.sampled_from(LABELS), st.sampled_from(NOTICES), plain_words
)
texts = st.lists(st.tuples(pieces, st.sampled_from(JOINTS)), min_size=1, max_size=14).map(
    lambda run: "".join(piece + joint for piece, joint in run)
)


def left_behind(visible: str, name: str, file: str = "") -> Counter[str]:
    """The words lost; none when the file is refused with an error."""
    try:
        return lost(visible, read((file or visible).encode(), name=name))
    except InputError:
        return Counter()


@settings(max_examples=300, deadline=None)
@given(texts)
def test_no_plain_text_loses_a_word(text: str) -> None:
    assert not left_behind(text, "any.txt")


@settings(max_examples=300, deadline=None)
@given(texts)
def test_no_markdown_loses_a_word(text: str) -> None:
    missing = left_behind(text, "any.md")
    assert not set(missing) - {"50"}, "but Markdown counts the items of a list itself"


TAGS = ["p", "h1", "h2", "h3", "blockquote", "li", "ul", "div", "aside", "footer", "header", "nav"]
TAGS += [
    "figure",
    "figcaption",
    "table",
    "tr",
    "td",
    "th",
    "section",
    "article",
    "em",
    "strong",
    "a",
]
TAGS += [
    "script",
    "style",
    "span",
    "main",
    "button",
    "cite",
    "details",
    "summary",
    "dl",
    "dt",
    "dd",
]
TAGS += [
    "title",
    "caption",
    "pre",
    "q",
    "form",
    "label",
    "iframe",
    "hgroup",
    "br",
    "noscript",
    "ol",
]
pages = st.recursive(
    pieces,
    lambda inner: st.builds(
        lambda tag, attrs, children: f"<{tag}{attrs}>{' '.join(children)}</{tag}>",
        st.sampled_from(TAGS),
        st.sampled_from(["", "", ' class="byline"', ' class="deck"', ' class="promo"', " hidden"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=14,
)


@settings(max_examples=400, deadline=None)
@given(pages)
def test_no_page_loses_a_word(page: str) -> None:
    html = f"<html><body>{page} <p>End of it.</p></body></html>"
    visible = BeautifulSoup(html, "html.parser").get_text(" ")
    assert not left_behind(visible, "any.html", html)
