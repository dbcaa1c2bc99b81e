"""What an editor should look at before an article is published: pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

WORDS_A_MINUTE = 238
"""How fast adults read English to themselves: M. Brysbaert, "How many words do we read per
minute?", Journal of Memory and Language 109 (2019)."""

STANDFIRST_MAX = 45
"""Words. A standfirst is one or two sentences."""

HEADLINE_MAX = 110
"""Letters. News search shows no more of a headline:
https://developers.google.com/search/docs/appearance/structured-data/article"""

OPEN_WORDS_MIN = 40
"""So much should stand before the gate that a reader knows what they would read on for."""


class Grade(StrEnum):
    """How much it matters."""

    GOOD = "good"
    ADVICE = "advice"
    FAULT = "fault"


@dataclass(frozen=True)
class Point:
    """A line of the list."""

    grade: Grade
    text: str


@dataclass(frozen=True)
class Facts:
    """What is known of an article. Numbers are of words, unless they count pictures or links."""

    headline: str = ""
    standfirst: str = ""
    words: int = 0
    open_words: int = 0
    is_gated: bool = False
    has_break: bool = False
    has_locked: bool = False
    pictures_without_words: int = 0
    quotes_without_speaker: int = 0
    quotes_without_source: tuple[str, ...] = ()
    stale_primers: tuple[str, ...] = ()
    dead_links: tuple[str, ...] = ()


def points(facts: Facts) -> list[Point]:
    """All lines of the list, what is wrong first."""
    order = (Grade.FAULT, Grade.ADVICE, Grade.GOOD)
    found = [*_headline(facts), *_standfirst(facts), *_gate(facts), *_parts(facts)]
    return sorted([*found, _length(facts)], key=lambda point: order.index(point.grade))


def minutes(words: int) -> int:
    """How long reading takes; no article takes less than a minute."""
    return max(1, round(words / WORDS_A_MINUTE))


def _headline(facts: Facts) -> Iterator[Point]:
    if len(facts.headline) > HEADLINE_MAX:
        yield Point(
            Grade.ADVICE,
            f"The headline has {len(facts.headline)} letters; news search shows {HEADLINE_MAX}.",
        )


def _standfirst(facts: Facts) -> Iterator[Point]:
    words = len(facts.standfirst.split())
    if not words:
        yield Point(Grade.FAULT, "The standfirst is missing: lists and shared links show it.")
    elif words > STANDFIRST_MAX:
        yield Point(Grade.ADVICE, f"The standfirst has {words} words; {STANDFIRST_MAX} are plenty.")
    else:
        yield Point(Grade.GOOD, f"The standfirst has {_counted(words, 'word')}.")


def _gate(facts: Facts) -> Iterator[Point]:
    if not facts.is_gated:
        if facts.has_break:
            yield Point(Grade.ADVICE, "There is a break, but the article is for everyone.")
        return
    if not facts.has_locked:
        yield Point(Grade.FAULT, "Nothing stands behind the gate: everybody reads it all.")
    elif facts.open_words < OPEN_WORDS_MIN:
        yield Point(
            Grade.ADVICE,
            f"{_counted(facts.open_words, 'word')} stand before the gate: too few to tell what "
            "the article is about.",
        )
    elif facts.has_break:
        yield Point(Grade.GOOD, f"The break comes after {facts.open_words} words.")
    else:
        yield Point(
            Grade.ADVICE,
            f"No break is set: the gate comes after {facts.open_words} words, where the "
            "publication’s number of open words ends.",
        )


def _parts(facts: Facts) -> Iterator[Point]:
    if facts.pictures_without_words:
        count = _counted(facts.pictures_without_words, "picture")
        yield Point(Grade.FAULT, f"{count} without words for those who cannot see it.")
    if facts.quotes_without_speaker:
        count = _counted(facts.quotes_without_speaker, "quote")
        yield Point(Grade.FAULT, f"{count} without a speaker.")
    for quote in facts.quotes_without_source:
        yield Point(Grade.ADVICE, f"A quote has no source: {quote}")
    for title in facts.stale_primers:
        yield Point(Grade.ADVICE, f"The primer “{title}” is to be checked again.")
    for link in facts.dead_links:
        yield Point(Grade.FAULT, f"A link leads nowhere: {link}")


def _length(facts: Facts) -> Point:
    taken = minutes(facts.words)
    return Point(
        Grade.GOOD, f"{_counted(facts.words, 'word')}, {_counted(taken, 'minute')} to read."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
