"""Plain text taken apart: paragraphs, whether the lines are wrapped or not, lists and tables."""

import itertools
import re

from standfirst.transfer.draft import Break, Embed, ListBlock, Paragraph, Span, Table
from standfirst.transfer.frontmatter import take
from standfirst.transfer.source import Item, Para, Quoted, Source, Title

WRAP_WIDTH = 120
BULLET = re.compile(r"\s*(?:[-*•–·‣▪◦]|(\d{1,3}|[a-z])[.)])\s+(?=\S)")
RULE = re.compile(r"\s*([-*_=~#·•]\s*){3,}$")
STOP = re.compile(r"[.!?:…][\"”’»“')\]]*$")
URL = re.compile(r"https?://\S+$")


def read(text: str) -> Source:
    """The items of a plain text."""
    source = Source(plain=True)
    text = take(text, source)
    source.visible = re.sub(r"(?m)^\s*\d{1,3}[.)]\s+(?=\S)", "", text)
    lines = [line.rstrip() for line in text.split("\n")]
    width = _wrap_width(lines)
    for chunk in _chunks(lines):
        source.items += _items(chunk, width)
    return source


def _chunks(lines: list[str]) -> list[list[str]]:
    """The lines between blank ones."""
    chunks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            chunks[-1].append(line)
        elif chunks[-1]:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]


def _wrap_width(lines: list[str]) -> int:
    """The width at which the text was wrapped, 0 when every line is a paragraph.

    Wrapped text breaks in the middle of sentences, at about the same width.
    """
    longest = max((len(line) for line in lines), default=0)
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a.strip() and b.strip()]
    pairs = [(a, b) for a, b in pairs if not BULLET.match(b) and "\t" not in a and "|" not in a]
    middle = [a for a, b in pairs if not STOP.search(a) and len(a) > longest * 0.5]
    if longest > WRAP_WIDTH or not middle or len(middle) < 0.4 * len(pairs):
        return 0
    return longest


def _items(chunk: list[str], width: int) -> list[Item]:
    table = _table(chunk)
    if table:
        return [table]
    out: list[Item] = []
    rows = [line for line in chunk if not RULE.match(line)]
    underlined = len(chunk) == len(rows) + 1 and len(chunk) > 1 and bool(RULE.match(chunk[1]))
    if underlined:
        out.append(Title(1 if "=" in chunk[1] else 2, _span(rows[0].strip())))
        rows = rows[1:]
    if rows and all(line.lstrip().startswith(">") for line in rows):
        inner = "\n".join(re.sub(r"^\s*>\s?", "", line) for line in rows)
        return [*out, Quoted((Para(_span(inner.strip())),))]
    return out + _listed(_joined(rows, width), rows)


def _listed(paragraphs: list[str], rows: list[str]) -> list[Item]:
    """Paragraphs and runs of list items; a lone dash before a name is no list."""
    out: list[Item] = []
    items: list[Paragraph] = []
    marks = [BULLET.match(text) for text in paragraphs]
    many = sum(1 for mark in marks if mark) > 1
    ordered = False
    for text, mark in zip(paragraphs, marks, strict=True):
        if mark and (many or text.lstrip()[0] in "*•‣▪◦"):
            ordered = bool(mark.group(1))
            items.append(Paragraph(_span(text[mark.end() :].strip())))
            continue
        if items:
            out.append(ListBlock(tuple(items), ordered))
            items = []
        out.append(_single(text.strip()))
    return [*out, ListBlock(tuple(items), ordered)] if items else out


def _single(text: str) -> Item:
    if re.fullmatch(r"<!--\s*(?:break|more)\s*-->", text):
        return Break()
    return Embed(text) if URL.fullmatch(text) else Para(_span(text))


def _joined(rows: list[str], width: int) -> list[str]:
    """Lines put together to paragraphs."""
    out: list[str] = []
    last = ""
    for row in rows:
        if out and _continues(last, row, width):
            out[-1] += "\n" + row.strip()
        else:
            out.append(row.strip("\r\n"))
        last = row
    return out


def _continues(above: str, line: str, width: int) -> bool:
    if BULLET.match(line) or re.match(r"\s*[—–-]{1,2}\s?[A-Z]", line):
        return False
    if BULLET.match(above) and re.match(r"\s{2,}\S", line):
        return True
    if not width:
        return False
    if len(line) - len(line.lstrip()) >= 2 and not above.startswith("  "):
        return False
    full = len(above) + 1 + len(line.split()[0]) > width
    short = len(above.split()) <= 9 and len(above) < 0.6 * width and line.lstrip()[0].isupper()
    if full:
        return True
    return not STOP.search(above) and not short


def _table(chunk: list[str]) -> Table | None:
    """Rows parted by bars, tabs, or at least two spaces, with as many cells in each."""
    rows = [r for r in chunk if not re.fullmatch(r"[\s|:+=-]+", r)]
    caption = ""
    if len(rows) > 2 and rows[0].lower().startswith("table"):
        caption, rows = rows[0].partition(":")[2].strip() or rows[0], rows[1:]
    for mark in (r"\s*\|\s*", r"\t+", r"\s{2,}"):
        cells = [re.split(mark, re.sub(r"^\s*\||\|\s*$", "", r).strip()) for r in rows]
        wide = {len(row) for row in cells}
        if len(rows) > 1 and len(wide) == 1 and wide != {1}:
            if mark == r"\s{2,}" and any(STOP.search(r[0]) and len(r[0]) > 30 for r in cells):
                return None
            ruled = len(rows) < len(chunk) - bool(caption)
            head = ruled or not any(re.search(r"\d", c) for c in cells[0][1:])
            body = cells[1:] if head else cells
            return Table(caption, tuple(cells[0]) if head else (), tuple(map(tuple, body)))
    return None


def _span(text: str) -> tuple[Span, ...]:
    return (Span(text),)
