"""Items become the blocks of an article; quotations get their speakers on the way."""

import itertools
import re
from collections.abc import Sequence

from standfirst.transfer.attributions import Attribution
from standfirst.transfer.draft import (
    Block,
    Heading,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Statement,
    Table,
    cut,
    strip,
)
from standfirst.transfer.marks import bare, masked, quotations
from standfirst.transfer.people import mentions
from standfirst.transfer.quotes import Listener
from standfirst.transfer.sift import one_line
from standfirst.transfer.source import Aside, Item, Para, Quoted, Role, Source, Title
from standfirst.transfer.vocabulary import SPEECH

DASH = re.compile(r"\s*(?:[—–―]|--?)\s*(?=[^\W\d_])")
MARK = "a mark that says what follows"


class Builder:
    """Builds the blocks of one part after the other, in the order of the text."""

    def __init__(self, source: Source, listener: Listener) -> None:
        self.source = source
        self.listener = listener
        self.statements: list[Statement] = []
        self.part = 0
        self.block = 0

    def blocks(self, items: Sequence[Item]) -> tuple[Block, ...]:
        """The blocks of one part."""
        out: list[Block] = []
        pairs = _gathered(list(items))
        for i, item in enumerate(pairs):
            after = pairs[i + 1] if i + 1 < len(pairs) else None
            before = pairs[i - 1] if i else None
            if isinstance(item, Para) and isinstance(after, Table) and _captions(item):
                continue
            self.block = len(out)
            out += self._block(item, before)
        self.part += 1
        return tuple(out)

    def hear(self, text: str, part: int) -> None:
        """Keep the statements of a text as part `part`."""
        for said in self.listener.hear(text):
            self.statements.append(
                Statement(said.text, said.speaker, said.office, part, self.block)
            )

    def _block(self, item: Item, before: Item | None) -> list[Block]:
        match item:
            case Title():
                return [Heading(item.text)]
            case Para():
                return [self._paragraph(item)]
            case Quoted():
                return [self._quote(item)]
            case ListBlock(items, ordered):
                lines = tuple(Paragraph(one_line(line.spans)) for line in items)
                for line in lines:
                    self.hear(line.text, self.part)
                return [ListBlock(lines, ordered)]
            case Table(caption, header, rows):
                told = caption
                if isinstance(before, Para) and _captions(before):
                    told = before.text.partition(":")[2].strip()
                    self.source.leave(before.text.partition(":")[0], MARK)
                return [Table(told, header, rows)]
            case Aside():
                return []
            case Note(_, paragraphs):
                for paragraph in paragraphs:
                    self.hear(paragraph.text, self.part)
        return [item]

    def _paragraph(self, item: Para) -> Block:
        spans = one_line(item.spans)
        paragraph = Paragraph(spans)
        note = re.match(r"Note:\s+", paragraph.text)
        if note:
            self.source.leave("Note", MARK)
            paragraph = Paragraph(cut(spans, note.end()))
        self.hear(paragraph.text, self.part)
        if not note:
            return paragraph
        title = paragraph.spans[0] if paragraph.spans and paragraph.spans[0].strong else None
        rest = strip(paragraph.spans[1:] if title else paragraph.spans)
        return Note(title.text.strip(" :") if title else "", (Paragraph(rest),))

    def _quote(self, item: Quoted) -> Block:
        body, foot = quotation_and_attribution(item)
        said = self.listener.attribution(foot) if foot else Attribution()
        if not foot and self.listener.waiting:
            speaker = self.listener.waiting
            said = Attribution(speaker, self.listener.people.office_of(speaker))
        self.listener.waiting = ""
        quote = Quote(body, said.speaker, said.office, said.when, said.where, said.source)
        kept = " ".join([quote.speaker, quote.office, quote.when, quote.where, quote.source])
        self.source.leave_rest(foot, kept, "what joins a quotation to its speaker")
        self.statements.append(
            Statement(quote.text, quote.speaker, quote.office, self.part, self.block, inline=False)
        )
        return quote


def _captions(item: Para) -> bool:
    return bool(re.match(r"Table(?: \d+)?:", item.text)) and len(item.text.split()) < 40


def _gathered(items: list[Item]) -> list[Item]:
    """Join what belongs together: a quotation and the line below it, a picture and its caption."""
    out: list[Item] = []
    for item in items:
        last = out[-1] if out else None
        dashed = isinstance(item, Para) and DASH.match(item.text) and len(item.text.split()) <= 30
        if isinstance(item, Para) and dashed and isinstance(last, Quoted) and not last.foot:
            out[-1] = Quoted(last.paragraphs, item.text)
        elif isinstance(item, Para) and dashed and isinstance(last, Para) and _is_quotation(last):
            out[-1] = Quoted((last,), item.text)
        elif isinstance(item, Para) and _stands_alone(item):
            out.append(Quoted((item,)))
        else:
            out.append(item)
    return out


def _is_quotation(para: Para) -> bool:
    text = para.text.strip()
    found = quotations(text)
    return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))


def _stands_alone(para: Para) -> bool:
    """A quotation with a dash and a name, and nothing else: "…" — Rhea Solano, board chair."""
    text = para.text.strip()
    found = quotations(text)
    if not found or found[0].start or len(found) > 1 or para.role is not Role.BODY:
        return False
    rest = text[found[0].end :]
    dash = DASH.match(rest)
    named = mentions(rest[dash.end() :]) if dash else []
    return bool(dash and named and named[0].start < 40 and not re.search(r"[.;] \S", rest))


def quotation_and_attribution(item: Quoted) -> tuple[str, str]:
    """The words of a block quote, and the line that says whose they are."""
    lines = [line for para in item.paragraphs for line in para.lines.split("\n") if line.strip()]
    paragraphs = [" ".join(para.text.split(" ")).strip() for para in item.paragraphs]
    foot = item.foot
    if not foot and len(lines) > 1 and DASH.match(lines[-1]):
        foot = lines[-1]
        last = paragraphs[-1]
        paragraphs[-1] = last[: last.rindex(foot.strip())].strip()
    if not foot and len(paragraphs) > 1 and _names_somebody(paragraphs[-1]):
        foot = paragraphs.pop()
    if foot:
        return "\n".join(bare(text) for text in paragraphs if text), foot.strip()
    text = "\n".join(paragraphs)
    return _split(text)


def _names_somebody(text: str) -> bool:
    """A line that is a name, with or without an office: "Edmund Vail, claims manager"."""
    named = mentions(text)
    if not named or named[0].start or " " not in named[0].name or len(text.split()) > 14:
        return False
    return text[named[0].end :][:1] in {"", ",", " "} and not text.endswith((".", "!", "?", ":"))


def _split(text: str) -> tuple[str, str]:
    """A quotation with its attribution in the same text."""
    found = quotations(text)
    if not found or found[0].start > 0:
        tail = re.search(rf"[,.!?](?=\s+(?:{SPEECH.pattern})\s+[^\W\d_a-z])", text)
        dash = re.search(r"[.!?…,”\"]\s*[—–]\s*(?=[^\W\d_a-z])[^.!?]{3,80}\.?$", text)
        cut_at = tail or dash
        if cut_at and not found:
            return bare(text[: cut_at.start() + 1]), text[cut_at.start() + 1 :].strip()
        return bare(text), ""
    outside = masked(text, found).replace("\x00", " ")
    if not re.search(r"\w", outside):
        return "\n".join(quote.text for quote in found), ""
    if len(outside.split()) > 40:
        return text, ""
    pieces = [found[0].text]
    for left, right in itertools.pairwise(found):
        between = text[left.end : right.start].rstrip()
        joint = ", " if between.endswith(",") and not pieces[-1].endswith((",", ".")) else " "
        pieces += [joint, right.text]
    return "".join(pieces), " ".join(outside.split())
