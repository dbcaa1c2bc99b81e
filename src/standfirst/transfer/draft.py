"""A draft: an explainer as read from a file, its parts recognised and nothing lost.

Here are the words only. How a file is read stands in `text.py`, how its parts are told apart
in `parts.py`, and how a draft becomes an article in `load.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape

LINE = "\u2028"
"""A line break that the writer meant, inside a paragraph."""


@dataclass(frozen=True)
class Span:
    """A run of text in one manner of type. `href` is http, https or mailto, or empty."""

    text: str
    em: bool = False
    strong: bool = False
    code: bool = False
    href: str = ""

    @property
    def html(self) -> str:
        """The run as HTML that is safe to publish."""
        out = escape(self.text, quote=False).replace(LINE, "<br>")
        for on, tag in ((self.code, "code"), (self.em, "em"), (self.strong, "strong")):
            out = f"<{tag}>{out}</{tag}>" if on and out.strip() else out
        return f'<a href="{escape(self.href)}">{out}</a>' if self.href else out


Spans = tuple[Span, ...]


def text_of(spans: Spans) -> str:
    """The words of the spans, line breaks as spaces."""
    return "".join(span.text for span in spans).replace(LINE, " ").replace("\n", " ")


def html_of(spans: Spans) -> str:
    """The spans as HTML that is safe to publish."""
    return "".join(span.html for span in spans)


def cut(spans: Spans, start: int, end: int | None = None) -> Spans:
    """The spans between two places in their text, as a slice would give."""
    out: list[Span] = []
    at = 0
    stop = sum(len(span.text) for span in spans) if end is None else end
    for span in spans:
        piece = span.text[max(start - at, 0) : max(stop - at, 0)]
        if piece:
            out.append(replace(span, text=piece))
        at += len(span.text)
    return tuple(out)


def strip(spans: Spans) -> Spans:
    """The spans without white space at either end."""
    whole = "".join(span.text for span in spans)
    left = len(whole) - len(whole.lstrip())
    return cut(spans, left, max(len(whole.rstrip()), left))


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    spans: Spans

    @property
    def text(self) -> str:
        """The words alone."""
        return text_of(self.spans)

    @property
    def html(self) -> str:
        """Text with em, strong, code, links and line breaks, safe to publish."""
        return html_of(self.spans)


@dataclass(frozen=True)
class Quote:
    """A quotation that stands on its own. What was not said stays empty."""

    text: str
    speaker: str = ""
    office: str = ""
    when: str = ""
    where: str = ""
    source: str = ""


@dataclass(frozen=True)
class ListBlock:
    """A list; nested items stand after their parent."""

    items: tuple[Paragraph, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Table:
    """A table of plain text. `header` is empty when the file marks none."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Image:
    """A picture, by the address the file gives it."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Embed:
    """The address, http or https, of something shown from elsewhere."""

    url: str


@dataclass(frozen=True)
class Note:
    """A side note."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside a part, below the one that opens it."""

    text: str


@dataclass(frozen=True)
class Break:
    """The place after which the gate holds."""


Block = Paragraph | Quote | ListBlock | Table | Image | Embed | Note | Heading | Break


@dataclass(frozen=True)
class Lead:
    """What stands before the first label. It has none."""

    blocks: tuple[Block, ...]
    label: str = ""


@dataclass(frozen=True)
class Primer:
    """Before you read: the background. `checked` is the date it was last checked, as written."""

    label: str
    blocks: tuple[Block, ...]
    checked: str = ""


@dataclass(frozen=True)
class Now:
    """What is going on now."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Section:
    """A themed section."""

    heading: str
    blocks: tuple[Block, ...]

    @property
    def label(self) -> str:
        """The heading, by the name that the other parts use."""
        return self.heading


@dataclass(frozen=True)
class Closing:
    """The context that ends a piece. `label` is empty when a paragraph alone does it."""

    label: str
    blocks: tuple[Block, ...]


Part = Lead | Primer | Now | Section | Closing


@dataclass(frozen=True)
class Statement:
    """A quotation on record.

    `inline` ones stay where they are in the text; the others repeat a Quote. `part` is the
    place of the part in `Draft.parts`, -1 for the standfirst; `block` that of the block in it.
    `speaker` is empty when the file does not tell who spoke.
    """

    text: str
    speaker: str
    office: str
    part: int
    block: int = 0
    inline: bool = True


@dataclass(frozen=True)
class Left:
    """Words that are not in the article, and why."""

    text: str
    why: str


class Origin(StrEnum):
    """Where the headline was taken from."""

    FRONT_MATTER = "front matter"
    HEADING = "heading"
    PAGE_TITLE = "page title"
    SENTENCE = "first sentence"
    FILE_NAME = "file name"


@dataclass(frozen=True)
class Draft:
    """An explainer as read from a file.

    Dates are as written (`transfer.dates.moment` reads them). `headline_from` SENTENCE means
    that the file had no headline: a sentence of the lead was taken, or repeated when it stands
    in a part.
    """

    headline: str
    headline_from: Origin
    parts: tuple[Part, ...]
    standfirst: str = ""
    byline: str = ""
    place: str = ""
    published: str = ""
    updated: str = ""
    topics: tuple[str, ...] = ()
    story: str = ""
    gate: str = ""
    plans: tuple[str, ...] = ()
    lead_image: Image | None = None
    statements: tuple[Statement, ...] = ()
    report: tuple[Left, ...] = ()

    def blocks(self) -> Iterator[tuple[int, Block]]:
        """Every block in order, with the place of its part."""
        for place, part in enumerate(self.parts):
            for block in part.blocks:
                yield place, block
