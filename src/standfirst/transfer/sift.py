"""What does not belong to the article is taken out and reported; asides find their place."""

import re
from dataclasses import replace

from standfirst.transfer import labels, notices
from standfirst.transfer.draft import Note, Paragraph, Spans, cut, strip, text_of
from standfirst.transfer.source import Aside, Item, Para, Quoted, Role, Source, Title

NOTICE = "a notice to subscribers, not part of the article"
EDGE = 2


def sifted(source: Source) -> list[Item]:
    """The items that make up the article."""
    items = [kept for item in source.items for kept in _placed(item, source)]
    items = _without_notices(items, source)
    return [piece for item in items for piece in _apart(item, source)]


def words_in(item: Item) -> str:
    """The words of an item that a notice could be made of."""
    match item:
        case Title() | Para():
            return item.text.strip()
        case Quoted(paragraphs, foot):
            return " ".join([*(p.text for p in paragraphs), foot]).strip()
        case Aside(items):
            return " ".join(words_in(inner) for inner in items).strip()
        case Note(title, paragraphs):
            return " ".join([title, *(p.text for p in paragraphs)]).strip()
    return ""


def _placed(item: Item, source: Source) -> list[Item]:
    """An aside as a side note, as part of the text, or as a notice that is left out."""
    if not isinstance(item, Aside):
        return [item]
    words = words_in(item)
    if words and notices.weight(words) >= notices.THRESHOLD - 1.0:
        source.leave(words, NOTICE)
        return []
    titles = [inner for inner in item.items if isinstance(inner, Title)]
    paras = [inner for inner in item.items if isinstance(inner, Para)]
    named = any(labels.scores(title.text).named for title in titles)
    if named or len(titles) > 1 or len(titles) + len(paras) < len(item.items) or not paras:
        return [piece for inner in item.items for piece in _placed(inner, source)]
    title = titles[0].text if titles else ""
    return [Note(title, tuple(Paragraph(one_line(para.spans)) for para in paras))]


def _without_notices(items: list[Item], source: Source) -> list[Item]:
    """Drop the notices: sure ones anywhere, likely ones at either end or beside another."""
    texts = [i for i, item in enumerate(items) if words_in(item)]
    edge = {*texts[:EDGE], *texts[-EDGE:]}
    gone = {
        i
        for i in texts
        if not isinstance(items[i], Note)
        and notices.is_notice(words_in(items[i]), at_edge=i in edge or _set_apart(items[i]))
    }
    for step in (1, -1):
        for i in texts[::step]:
            near = {i - 1, i + 1} & gone
            body = isinstance(items[i], Title | Para)
            if near and i not in gone and body and _beside(items[i], i in edge):
                gone.add(i)
    for i in sorted(gone):
        source.leave(words_in(items[i]), NOTICE)
    return [item for i, item in enumerate(items) if i not in gone]


def _beside(item: Item, at_edge: bool) -> bool:
    words = words_in(item)
    if isinstance(item, Title) and notices.weight(words) > 1.0:
        return True
    return notices.is_notice(words, at_edge=at_edge, beside=True)


def _set_apart(item: Item) -> bool:
    """All in emphasis, or quoted with nobody speaking: not the manner of running text."""
    if isinstance(item, Quoted):
        return not item.foot
    return isinstance(item, Para) and all(
        s.em or s.strong or s.href for s in item.spans if s.text.strip()
    )


def _apart(item: Item, source: Source) -> list[Item]:
    """A paragraph without the notice that was run together with it."""
    if not isinstance(item, Para) or item.role is not Role.BODY:
        return [item]
    start, stop = notices.split_off(item.text)
    if (start, stop) == (0, len(item.text)):
        return [item]
    source.leave(item.text[:start], NOTICE)
    source.leave(item.text[stop:], NOTICE)
    rest = strip(cut(item.spans, start, stop))
    return [replace(item, spans=rest)] if text_of(rest).strip() else []


def one_line(spans: Spans) -> Spans:
    """The spans with the file's line ends as spaces."""
    return strip(
        tuple(
            replace(
                span,
                text=span.text
                if span.code
                else re.sub(r"[ \t]*\n[ \t]*|[ \t]{2,}", " ", span.text),
            )
            for span in spans
        )
    )
