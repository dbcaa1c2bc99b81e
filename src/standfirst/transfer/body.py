"""The parts of a draft as the blocks of an article's body."""

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Any

from standfirst.articles.actions import Body
from standfirst.transfer.dates import is_date, moment
from standfirst.transfer.draft import (
    Block,
    Break,
    Draft,
    Embed,
    Heading,
    Image,
    ListBlock,
    Note,
    Now,
    Paragraph,
    Part,
    Primer,
    Quote,
    Table,
)

FindImage = Callable[[Image], int | None]


def body_of(draft: Draft, find: FindImage, *, now: datetime) -> Body:
    """The blocks of the whole draft. `find` gives a picture's key, or None where it is missing."""
    body: Body = []
    for part in draft.parts:
        opening, rest = _opening(part, now)
        body += opening
        body += _blocks(rest, find, now)
    return body


def _opening(part: Part, now: datetime) -> tuple[Body, Iterable[Block]]:
    """What opens a part, and the blocks that are still to come."""
    match part:
        case Primer(label, blocks, checked):
            inside = [block for block in blocks if isinstance(block, Paragraph | ListBlock)]
            outside = [block for block in blocks if not isinstance(block, Paragraph | ListBlock)]
            when = moment(checked, now=now)
            value = {
                "label": label or "Before you read",
                "text": "".join(_html(block) for block in inside),
                "checked_on": when.date().isoformat() if when else None,
            }
            return [("primer", value)], outside
        case Now(label, blocks):
            return [("now", {"heading": label})], blocks
        case _:
            return ([("section", {"heading": part.label})] if part.label else []), part.blocks


def _html(block: Paragraph | ListBlock) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{block.html}</p>"
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{item.html}</li>' for item in block.items)}</{tag}>"


def _blocks(blocks: Iterable[Block], find: FindImage, now: datetime) -> Body:
    """The blocks; paragraphs that follow each other stand in one block of text."""
    body: Body = []
    for block in blocks:
        html = _running(block)
        if html and body and body[-1][0] == "text":
            body[-1][1]["text"] += html
        elif html:
            body.append(("text", {"text": html}))
        else:
            body += _standing(block, find, now)
    return body


def _running(block: Block) -> str:
    """A block that is running text, as HTML."""
    match block:
        case Paragraph():
            return f"<p>{block.html}</p>"
        case Heading():
            return f"<h3>{escape(block.text, quote=False)}</h3>"
        case _:
            return ""


def _standing(block: Block, find: FindImage, now: datetime) -> Body:
    """A block that stands by itself."""
    match block:
        case Quote():
            return [("quote", _quote(block, now))]
        case ListBlock(items, ordered):
            lines = [f"<p>{item.html}</p>" for item in items]
            return [("list", {"items": lines, "is_numbered": ordered})]
        case Table():
            return [("table", _table(block))]
        case Image(_, alt, caption, credit):
            key = find(block)
            value = {"image": key, "alt": alt, "caption": caption, "credit": credit}
            return [("image", value)] if key else []
        case Embed(url):
            return [("embed", {"url": url, "title": "", "note": ""})]
        case Note(title, paragraphs):
            text = "".join(f"<p>{one.html}</p>" for one in paragraphs)
            return [("note", {"title": title.rstrip("."), "text": text})]
        case Break():
            return [("break", None)]
        case _:
            return []


def _quote(quote: Quote, now: datetime) -> dict[str, Any]:
    when = moment(quote.when, now=now) if is_date(quote.when) else None
    return {
        "text": quote.text,
        "speaker": quote.speaker,
        "office": quote.office,
        "where": quote.where,
        "when": when.date().isoformat() if when else quote.when,
        "source": quote.source,
    }


def _table(table: Table) -> dict[str, Any]:
    bar = "\\|"
    rows = [table.header, *table.rows] if table.header else list(table.rows)
    lines = [f"| {' | '.join(cell.replace('|', bar) for cell in row)} |" for row in rows]
    return {
        "caption": table.caption,
        "cells": "\n".join(lines),
        "has_header": bool(table.header),
        "source": "",
    }
