"""Where quotations start and end in a text, whichever quote marks it uses.

Knows straight, curly, German, French and Scandinavian marks, single and double, nested ones
(only the outermost counts), and tells apostrophes from single quotes.
"""

import re
from dataclasses import dataclass

OPENERS = {
    "“": "”“",
    "„": '“”‟"',
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "”": "”",
    '"': '"',
    "‘": "’‘",
    "‚": "‘’",
    "'": "'",
    "’": "’",
    "「": "」",
    "`": "'",
}
SINGLE = "‘‚'’`"
LONGEST = 4000
"""Letters; a mark that is not closed by then is no quote mark."""
TRAILING = " \u00a0\u202f\u2009,"


@dataclass(frozen=True)
class Quotation:
    """A quotation's place in the text, marks included, and its words without them."""

    start: int
    end: int
    text: str
    closed: bool = True

    @property
    def ends_sentence(self) -> bool:
        """Its last mark inside closes a sentence."""
        return self.text.rstrip("”’»\"'").endswith((".", "!", "?", "…"))


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of one paragraph, in order."""
    out: list[Quotation] = []
    at = 0
    while at < len(text):
        end = _closing(text, at) if _opens(text, at) else None
        if end is None:
            at += 1
            continue
        closed = end < len(text)
        inner = text[at + 1 : end]
        out.append(Quotation(at, min(end + 1, len(text)), trimmed(inner), closed))
        at = end + 1
    return [quote for quote in out if quote.text]


def trimmed(inner: str) -> str:
    """A quotation without the space and the comma that only join it to its speaker."""
    return inner.strip(TRAILING).strip()


def bare(text: str) -> str:
    """The words of a block quote without the marks around all of them."""
    found = quotations(text.strip())
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text.strip())):
        return found[0].text
    return trimmed(text)


def masked(text: str, found: list[Quotation]) -> str:
    """The text with the words inside quotations blotted out, as long as before."""
    for quote in found:
        text = text[: quote.start] + "\x00" * (quote.end - quote.start) + text[quote.end :]
    return text


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    if mark not in OPENERS or at + 1 >= len(text):
        return False
    before = text[at - 1] if at else " "
    after = text[at + 1]
    if mark in "“„«‹「":
        return not (mark == "“" and before.isalnum())
    free = before.isspace() or before in "([{—–-:/|\x00" or before in OPENERS
    if not free or after.isspace():
        return False
    return not (mark in SINGLE and (after.isdigit() or not (after.isalpha() or after in '…“"(')))


def _closing(text: str, at: int) -> int | None:
    """Where the quotation opened at `at` closes; the text's end when it never does."""
    mark = text[at]
    closers = OPENERS[mark]
    reach = min(len(text), at + LONGEST)
    places = [i for i in range(at + 1, reach) if text[i] in closers]
    if mark in SINGLE:
        return _closing_single(text, places)
    depth = 0
    for i in range(at + 1, reach):
        if mark in "“„«‹" and text[i] == mark and mark not in closers:
            depth += 1
        elif text[i] in closers and not (mark == '"' and _inch(text, i)):
            if not depth:
                return i
            depth -= 1
    opens = at == 0 and reach == len(text) and mark in '“„«"'
    return reach if opens and len(text.split()) > 3 else None


def _inch(text: str, at: int) -> bool:
    """A straight mark after a number and before a word is an inch mark."""
    after = text[at + 1 : at + 3]
    return text[at - 1].isdigit() and bool(re.match(r" [a-z]", after))


def _closing_single(text: str, places: list[int]) -> int | None:
    """Single marks double as apostrophes: prefer the one at a stop, then one not after an s."""
    places = [i for i in places if not text[i + 1 : i + 2].isalnum()]
    for i in places:
        after = text[i + 1 : i + 2]
        if text[i - 1] in ".,!?…;" or not after or after in '.,!?;:)—–”»"':
            return i
        if text[i - 1] not in "sS":
            return i
    return places[-1] if places else None
