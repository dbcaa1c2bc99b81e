"""Markdown taken apart, with front matter, tables, and HTML where the writer used it."""

import re
from dataclasses import replace

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from standfirst.transfer import html
from standfirst.transfer.draft import (
    LINE,
    Embed,
    Image,
    ListBlock,
    Paragraph,
    Span,
    Spans,
    Table,
    strip,
    text_of,
)
from standfirst.transfer.frontmatter import take
from standfirst.transfer.inline import words_of
from standfirst.transfer.links import kept_link, pictured
from standfirst.transfer.source import Item, Para, Quoted, Source, Title

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def read(text: str) -> Source:
    """The items of a Markdown text."""
    source = Source()
    text = take(text, source)
    source.visible = words_of(BeautifulSoup(PARSER.render(text), "html.parser"))
    tree = SyntaxTreeNode(PARSER.parse(text))
    for node in tree.children:
        source.items += _block(node, source)
    return source


def _block(node: SyntaxTreeNode, source: Source) -> list[Item]:
    match node.type:
        case "heading":
            return [Title(int(node.tag[1]), _inline(node, source, []))]
        case "paragraph":
            return _paragraph(node, source)
        case "blockquote":
            return _quoted(node, source)
        case "bullet_list" | "ordered_list":
            return _list(node, source)
        case "table":
            return [_table(node, source)]
        case "fence" | "code_block":
            return [Para((Span(node.content.strip().replace("\n", LINE), code=True),))]
        case "html_block":
            inner = html.read(node.content)
            source.left += inner.left
            return inner.items
    return []


def _paragraph(node: SyntaxTreeNode, source: Source) -> list[Item]:
    images: list[Item] = []
    spans = strip(_inline(node, source, images))
    text = text_of(spans).strip()
    if re.fullmatch(r"https?://\S+", text):
        return [Embed(text), *images]
    return [*([Para(spans)] if text else []), *images]


def _quoted(node: SyntaxTreeNode, source: Source) -> list[Item]:
    inner = [item for child in node.children for item in _block(child, source)]
    paras = tuple(item for item in inner if isinstance(item, Para))
    rest = [item for item in inner if not isinstance(item, Para)]
    return [*([Quoted(paras)] if paras else []), *rest]


def _list(node: SyntaxTreeNode, source: Source) -> list[Item]:
    """A list; one that starts at another number than 1 keeps its numbers as text."""
    items: list[Paragraph] = []
    others: list[Item] = []
    start = int(node.attrs.get("start", 1))
    for number, child in enumerate(node.children, start):
        mark = (Span(f"{number}. "),) if start != 1 else ()
        for item in (item for block in child.children for item in _block(block, source)):
            if isinstance(item, Para):
                items.append(Paragraph((*mark, *item.spans)))
                mark = ()
            elif isinstance(item, ListBlock):
                items += item.items
            else:
                others.append(item)
        items += [Paragraph(mark)] if mark else []
    ordered = node.type == "ordered_list" and start == 1
    return [*([ListBlock(tuple(items), ordered)] if items else []), *others]


def _table(node: SyntaxTreeNode, source: Source) -> Table:
    rows: list[tuple[str, ...]] = []
    for group in node.children:
        for row in group.children:
            rows.append(tuple(text_of(_inline(cell, source, [])).strip() for cell in row.children))
    header = rows[0] if rows and any(rows[0]) else ()
    return Table("", header, tuple(rows[1:]))


def _inline(node: SyntaxTreeNode, source: Source, images: list[Item]) -> Spans:
    """The spans inside a block; pictures among them are put aside in `images`."""
    out: list[Span] = []
    for child in node.children:
        _spans(child, Span(""), out, source, images)
    return tuple(out)


def _spans(
    node: SyntaxTreeNode, manner: Span, out: list[Span], source: Source, images: list[Item]
) -> None:
    match node.type:
        case "text":
            out.append(replace(manner, text=node.content))
        case "softbreak":
            out.append(replace(manner, text="\n"))
        case "hardbreak":
            out.append(replace(manner, text=LINE))
        case "code_inline":
            out.append(replace(manner, text=node.content, code=True))
        case "image":
            images.append(_image(node, source))
            return
        case "html_inline":
            _tag(node.content, manner, out, source)
        case "em":
            manner = replace(manner, em=True)
        case "strong":
            manner = replace(manner, strong=True)
        case "link":
            manner = replace(manner, href=kept_link(str(node.attrs.get("href", "")), source))
            source.leave(str(node.attrs.get("title", "")), "the title of a link")
    for child in node.children:
        _spans(child, manner, out, source, images)


def _tag(tag: str, manner: Span, out: list[Span], source: Source) -> None:
    if re.match(r"<br\b", tag):
        out.append(replace(manner, text=LINE))
    elif tag.startswith("<!--"):
        source.leave(tag.strip("<!->"), "a comment in the file")
    elif re.match(r"<(script|style|iframe|object|form|img)", tag):
        source.leave(tag.strip("<>/"), "mark-up that an article cannot hold")


def _image(node: SyntaxTreeNode, source: Source) -> Image:
    alt = "".join(child.content for child in node.children)
    caption, credit = pictured(str(node.attrs.get("title", "")))
    return Image(str(node.attrs.get("src", "")), alt, caption, credit)
