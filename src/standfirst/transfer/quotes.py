"""Who said what: each quotation in a paragraph with its speaker and the speaker's office.

A quotation is attributed by the sentence it stands in: `"…," said Dahl`, `Dahl told the
assembly that "…"`, `according to Dahl, "…"`, `Dahl: "…"`. One that stands alone belongs to the
speaker beside it. Pronouns and surnames are resolved with `people.People`.
"""

import re
from dataclasses import dataclass

from standfirst.transfer.attributions import Attribution, read_attribution
from standfirst.transfer.marks import Quotation, masked, quotations
from standfirst.transfer.people import (
    Mention,
    People,
    has_role,
    mentions,
    office_after,
    office_before,
)
from standfirst.transfer.sentences import sentences
from standfirst.transfer.speakers import Scene, letters
from standfirst.transfer.vocabulary import SPEECH

WORDS_OF_A_STATEMENT = 5
BODY = re.compile(
    r"\s*((?:The|Its|Their) (?:[^\W\d_A-Z][\w’'-]* ){1,4}?)(?=[a-z]+(?:ed|s|t|id|ew|ave)\b)"
)


@dataclass(frozen=True)
class Said:
    """One quotation and its speaker, both as they are to be shown."""

    text: str
    speaker: str = ""
    office: str = ""


@dataclass
class Listener:
    """Reads paragraphs in order and remembers who spoke last, for "she said"."""

    people: People
    last: str = ""
    body: str = ""
    waiting: str = ""
    """Who was announced at the end of the paragraph before ("Dahl answered:")."""
    unfinished: bool = False

    def hear(self, text: str) -> list[Said]:
        """The statements of one paragraph."""
        found = quotations(text)
        blank = masked(text, found)
        named = mentions(blank)
        bounds = sentences(blank, found)
        scene = Scene(blank, named, self.people)
        spoken: list[str | None] = []
        past = (-1, 0)
        for quote in found:
            here = _around(quote, bounds)
            passed = [b for b in bounds if past[1] <= b[0] and b[1] <= here[0]]
            self._catch_up(blank, named, [*passed, (here[0], quote.start)])
            scene.body = self.body
            spoken.append(scene.speaker(quote.start, quote.end, here, self.last))
            self.last = spoken[-1] if spoken[-1] and " " in spoken[-1] else self.last
            past = here
        spoken = _shared(spoken, found, bounds, blank)
        if spoken and spoken[0] is None and (self.waiting or self.unfinished):
            spoken[0] = self.waiting or self.last
            spoken = _shared(spoken, found, bounds, blank)
        out = [self._said(blank, q, who) for q, who in zip(found, spoken, strict=True)]
        self._remember(blank, named, found, spoken)
        return _joined(out, found, blank)

    def attribution(self, text: str) -> Attribution:
        """The parts of the line below a block quote, the speaker's full name in it."""
        said = read_attribution(text)
        speaker = self.people.full_name(said.speaker)
        if said.speaker.lower() in {"he", "she", "they"}:
            speaker = self.last
        if " " in speaker or said.speaker:
            self.last = speaker or self.last
        return Attribution(
            speaker,
            said.office or self.people.office_of(speaker),
            said.when,
            said.where,
            said.source,
        )

    def _said(self, blank: str, quote: Quotation, who: str | None) -> Said | None:
        """The statement, or nothing when the marks only set a word apart."""
        words = len(quote.text.split())
        if _is_title(blank, quote):
            return None
        if who is None:
            sentence = quote.text[:1].isupper() and quote.ends_sentence and words > 2
            return Said(quote.text) if words >= WORDS_OF_A_STATEMENT or sentence else None
        if words == 1 and not quote.ends_sentence and not _directly_said(blank, quote):
            return None
        return Said(quote.text, who, self.people.office_of(who))

    def _remember(
        self, blank: str, named: list[Mention], found: list[Quotation], spoken: list[str | None]
    ) -> None:
        after = found[-1].end if found else 0
        later = [b for b in sentences(blank, found) if b[0] >= after]
        self._catch_up(blank, named, later)
        heard = [who for who in spoken if who]
        if heard and " " in heard[-1]:
            self.last = heard[-1]
        self.unfinished = bool(found and not found[-1].closed)
        self.waiting = ""
        if blank.rstrip().endswith(":"):
            start = max(blank.rfind(". ") + 2, 0) if ". " in blank else 0
            verbs = list(SPEECH.finditer(blank, start))
            if verbs:
                scene = Scene(blank, named, self.people, self.last)
                self.waiting = scene.subject(start, verbs[-1].start())

    def _catch_up(self, blank: str, named: list[Mention], passed: list[tuple[int, int]]) -> None:
        """Remember whom the sentences since the last quotation were about."""
        for start, end in passed:
            body = BODY.match(blank[start:end])
            if body and has_role(body.group(1)):
                self.body = body.group(1).strip()
            if re.match(r"\s*(?:He|She|His|Her)\b", blank[start:end]):
                continue
            inside = [m for m in named if start <= m.start < end and self._is_person(blank, m)]
            about = [m for m in inside if not m.owns(blank)]
            if about:
                self.last = self.people.full_name(about[0].name)

    def _is_person(self, blank: str, mention: Mention) -> bool:
        name = self.people.full_name(mention.name)
        if " " not in name:
            return False
        if self.people.office_of(name) or office_before(blank, mention.start):
            return True
        spoke = SPEECH.match(blank, mention.end + 1) or office_after(blank, mention.end)[0]
        return bool(spoke)


def _is_title(blank: str, quote: Quotation) -> bool:
    """The name of a book, a law or a song: a report called "The Last Well"."""
    named = re.search(
        r"\b(?:called|titled|entitled|headed|named)\s*$",
        blank[max(quote.start - 90, 0) : quote.start],
    )
    capitals = [word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", quote.text)]
    return bool(named and capitals and all(capitals) and not quote.ends_sentence)


def _directly_said(blank: str, quote: Quotation) -> bool:
    """A speech verb stands right beside the quotation."""
    before = re.search(
        r"([\w’']+)(?: \w+){0,3}[,:]?\s*$", blank[max(quote.start - 90, 0) : quote.start]
    )
    after = re.match(
        rf",?\s*(?:[\w’'-]+\s+){{0,3}}?{SPEECH.pattern}",
        blank[quote.end : quote.end + 90],
        re.IGNORECASE,
    )
    return bool(after) or bool(before and SPEECH.fullmatch(before.group(1)))


def _shared(
    spoken: list[str | None],
    found: list[Quotation],
    bounds: list[tuple[int, int]],
    blank: str,
) -> list[str | None]:
    """Give a quotation that stands alone the speaker of the one beside it."""
    out = list(spoken)
    alone = [
        not letters(blank[a:b].replace("\x00", "")) for a, b in (_around(q, bounds) for q in found)
    ]
    for order, step in ((range(1, len(out)), -1), (range(len(out) - 2, -1, -1), 1)):
        for i in order:
            same = _around(found[i], bounds) == _around(found[i + step], bounds)
            near = alone[i] and not letters(
                blank[
                    min(found[i].end, found[i + step].end) : max(
                        found[i].start, found[i + step].start
                    )
                ]
            )
            tail = alone[i] and step == -1 and _adjacent(found[i], found[i - 1], bounds)
            if out[i] is None and out[i + step] and (same or near or tail):
                out[i] = out[i + step]
    return out


def _around(quote: Quotation, bounds: list[tuple[int, int]]) -> tuple[int, int]:
    return next(b for b in bounds if b[0] <= quote.start < b[1])


def _adjacent(later: Quotation, earlier: Quotation, bounds: list[tuple[int, int]]) -> bool:
    """The sentences of both stand next to each other."""
    return _around(earlier, bounds)[1] == _around(later, bounds)[0]


def _joined(out: list[Said | None], found: list[Quotation], blank: str) -> list[Said]:
    """Put together what the attribution had cut in two: "A," said B, "c."."""
    kept: list[Said] = []
    for i, said in enumerate(out):
        if said is None:
            continue
        before = out[i - 1] if i else None
        between = blank[found[i - 1].end : found[i].start] if i else ""
        split = re.fullmatch(r",?\s*(?!.*\b(?:and|that|but)\b)[^.;!?\x00]{3,90},\s*", between)
        if before and kept and split and said.speaker == before.speaker and SPEECH.search(between):
            joint = ", " if len(kept[-1].text.split()) > 2 else " "
            whole = f"{kept[-1].text.rstrip('.,')}{joint}{said.text}"
            kept[-1] = Said(whole, said.speaker, said.office)
        else:
            kept.append(said)
    return kept
