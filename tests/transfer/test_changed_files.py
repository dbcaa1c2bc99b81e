"""Other labels, names, quote marks, orders and line ends: the same parts and speakers are found."""

import re
import textwrap
from pathlib import Path

import pytest

from standfirst.transfer.draft import Draft, Now, Primer
from standfirst.transfer.text import read

SAMPLES = Path(__file__).parent / "samples"
WATER, RIVER, TRAINS = "well-water.txt", "river-gauges.md", "night-trains.html"

BACKGROUND = [
    "Some things to know before you read",
    "Four things to know before you read",
    "What you need to know first",
    "Before you read",
    "The background",
    "Background",
    "What to know",
    "First, some context",
    "In brief",
    "The story so far",
    "How we got here",
    "Context",
    "Five facts before you start",
    "What led to this",
    "The essentials",
    "Good to know",
    "Things worth knowing",
    "Catch up",
    "BACKGROUND",
    "A short history",
    "Before we begin",
    "The basics",
    "A primer",
    "What you should know",
    "Need to know",
    "New to this story? Start here",
    "To understand this story",
    "Key facts",
    "A few points to bear in mind before reading",
    "Useful background",
    "The quick version",
    "What came before",
]
CURRENT = [
    "What's going on now",
    "What’s happening now",
    "The latest",
    "Where things stand now",
    "What happened",
    "Now",
    "The news",
    "What is happening",
    "What's new",
    "This week",
    "What has changed",
    "The current situation",
    "Latest developments",
    "What just happened",
    "THE LATEST",
    "State of play",
    "Today",
    "The situation now",
    "What we know so far",
    "As things stand",
    "At the moment",
    "Right now",
    "What is going on",
    "The latest news",
    "Where we are now",
    "What happened this week",
    "In the news",
]
MARKS = ["“{}”", "„{}“", "«{}»", "« {} »", "»{}«", "‘{}’", "'{}'", "‹{}›", "”{}”", '"{}"', "„{}”"]
CASTS = [
    {"Arkwright": "Ångström", "Lotte": "Zoë", "Dahl": "O’Hara", "Imke": "Jean-Luc"},
    {"Arkwright": "Ng", "Oyelaran": "von Thal", "Pieter": "María", "Lotte": "Li"},
    {"Lindqvist": "de la Cruz", "Owen": "J. R.", "Tsai": "McAllister", "Petra": "Ana"},
    {"Solano": "Brandt-Keller", "Rhea": "Åsa", "Hartog": "Þórsson", "Dele": "M."},
]


def sample(name: str) -> str:
    return (SAMPLES / name).read_text()


def shape(draft: Draft) -> list[str]:
    return [type(part).__name__ for part in draft.parts]


def spoken(draft: Draft) -> list[tuple[str, str]]:
    return [(re.sub(r"\W+", " ", s.text).strip(), s.speaker) for s in draft.statements]


def same(changed: str | bytes, name: str) -> None:
    raw = changed.encode() if isinstance(changed, str) else changed
    was, now = read(sample(name).encode(), name=name), read(raw, name=name)
    assert shape(now) == shape(was)
    assert spoken(now) == spoken(was)


def labelled(draft: Draft, kind: type) -> list[str]:
    return [part.label for part in draft.parts if isinstance(part, kind)]


@pytest.mark.parametrize("label", BACKGROUND)
@pytest.mark.parametrize(
    ("name", "old"),
    [
        (WATER, "Four things to know before you read:"),
        (RIVER, "## Before you read"),
        (TRAINS, "What you need to know first"),
    ],
)
def test_the_background_is_found_under_any_label(name: str, old: str, label: str) -> None:
    new = {WATER: f"{label}:", RIVER: f"## {label}", TRAINS: label}[name]
    draft = read(sample(name).replace(old, new).encode(), name=name)
    assert labelled(draft, Primer) == [label]
    assert shape(draft) == shape(read(sample(name).encode(), name=name))


@pytest.mark.parametrize("label", CURRENT)
@pytest.mark.parametrize(
    ("name", "old"),
    [
        (WATER, "What's going on now:"),
        (RIVER, "## What's happening now"),
        (TRAINS, "<h2>The latest</h2>"),
    ],
)
def test_the_news_is_found_under_any_label(name: str, old: str, label: str) -> None:
    new = {WATER: f"{label}:", RIVER: f"## {label}", TRAINS: f"<h2>{label}</h2>"}[name]
    draft = read(sample(name).replace(old, new).encode(), name=name)
    assert labelled(draft, Now) == [label]
    assert shape(draft) == shape(read(sample(name).encode(), name=name))


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("name", [WATER, RIVER])
def test_any_quote_marks_will_do(name: str, mark: str) -> None:
    same(re.sub(r'"([^"]*)"', lambda m: mark.format(m.group(1)), sample(name)), name)


@pytest.mark.parametrize("mark", MARKS)
def test_any_quote_marks_will_do_on_a_page(mark: str) -> None:
    changed = re.sub("&ldquo;(.*?)&rdquo;", lambda m: mark.format(m.group(1)), sample(TRAINS))
    same(changed, TRAINS)


@pytest.mark.parametrize("cast", CASTS)
@pytest.mark.parametrize("name", [WATER, RIVER, TRAINS])
def test_any_names_will_do(name: str, cast: dict[str, str]) -> None:
    text = sample(name)
    expected = spoken(read(text.encode(), name=name))
    for old, new in cast.items():
        text = text.replace(old, new)
        expected = [(said, who.replace(old, new)) for said, who in expected]
    assert spoken(read(text.encode(), name=name)) == expected


@pytest.mark.parametrize("name", [WATER, RIVER, TRAINS])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_matter(name: str, end: str) -> None:
    same(sample(name).replace("\n", end), name)


@pytest.mark.parametrize("name", [WATER, RIVER, TRAINS])
@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_do_not_matter(name: str, codec: str) -> None:
    same(sample(name).encode(codec), name)


@pytest.mark.parametrize("name", [WATER, RIVER, TRAINS])
def test_no_break_spaces_do_not_matter(name: str) -> None:
    text = re.sub(r"(?<=[a-z,:]) (?=[A-Z])", "\u00a0", sample(name))
    was = read(sample(name).encode(), name=name)
    now = read(text.encode(), name=name)
    assert shape(now) == shape(was)
    assert [(a.replace("\u00a0", " "), b.replace("\u00a0", " ")) for a, b in spoken(now)] == spoken(
        was
    )


@pytest.mark.parametrize("width", [50, 66, 72, 80, 100])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_wrapped_lines_do_not_matter(width: int, gap: str) -> None:
    paragraphs = [line for line in sample(WATER).split("\n") if line]
    same(gap.join(textwrap.fill(p, width) for p in paragraphs), WATER)


@pytest.mark.parametrize("width", [50, 72, 100])
def test_wrapped_markdown_does_not_matter(width: int) -> None:
    head, _, body = sample(RIVER).partition("## Before")
    blocks = [
        block if block.startswith(("|", "#", ">")) else textwrap.fill(block, width)
        for block in f"## Before{body}".split("\n\n")
    ]
    same(head + "\n\n".join(blocks), RIVER)


def test_labels_on_lines_of_their_own_do_not_matter() -> None:
    text = re.sub(r"(?m)^([^\n:\"]{5,40}): (?=[A-Z])", r"\1:\n", sample(WATER))
    same(text, WATER)
    same(text.replace("read:\n", "read\n\n").replace("now:\n", "now\n\n"), WATER)
    same(re.sub(r"(?m)^(What's going on now|Who pays for the pipes):\n", r"\1\n\n", text), WATER)


def test_the_order_of_sections_does_not_matter() -> None:
    head, *sections = re.split(r"(?m)^(?=## )", sample(RIVER))
    was = read(sample(RIVER).encode(), name=RIVER)
    for order in ((1, 0, 2, 3), (1, 2, 0, 3), (2, 0, 1, 3), (1, 2, 3, 0)):
        text = head + "\n\n".join(sections[i].strip() for i in order) + "\n"
        now = read(text.encode(), name=RIVER)
        assert labelled(now, Primer) == labelled(was, Primer)
        assert labelled(now, Now) == labelled(was, Now)
        assert sorted(spoken(now)) == sorted(spoken(was))


def test_the_order_of_paragraphs_with_labels_does_not_matter() -> None:
    first, second, third = sample(WATER).split("\n\n")
    notice, lead, primer = first.split("\n")
    text = "\n".join([lead, second, primer, third, notice])
    draft = read(text.encode(), name=WATER)
    assert shape(draft) == ["Now", "Primer", "Section", "Closing"]
    assert sorted(spoken(draft)) == sorted(spoken(read(sample(WATER).encode(), name=WATER)))
    assert any("Already a subscriber" in left.text for left in draft.report)


def test_a_missing_headline_leaves_the_parts_found() -> None:
    same(re.sub(r"(?m)^title:.*\n", "", sample(RIVER)), RIVER)
    same(re.sub(r"(?s)---.*?---\n", "", sample(RIVER), count=1), RIVER)
    same(re.sub(r"<h1>.*?</h1>", "", sample(TRAINS)), TRAINS)
    same(re.sub(r"<h1>.*?</h1>|<title>.*?</title>|<meta[^>]*>", "", sample(TRAINS)), TRAINS)


def test_a_headline_and_standfirst_above_plain_text_are_taken() -> None:
    text = sample(WATER).split("\n", 1)[1]
    standfirst = "The readings are out. So is the argument."
    text = f"Why 38 wells are closing\n\n{standfirst}\n\nBy Noor Adeyemi\n\n{text}"
    draft = read(text.encode(), name=WATER)
    assert draft.headline == "Why 38 wells are closing"
    assert draft.standfirst == standfirst
    assert draft.byline == "Noor Adeyemi"
    assert shape(draft) == ["Lead", "Primer", "Now", "Section", "Closing"]


def test_markdown_as_plain_text_and_page_without_classes() -> None:
    same_parts = shape(read(sample(RIVER).encode(), name=RIVER))
    assert shape(read(sample(RIVER).encode(), name="river.txt")) == same_parts
    assert shape(read(sample(RIVER).encode())) == same_parts
    page = re.sub(r' class="[^"]*"', "", sample(TRAINS))
    same(page, TRAINS)
    assert read(page.encode(), name=TRAINS).byline == "Jonas Mbeki"
