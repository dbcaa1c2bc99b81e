"""What the readers of plain text, Markdown and HTML hand to `parts.py`: a flat run of items."""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from standfirst.transfer.draft import (
    Break,
    Embed,
    Image,
    Left,
    ListBlock,
    Note,
    Spans,
    Table,
    text_of,
)

WORD = re.compile(r"\w+")


class Role(StrEnum):
    """What the file itself says a paragraph is."""

    BODY = "body"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATE = "date"
    CAPTION = "caption"
    ASIDE = "aside"
    CHECKED = "checked"


@dataclass(frozen=True)
class Title:
    """A heading, 1 (highest) to 6."""

    level: int
    spans: Spans

    @property
    def text(self) -> str:
        """The words alone."""
        return text_of(self.spans).strip()


@dataclass(frozen=True)
class Para:
    """A paragraph; "\\n" in its spans is a line end of the file."""

    spans: Spans
    role: Role = Role.BODY

    @property
    def text(self) -> str:
        """The words alone, line ends as spaces. As long as the spans' own text."""
        return text_of(self.spans)

    @property
    def lines(self) -> str:
        """The words with the file's line ends."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Quoted:
    """A block quote; `foot` is the attribution, when the file marks it as one."""

    paragraphs: tuple[Para, ...]
    foot: str = ""


@dataclass(frozen=True)
class Aside:
    """Something beside the text, not yet known to be a notice, a side note or a part."""

    items: "tuple[Item, ...]"


Item = Title | Para | Quoted | ListBlock | Table | Image | Embed | Break | Note | Aside


@dataclass
class Source:
    """A file taken apart. `meta` holds the known front matter, by its name in `Draft`."""

    items: list[Item] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    visible: str = ""
    """The words that a person sees, mark-up and known keys apart, to check what was kept."""
    marks: set[str] = field(default_factory=set)
    """How the file ends the labels inside its paragraphs, apart from a colon: "." or "?"."""
    plain: bool = False
    """No mark-up: a short line may be a heading."""

    def leave(self, text: str, why: str) -> None:
        """Report words that will not be in the article."""
        words = " ".join(text.split())
        if words:
            self.left.append(Left(words, why))

    def leave_rest(self, text: str, kept: str, why: str) -> None:
        """Report the words of `text` that `kept` does not hold."""
        have = Counter(WORD.findall(kept.lower()))
        rest: list[str] = []
        for word in WORD.findall(text):
            have[word.lower()] -= 1
            rest += [word] if have[word.lower()] < 0 else []
        self.leave(" ".join(rest), why)

    def first(self, name: str) -> str:
        """The first value of a front matter key, or nothing."""
        return next(iter(self.meta.get(name, [])), "")
