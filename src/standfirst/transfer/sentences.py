"""Where the sentences of a paragraph end, its quotations kept whole."""

import itertools
import re

from standfirst.transfer.marks import Quotation
from standfirst.transfer.vocabulary import SPEECH

ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Rev|Gen|Sen|vs|etc|e\.g|i\.e)|\b[A-Z])$"
)


def sentences(blank: str, found: list[Quotation]) -> list[tuple[int, int]]:
    """The sentences of a paragraph, quotations whole."""
    ends = {quote.end: quote for quote in found}
    cuts: list[int] = []
    for i in range(1, len(blank)):
        rest = blank[i:]
        follows = re.match(r"[\s)\]]+(?=\S)", rest)
        if not follows:
            continue
        after = rest[follows.end()]
        begins = after.isupper() or after.isdigit() or after == "\x00"
        if i in ends:
            quote = ends[i]
            ended = quote.ends_sentence and begins and not _goes_on(quote, rest[follows.end() :])
        else:
            ended = blank[i - 1] in ".!?…" and begins and not ABBREVIATION.search(blank[: i - 1])
        if ended:
            cuts.append(i)
    edges = [0, *cuts, len(blank) + 1]
    return list(itertools.pairwise(edges))


def _goes_on(quote: Quotation, rest: str) -> bool:
    """`"Who pays?" Dahl asked.` is one sentence."""
    if quote.text.rstrip("”’»\"'").endswith("."):
        return False
    lead = re.match(r"[^.;\x00]{1,60}", rest)
    return bool(lead and SPEECH.search(rest, 0, lead.end()))
