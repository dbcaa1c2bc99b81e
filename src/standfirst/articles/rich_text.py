"""Rich text as clean parts: one for each paragraph, list or heading that stands in it."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

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
    cutter.close()
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


class _Cutter(HTMLParser):
    """Cuts clean HTML into its outermost elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[Part] = []
        self.piece: _Piece | None = None
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == VOID:
            self._add(self.get_starttag_text() or "", "\n")
            return
        if self.depth == 0 and (tag in KINDS or tag in HEADINGS):
            self.finish()
            self.piece = _Piece(tag)
        if self.depth or tag in KINDS or tag in HEADINGS:
            self.depth += 1
        self._add(self.get_starttag_text() or "", "\n" if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        self._add(f"</{tag}>", "")
        if self.depth:
            self.depth -= 1
            if self.depth == 0:
                self.finish()

    def handle_data(self, data: str) -> None:
        if self.piece or data.strip():
            self._add(data, data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};", unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};", unescape(f"&#{name};"))

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
