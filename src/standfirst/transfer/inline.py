"""The inline part of HTML: text in em, strong, code and links, everything else unwrapped."""

from collections.abc import Sequence
from dataclasses import replace

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from standfirst.transfer.draft import LINE, Span, Spans
from standfirst.transfer.links import kept_link
from standfirst.transfer.source import Source

EMPHASIS = frozenset({"em", "i", "cite", "var", "dfn"})
STRONG = frozenset({"strong", "b"})
CODE = frozenset({"code", "kbd", "samp", "tt"})
UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "button", "input", "select"})
QUOTED = "q"


def spans(tag: Tag, source: Source) -> Spans:
    """What an element says, as one paragraph."""
    return tuple(_spans(list(tag.children), Span(""), source))


def paragraphs(nodes: Sequence[object], source: Source) -> list[Spans]:
    """What a run of nodes says, parted where two line breaks follow each other."""
    out: list[list[Span]] = [[]]
    for span in _spans(nodes, Span(""), source):
        blank = span.text == LINE and out[-1] and out[-1][-1].text.rstrip(" \n") in (LINE, "")
        if blank and any(s.text == LINE for s in out[-1][-2:]):
            out.append([])
        else:
            out[-1].append(span)
    return [tuple(_trimmed(run)) for run in out]


def _trimmed(run: list[Span]) -> list[Span]:
    while run and not run[-1].text.strip():
        run = run[:-1]
    return run


def _spans(nodes: Sequence[object], manner: Span, source: Source) -> list[Span]:
    out: list[Span] = []
    for node in nodes:
        if isinstance(node, PreformattedString):
            continue
        if isinstance(node, NavigableString):
            out.append(replace(manner, text=_collapsed(str(node))))
        elif isinstance(node, Tag):
            out += _tag(node, manner, source)
    return [span for span in out if span.text]


def _tag(tag: Tag, manner: Span, source: Source) -> list[Span]:
    name = tag.name
    inner = list(tag.children)
    if name in UNSEEN:
        source.leave(tag.get_text(" "), f"a {name} element; an article holds none")
        return []
    if name == "br":
        return [replace(manner, text=LINE)]
    if name == QUOTED:
        return [
            replace(manner, text="“"),
            *_spans(inner, manner, source),
            replace(manner, text="”"),
        ]
    if name == "a" and tag.get("href"):
        manner = replace(manner, href=kept_link(str(tag.get("href")), source))
    return _spans(
        inner,
        replace(
            manner,
            em=manner.em or name in EMPHASIS,
            strong=manner.strong or name in STRONG,
            code=manner.code or name in CODE,
        ),
        source,
    )


def _collapsed(text: str) -> str:
    """White space as HTML reads it; a no-break space is a letter there."""
    out = " ".join(part for part in text.replace("\t", " ").replace("\n", " ").split(" ") if part)
    if not out:
        return " " if text else ""
    before = " " if text[0] in " \t\r\n" else ""
    return before + out + (" " if text[-1] in " \t\r\n" else "")


def words_of(tag: Tag) -> str:
    """All the text of an element on one line, elements of block kind kept apart."""
    parts: list[str] = []
    for node in tag.descendants:
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            parts.append(str(node))
        elif isinstance(node, Tag) and (
            node.name not in {*EMPHASIS, *STRONG, *CODE, "a", "span"}
            or (node.name == "a" and getattr(node.previous_sibling, "name", "") == "a")
        ):
            parts.append(" ")
    return " ".join("".join(parts).split())
