"""The parts of an article, and where the gate divides them: pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Kind(StrEnum):
    """What a part is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    PRIMER = "primer"
    QUOTE = "quote"
    TABLE = "table"
    IMAGE = "image"
    EMBED = "embed"
    NOTE = "note"
    CHART = "chart"
    FIGURES = "figures"
    QUESTIONS = "questions"
    STEPS = "steps"
    DOCUMENT = "document"
    AUDIO = "audio"
    BREAK = "break"


FILES = frozenset({Kind.IMAGE, Kind.DOCUMENT, Kind.AUDIO})
"""What shows a file. None of its words count, so that the gate divides an article at the same
place whether files are asked for or not."""


@dataclass(frozen=True)
class Part:
    """The smallest piece of an article that is shown whole or not at all.

    `text` is what it says without marks; `anchor` is where the contents lead, for a heading.
    """

    kind: Kind
    html: str = ""
    text: str = ""
    anchor: str = ""

    @property
    def words(self) -> int:
        """How many words of running text it has: those of a picture do not count."""
        return 0 if self.kind in FILES else len(self.text.split())


Parts = tuple[Part, ...]


def split(parts: Sequence[Part], open_words: Callable[[], int]) -> tuple[Parts, Parts]:
    """The open parts and the locked ones; no break is among either.

    The gate holds at the break if there is one, else after the first whole paragraph at which
    the open words are reached: their number is asked for then alone. A paragraph is never
    divided. Where no such place leaves anything to lock, all but the first part is locked.
    """
    place = _break(parts)
    if place is None:
        place = _whole_paragraph(parts, open_words())
    if place is None:
        place = _first_words(parts)
    opened, locked = without_break(parts[:place]), without_break(parts[place:])
    while opened and locked and opened[-1].kind is Kind.HEADING:
        opened, locked = opened[:-1], (opened[-1], *locked)
    return opened, locked


def _break(parts: Sequence[Part]) -> int | None:
    """The place of the first break; none where nothing follows it."""
    for place, part in enumerate(parts):
        if part.kind is Kind.BREAK:
            return place if without_break(parts[place:]) else None
    return None


def _whole_paragraph(parts: Sequence[Part], open_words: int) -> int | None:
    """The place after the paragraph at which the words are reached, if something follows it."""
    words = 0
    for place, part in enumerate(parts, start=1):
        words += part.words
        if words >= open_words and part.kind in {Kind.PARAGRAPH, Kind.LIST}:
            return place if without_break(parts[place:]) else None
    return None


def _first_words(parts: Sequence[Part]) -> int:
    """The place after the first part that tells something, which a picture alone does not."""
    for place, part in enumerate(parts, start=1):
        if part.kind not in {Kind.HEADING, Kind.BREAK, *FILES}:
            return place
    return len(parts)


def without_break(parts: Sequence[Part]) -> Parts:
    """All parts but the mark."""
    return tuple(part for part in parts if part.kind is not Kind.BREAK)


def text_of(parts: Sequence[Part]) -> str:
    """What the parts say, as one text."""
    return "\n".join(part.text for part in parts if part.text)


def headings_of(parts: Sequence[Part]) -> Parts:
    """The headings that the contents list."""
    return tuple(part for part in parts if part.kind is Kind.HEADING and part.anchor)


SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def count_in_words(number: int) -> str:
    """`Two` for 2, `12` for 12: for the start of a sentence."""
    return SMALL_NUMBERS[number].capitalize() if number < len(SMALL_NUMBERS) else str(number)


Entry = TypeVar("Entry")
BEFORE, AFTER = 3, 2
"""How many entries of a timeline stand round the article one reads."""


def thread(entries: Sequence[Entry], is_here: Callable[[Entry], bool]) -> Sequence[Entry]:
    """The part of a timeline round the entry of this article; its end where it has none."""
    places = [place for place, entry in enumerate(entries) if is_here(entry)]
    here = places[-1] if places else len(entries) - 1
    first = max(0, min(here - BEFORE, len(entries) - BEFORE - AFTER - 1))
    return entries[first : here + AFTER + 1]
