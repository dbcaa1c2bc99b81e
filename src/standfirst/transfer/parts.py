"""The parts of an article told apart: background, news, themed sections, closing context."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from standfirst.transfer import headlines, labels, people, sift
from standfirst.transfer.blocks import MARK, Builder
from standfirst.transfer.draft import (
    Closing,
    Draft,
    Image,
    Lead,
    ListBlock,
    Now,
    Part,
    Primer,
    Section,
    cut,
    strip,
    text_of,
)
from standfirst.transfer.openings import Opening, marks_of, opening
from standfirst.transfer.quotes import Listener
from standfirst.transfer.source import Item, Para, Source, Title

CHECKED = re.compile(r"\s*(?:last )?checked(?: on)?:?\s+(?=\S)", re.IGNORECASE)
CONTEXT = re.compile(
    r"(?:the|some|a (?:little|bit of)|for|by way of|all) (?:\w+ )?(?:background|context)\b"
    r"(?! (?:music|noise|level|radiation))"
    r"|(?:behind|all of) (?:all )?(?:this|it)\b"
    r"|(?:the )?(?:wider|bigger|larger|broader) (?:picture|context)\b"
    r"|what lies behind",
    re.IGNORECASE,
)

NEWS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight|"
    r"(?:this|last) (?:week|month|morning|night|weekend))\b",
    re.IGNORECASE,
)


@dataclass
class Piece:
    """A part in the making: its label and its items."""

    label: str
    items: list[Item] = field(default_factory=list)
    context: bool = False


def assembled(source: Source, *, name: str = "") -> Draft:
    """The draft that the items of a file make up."""
    items = sift.sifted(source)
    headed = sum(isinstance(item, Title) for item in items) >= 2
    source.marks = set() if headed else marks_of(items)
    opens = [opening(items, i, source, headed=headed) for i in range(len(items))]
    head, rest = headlines.take(source, items, opens=[o is not None for o in opens], name=name)
    pieces = _with_context(_pieces(rest, source, headed=headed))
    builder = Builder(source, Listener(people.known([head.standfirst, *_texts(pieces)])))
    builder.hear(head.standfirst, -1)
    parts = tuple(_part(piece, kind, builder, source) for piece, kind in _kinds(pieces))
    return Draft(
        head.headline,
        head.origin,
        parts,
        standfirst=head.standfirst,
        byline=head.byline,
        place=head.place,
        published=head.published,
        updated=head.updated,
        topics=tuple(source.meta.get("topics", [])),
        story=source.first("story"),
        gate=source.first("gate"),
        plans=tuple(source.meta.get("plans", [])),
        lead_image=_lead_image(source),
        statements=tuple(builder.statements),
        report=tuple(source.left),
    )


def _lead_image(source: Source) -> Image | None:
    src, alt, caption, credit = (
        source.first(f"lead_{key}") for key in ("image", "alt", "caption", "credit")
    )
    if src:
        return Image(src, alt, caption, credit)
    source.leave(" ".join([alt, caption, credit]), "words about a lead image that is not named")
    return None


def _pieces(items: list[Item], source: Source, *, headed: bool) -> list[Piece]:
    """The items under the label that opens each part."""
    out = [Piece("")]
    top = min((item.level for item in items if isinstance(item, Title)), default=1)
    for i, item in enumerate(items):
        found = opening(items, i, source, headed=headed)
        if found and isinstance(item, Title) and item.level > top and not found.named:
            found = None
        if found is None:
            out[-1].items.append(item)
            continue
        out.append(Piece(found.label))
        out[-1].items += _rest(item, found)
    return [piece for piece in out if piece.label or piece.items]


def _rest(item: Item, found: Opening) -> list[Item]:
    """What a paragraph says after its label."""
    if not isinstance(item, Para):
        return []
    spans = strip(cut(item.spans, found.end))
    return [replace(item, spans=spans)] if text_of(spans).strip() else []


def _with_context(pieces: list[Piece]) -> list[Piece]:
    """Part off a paragraph that gives the background in a sentence, without a label."""
    out: list[Piece] = []
    for n, piece in enumerate(pieces):
        last = piece.items[-1] if piece.items else None
        alone = len(piece.items) == 1 and piece.label
        closes = isinstance(last, Para) and CONTEXT.match(last.text.strip()) and not alone
        if closes and isinstance(last, Para) and (n == len(pieces) - 1 or n > 0):
            out += [Piece(piece.label, piece.items[:-1]), Piece("", [last], context=True)]
        else:
            out.append(piece)
    return [piece for piece in out if piece.label or piece.items]


def _kinds(pieces: list[Piece]) -> list[tuple[Piece, type[Part]]]:
    """What each piece is. One primer and one news part at most: the likeliest of each.

    A label that could also close a piece is doubted when it stands last.
    """
    found = [labels.scores(piece.label) for piece in pieces]
    last = max((i for i, piece in enumerate(pieces) if piece.label), default=0)
    doubt = [1.0 if i == last > 0 and s.closing >= 1.0 else 0.0 for i, s in enumerate(found)]
    primer = _best([s.primer - 0.3 * (s.now > s.primer) - doubt[i] for i, s in enumerate(found)])
    primer = _before_the_news(pieces, found) if primer is None else primer
    now = _best([0.0 if i == primer else s.now - doubt[i] for i, s in enumerate(found)])
    now = _after_the_primer(pieces, primer) if now is None else now
    return [(piece, _kind(i, pieces, found[i], primer, now)) for i, piece in enumerate(pieces)]


def _before_the_news(pieces: list[Piece], found: list[labels.Scores]) -> int | None:
    """The first part, whatever its label, when the news comes second and it tells none itself."""
    first = next((i for i, piece in enumerate(pieces) if piece.label), None)
    if first is None or first + 1 >= len(pieces) or found[first].now >= labels.THRESHOLD:
        return None
    follows = found[first + 1].now >= labels.THRESHOLD
    return first if follows and not _tells_news(pieces[first]) else None


def _after_the_primer(pieces: list[Piece], primer: int | None) -> int | None:
    """The part behind the background, whatever its label, when it begins with news."""
    if primer is None or primer + 2 >= len(pieces):
        return None
    piece = pieces[primer + 1]
    return primer + 1 if piece.label and _tells_news(piece) else None


def _tells_news(piece: Piece) -> bool:
    first = next((item.text for item in piece.items if isinstance(item, Para)), "")
    return bool(NEWS.search(first[:200]))


def _kind(
    i: int, pieces: Sequence[Piece], score: labels.Scores, primer: int | None, now: int | None
) -> type[Part]:
    piece = pieces[i]
    if i == primer:
        return Primer
    if i == now:
        return Now
    if piece.context:
        unknown = primer is None and not any(other.label for other in pieces[i + 1 :])
        return Closing if primer is not None or unknown else Primer
    if not piece.label:
        return Lead
    last = i == len(pieces) - 1 or pieces[i + 1].context
    closes = max(score.primer, score.now, score.closing) >= labels.THRESHOLD
    return Closing if last and i > 0 and closes else Section


def _best(values: list[float]) -> int | None:
    """The place of the highest value that is high enough; the earliest among equals."""
    top = max(values, default=0.0)
    return values.index(top) if top >= labels.THRESHOLD else None


def _part(piece: Piece, kind: type[Part], builder: Builder, source: Source) -> Part:
    items, checked = (_checked(piece.items, source)) if kind is Primer else (piece.items, "")
    blocks = builder.blocks(items)
    if kind is Primer:
        return Primer(piece.label, blocks, checked)
    if kind is Now:
        return Now(piece.label, blocks)
    if kind is Closing:
        return Closing(piece.label, blocks)
    return Section(piece.label, blocks) if piece.label else Lead(blocks)


def _checked(items: list[Item], source: Source) -> tuple[list[Item], str]:
    """The date a primer was last checked, taken out of its text."""
    for i, item in enumerate(items):
        found = CHECKED.match(item.text) if isinstance(item, Para) else None
        if found and isinstance(item, Para) and len(item.text.split()) <= 8:
            source.leave(found.group().strip(), MARK)
            return items[:i] + items[i + 1 :], item.text[found.end() :].strip()
    return items, ""


def _texts(pieces: list[Piece]) -> list[str]:
    """Every text in which somebody may be named."""
    out: list[str] = []
    for piece in pieces:
        for item in piece.items:
            if isinstance(item, ListBlock):
                out += [line.text for line in item.items]
            else:
                out.append(sift.words_in(item))
    return out
