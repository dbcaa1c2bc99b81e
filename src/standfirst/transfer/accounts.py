"""The last check that nothing is lost: the words of the file against those of the draft."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

from standfirst.transfer.draft import Draft, Left, Span, Statement
from standfirst.transfer.source import WORD, Source

UNPLACED = "words that found no place in the article"


def accounted(draft: Draft, visible: str) -> Draft:
    """The draft with every word of the visible text in it or in its report."""
    check = Source()
    kept = " ".join(_texts(draft))
    check.leave_rest(visible, kept, UNPLACED)
    run_on = "".join(WORD.findall(kept)).lower()
    left = tuple(left for left in check.left if not _run_together(left.text, run_on))
    return replace(draft, report=draft.report + left) if left else draft


def _run_together(words: str, kept: str) -> bool:
    """Links side by side, with no space between, read as one word; they were kept as two."""
    return all(len(word) > 5 and word.lower() in kept for word in words.split())


def _texts(thing: object) -> Iterator[str]:
    """Every text in a draft, statements apart, which only repeat."""
    match thing:
        case str():
            yield thing
        case Statement():
            return
        case tuple() if thing and isinstance(thing[0], Span):
            yield "".join(span.text for span in thing if isinstance(span, Span))
            yield from (f" {span.href}" for span in thing if isinstance(span, Span))
        case tuple():
            for item in thing:
                yield from _texts(item)
        case Left(text, _):
            yield text
        case _ if is_dataclass(thing):
            for field in fields(thing):
                yield from _texts(getattr(thing, field.name))
