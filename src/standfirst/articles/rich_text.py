"""Rich text as clean parts: one for each paragraph, list or heading that stands in it."""

import re
from dataclasses import dataclass, field
from html import unescape

import nh3
from django.utils.html import strip_tags
from wagtail.rich_text import expand_db_html

from standfirst.articles.rules import Kind, Part

FEATURES = ["bold", "italic", "link", "ol", "ul", "h3", "code"]
"""What the editor offers in running text."""

PLAIN_FEATURES = ["bold", "italic", "link"]
"""What the editor offers in a line or two."""

TAGS = {
    "p",
    "br",
    "a",
    "b",
    "strong",
    "i",
    "em",
    "code",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "blockquote",
}
KINDS = {"p": Kind.PARAGRAPH, "blockquote": Kind.PARAGRAPH, "ul": Kind.LIST, "ol": Kind.LIST}
HEADINGS = ("h3", "h4")
VOID = "br"

TOKEN = re.compile(r'([^<&]+|&[^<&;]*;?)|(<(/?)([a-z0-9]+)(?:[^">]|"[^"]*")*>)')
"""Words or a tag of HTML that nh3 has written: it escapes what is no tag, and quotes values."""


def clean(source: str) -> str:
    """Rich text from the database as HTML that is safe to publish: no attributes but links."""
    return nh3.clean(
        expand_db_html(source),
        tags=TAGS,
        attributes={"a": {"href"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )


def parts_of(source: str) -> list[Part]:
    """The parts of rich text; words outside any paragraph become one."""
    cutter = _Cutter()
    cutter.feed(clean(source))
    return cutter.finish()


def text_of(source: str) -> str:
    """The words of rich text."""
    return "\n".join(part.text for part in parts_of(source))


LINE = re.compile(r"</?(?:p|li|ul|ol|br|h3|h4|blockquote)\b[^>]*>")


def lines_of(source: str) -> list[str]:
    """The words of rich text, one line for each paragraph, item or heading."""
    pieces = (unescape(strip_tags(piece)) for piece in LINE.split(clean(source)))
    return [line for piece in pieces if (line := " ".join(piece.split()))]


@dataclass
class _Piece:
    tag: str
    html: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def part(self) -> Part | None:
        text = " ".join("".join(self.text).split())
        if not text:
            return None
        kind = Kind.HEADING if self.tag in HEADINGS else KINDS.get(self.tag, Kind.PARAGRAPH)
        return Part(kind, "".join(self.html), text)


class _Cutter:
    """Cuts clean HTML into its outermost elements."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.piece: _Piece | None = None
        self.depth = 0

    def feed(self, html: str) -> None:
        """Takes in HTML from `clean`: every tag in it is closed and well written."""
        for words, tag, closing, name in TOKEN.findall(html):
            if words:
                self._take_words(words)
            elif closing:
                self._take_end(tag)
            else:
                self._take_start(tag, name)

    def _take_words(self, words: str) -> None:
        if self.piece or words.strip():
            self._add(words, unescape(words))

    def _take_start(self, tag: str, name: str) -> None:
        if name == VOID:
            self._add(tag, "\n")
            return
        is_outer = name in KINDS or name in HEADINGS
        if self.depth == 0 and is_outer:
            self.finish()
            self.piece = _Piece(name)
        if self.depth or is_outer:
            self.depth += 1
        self._add(tag, "\n" if name == "li" else "")

    def _take_end(self, tag: str) -> None:
        self._add(tag, "")
        if self.depth:
            self.depth -= 1
            if self.depth == 0:
                self.finish()

    def _add(self, html: str, text: str) -> None:
        if self.piece is None:
            self.piece = _Piece("")
        self.piece.html.append(html)
        self.piece.text.append(text)

    def finish(self) -> list[Part]:
        """Closes the piece at hand; gives all parts so far."""
        piece, self.piece = self.piece, None
        if piece and (part := piece.part()):
            self.parts.append(part if piece.tag else _in_paragraph(part))
        return self.parts


def _in_paragraph(part: Part) -> Part:
    return Part(part.kind, f"<p>{part.html}</p>", part.text)
