"""Whether an item opens a part: a heading, a line that is a label, a label before a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from standfirst.transfer import labels
from standfirst.transfer.draft import LINE, Break, Embed, ListBlock, Spans, text_of
from standfirst.transfer.marks import OPENERS
from standfirst.transfer.source import Item, Para, Role, Source, Title
from standfirst.transfer.vocabulary import SPEECH

LABEL_WORDS = 10
FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|did|do|"
    r"goes|went|makes?|made|says?|said|gets?|got|gives?|gave|told|means?|meant|took|takes)\b"
)
ASKING = re.compile(
    r"(?:what|who|whose|how|why|where|when|which|some|"
    r"\w+ (?:short |quick |key )?(?:things|facts|points|questions|reasons|ways|numbers))\b",
    re.IGNORECASE,
)
DISCOURSE = re.compile(
    r"(?:the )?(?:result|answer|reason|upshot|catch|trouble|problem|question|point|difference|"
    r"effect|consequence|lesson|outcome|verdict|idea|rule|conclusion|short answer|bottom line)|"
    r"note|table|"
    r"in (?:short|other words|sum|all)|put (?:simply|differently)|that is|remember|warning|example|"
    r"for example|for instance|compare|then|and|but|so|or|also|again|source|sources|photo|picture|"
    r"image|last checked|checked|by|updated|published|https?|mailto|to be clear|one thing|ps|p\.s",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Opening:
    """A label and where it ends in its item's text."""

    label: str
    end: int
    named: bool = False
    mark: str = ""


def opening(items: Sequence[Item], at: int, source: Source, *, headed: bool) -> Opening | None:
    """The label with which the item at `at` opens a part. `headed`: the file has headings."""
    item = items[at]
    if isinstance(item, Title):
        return _opening(item.text, 0) if item.text else None
    if not isinstance(item, Para) or item.role is not Role.BODY:
        return None
    after = items[at + 1] if at + 1 < len(items) else None
    alone = _alone(item, after, source, headed)
    if alone and not alone.named and opening(items, at + 1, source, headed=headed):
        return None
    return alone or _before_text(item, source, headed)


def _opening(label: str, end: int) -> Opening:
    label = " ".join(label.split()).strip(" *_")
    label = re.sub(r"\s*[:.—–|-]+$", "", label)
    return Opening(label, end, labels.scores(label).named)


def _alone(item: Para, after: Item | None, source: Source, headed: bool) -> Opening | None:
    """A paragraph that is nothing but a label."""
    text = " ".join(item.text.split())
    words = text.split()
    if not words or len(words) > LABEL_WORDS or after is None or text[0] in OPENERS:
        return None
    if not (text[0].isupper() or text[0].isdigit()) or isinstance(after, Title):
        return None
    found = _opening(text, len(item.text))
    ends = text.endswith((".", "!", ";", ",", "…"))
    if found.named and not (ends and (len(words) > 5 or FINITE.search(text))):
        return found
    listed = isinstance(after, Para | ListBlock)
    if ends or DISCOURSE.fullmatch(found.label) or isinstance(after, Break | Embed):
        return None
    strong = all(span.strong for span in item.spans if span.text.strip())
    capitals = text.isupper() and len(text) > 3
    if strong or capitals:
        return found
    if headed or not source.plain or not listed:
        return None
    longer = isinstance(after, Para) and len(after.text.split()) > len(words)
    if text.endswith(":"):
        clause = FINITE.search(text) and not ASKING.match(text)
        return found if longer and not clause else None
    return found if longer and not re.match(r"by\b", text, re.IGNORECASE) else None


def _before_text(item: Para, source: Source, headed: bool) -> Opening | None:
    """A label with which a paragraph begins, and the text after it."""
    strong = _strong_start(item.spans)
    if strong:
        label, end = strong
        found = _opening(label, end)
        stopped = label.rstrip().endswith((":", ".", "?", "!")) or item.text[end : end + 1] in ":\n"
        first_line = item.lines[end : end + 1] in ("\n", LINE)
        if found.named or (not headed and (stopped or first_line)):
            return Opening(found.label, _past(item.text, end), found.named)
    return _line_end(item, headed) or _colon(item, headed) or _dash(item, source)


def _strong_start(spans: Spans) -> tuple[str, int] | None:
    """The strong words that begin a paragraph and go on in another manner."""
    first = ""
    for span in spans:
        if span.text.strip() and not span.strong:
            break
        first += span.text
    label = first.strip()
    if not label or len(label.split()) > LABEL_WORDS or label == text_of(spans).strip():
        return None
    return label, len(first.rstrip())


def _line_end(item: Para, headed: bool) -> Opening | None:
    """A label on a line of its own at the head of a paragraph."""
    line, end, rest = item.lines.partition("\n")
    words = line.split()
    if (
        not end
        or not rest.strip()
        or len(words) > LABEL_WORDS
        or line.rstrip().endswith((".", ","))
    ):
        return None
    found = _opening(line, len(line))
    return found if found.named or (line.isupper() and not headed) else None


def _colon(item: Para, headed: bool) -> Opening | None:
    text = item.text
    at = text.find(":")
    label, rest = text[:at], text[at + 1 :]
    if at < 2 or not rest[:1].isspace() or len(label.split()) > LABEL_WORDS or not rest.strip():
        return None
    label, start = label.strip(), rest.strip()[0]
    if not (label[:1].isupper() or label[:1].isdigit()) or any(mark in label for mark in '“”"«».;'):
        return None
    found = _opening(label, at)
    past = _past(text, at)
    if found.named and not (start in OPENERS and SPEECH.search(label)):
        return Opening(found.label, past, named=True)
    if (
        set("!?") & set(label)
        or headed
        or not (start.isupper() or start.isdigit() or start in OPENERS)
    ):
        return None
    if start in OPENERS and (SPEECH.search(label) or _is_name(label)):
        return None
    clause = FINITE.search(label) and not ASKING.match(label)
    if clause or DISCOURSE.fullmatch(label) or SPEECH.search(label):
        return None
    return Opening(found.label, past)


def _is_name(label: str) -> bool:
    """Looks like somebody who is about to speak ("Solano", "Owen Tsai, chair")."""
    words = label.partition(",")[0].split()
    return 0 < len(words) <= 3 and all(word[0].isupper() for word in words)


def marks_of(items: Sequence[Item]) -> set[str]:
    """The marks, apart from a colon, that end a sure label inside a paragraph of this file."""
    found = [_marked(item) for item in items if isinstance(item, Para)]
    return {opening.mark for opening in found if opening and opening.named}


def _dash(item: Para, source: Source) -> Opening | None:
    """A label before a dash or a stop: "The latest — On Monday…", "Background. The…".

    One that says nothing by itself ("Who is to blame? The…") counts when the file ends a sure
    label in the same way.
    """
    found = _marked(item)
    return found if found and (found.named or found.mark in source.marks) else None


def _marked(item: Para) -> Opening | None:
    found = re.match(
        r"([^.:;,!?\"“„«]{3,60}?)(\s[—–-]\s|\s?\|\s|\.\s|\?\s|!\s)(?=[^\W_])", item.text
    )
    if not found or len(found.group(1).split()) > 8 or not found.group(1)[0].isupper():
        return None
    mark = found.group(2).strip()
    label = _opening(found.group(1) + (mark if mark == "?" else ""), found.end(1))
    score = labels.scores(label.label)
    words = re.sub(r"^(?:and|so|but|then|well),? ", "", label.label, flags=re.IGNORECASE)
    asks = bool(ASKING.match(words)) or len(words.split()) <= 3
    clause = bool(FINITE.search(words)) and not ASKING.match(words)
    if clause or (mark in {"?", "!"} and not asks):
        return None
    sure = max(score.primer, score.now) >= (labels.THRESHOLD if mark == "?" else labels.STRONG)
    short = len(words.split()) <= 2 or labels.speaks_to_reader(words)
    named = sure and (mark != "." or short)
    if not named and mark not in {".", "?"}:
        return None
    return Opening(label.label, found.end(), named, mark)


def _past(text: str, at: int) -> int:
    """Behind the colon or dash that ends a label."""
    found = re.compile(r"[\s:.—–|-]*").match(text, at)
    return found.end() if found else at
