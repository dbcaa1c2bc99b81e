"""Where the sentences of a paragraph end, its quotations kept whole."""

import itertools
import re

from standfirst.transfer.marks import Quotation
from standfirst.transfer.vocabulary import SPEECH

ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Rev|Gen|Sen|vs|etc|e\.g|i\.e)|\b[A-Z])$"
)

GAP = re.compile(r"[\s)\]]+(?=\S)")
LEAD = re.compile(r"[^.;\x00]{1,60}")


def sentences(blank: str, found: list[Quotation]) -> list[tuple[int, int]]:
    """The sentences of a paragraph, quotations whole."""
    ends = {quote.end: quote for quote in found}
    cuts: list[int] = []
    for gap in GAP.finditer(blank):
        i, after = gap.start(), blank[gap.end()]
        begins = after.isupper() or after.isdigit() or after == "\x00"
        if not i or not begins:
            continue
        if i in ends:
            ended = ends[i].ends_sentence and not _goes_on(ends[i], blank, gap.end())
        else:
            ended = blank[i - 1] in ".!?…" and not ABBREVIATION.search(blank[max(i - 9, 0) : i - 1])
        if ended:
            cuts.append(i)
    edges = [0, *cuts, len(blank) + 1]
    return list(itertools.pairwise(edges))


def _goes_on(quote: Quotation, blank: str, at: int) -> bool:
    """`"Who pays?" Dahl asked.` is one sentence."""
    if quote.text.rstrip("”’»\"'").endswith("."):
        return False
    lead = LEAD.match(blank, at)
    return bool(lead and SPEECH.search(blank, at, lead.end()))
