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
    PRONOUN,
    SPEECH,
    Mention,
    People,
    mentions,
    office_after,
    office_before,
)

NOUN_PHRASE = re.compile(
    r"\b(?:The|the|A|a|An|an|Its|its|Her|her|His|his|Their|their|One|one|Another|another|Some|some|"
    r"Several|Many|Most|Officials|Critics|Supporters|Opponents|Campaigners|Villagers|Residents|"
    r"Two|Three)\b"
)
ADVERB = re.compile(
    r"(?:\b(?:has|had|have|also|later|then|once|since|would|will|did|does|not|still|even|always|"
    r"often|again|now|earlier|recently|privately|afterwards|simply|only|never|who|\w+ly|in turn|"
    r"has since|was|is|and|but)\s+)+$"
)
ACCORDING = re.compile(
    r"\b(?:according to|in the words of|in the view of|for|as) (?=\w)", re.IGNORECASE
)
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Rev|Gen|Sen|vs|etc|e\.g|i\.e)|\b[A-Z])$"
)
WORDS_OF_A_STATEMENT = 5


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
    waiting: str = ""
    """Who was announced at the end of the paragraph before ("Dahl answered:")."""
    unfinished: bool = False

    def hear(self, text: str) -> list[Said]:
        """The statements of one paragraph."""
        found = quotations(text)
        blank = masked(text, found)
        named = mentions(blank)
        bounds = sentences(blank, found)
        spoken: list[str | None] = []
        for quote in found:
            self._catch_up(blank, named, _around(quote, bounds), bounds)
            spoken.append(self._speaker(blank, quote, bounds, named))
            self.last = spoken[-1] if spoken[-1] and " " in spoken[-1] else self.last
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

    def _speaker(
        self,
        blank: str,
        quote: Quotation,
        bounds: list[tuple[int, int]],
        named: list[Mention],
    ) -> str | None:
        """The speaker's name as the sentence gives it; None when it gives none."""
        start, end = next(b for b in bounds if b[0] <= quote.start < b[1])
        clauses = (start, end, named)
        before = blank[start : quote.start].strip("\x00 (—–-")
        if not before:
            return self._after(blank, quote, clauses) or None
        return self._before(blank, quote, clauses) or self._after(blank, quote, clauses) or None

    def _before(self, blank: str, quote: Quotation, clause: tuple[int, int, list[Mention]]) -> str:
        """From the words before the quotation, in its sentence."""
        start, _, named = clause
        region = blank[start : quote.start]
        last = region.rfind(";")
        if last >= 0 and SPEECH.search(region, last):
            start, region = start + last + 1, region[last + 1 :]
        verbs = list(SPEECH.finditer(region))
        for verb in reversed(verbs):
            if "\x00" in region[: verb.start()] and not _words(
                region[: verb.start()].split("\x00")[-1]
            ):
                return self._inverted(blank, start + verb.end(), quote.start, named)
            who = self.subject(blank, start, start + verb.start(), named)
            if who:
                return who
        told = ACCORDING.search(region)
        if told:
            return self._first_in(blank, start + told.end(), quote.start, named)
        colon = re.search(r"([^\x00]{2,80}):\s*$", region)
        if colon:
            return self._first_in(
                blank, start + colon.start(1), quote.start, named, names_only=True
            )
        return ""

    def _after(self, blank: str, quote: Quotation, clause: tuple[int, int, list[Mention]]) -> str:
        """From the words behind the quotation, in its sentence."""
        _, end, named = clause
        tail = blank[quote.end : end]
        stop = re.search(r"[;\x00]", tail)
        stop_at = quote.end + (stop.start() if stop else len(tail))
        head = re.match(r"[\s,]*", tail)
        at = quote.end + (head.end() if head else 0)
        dash = re.match(r"[—–-]+\s*|\(", blank[at:stop_at])
        if dash:
            return self._first_in(blank, at + dash.end(), stop_at, named, names_only=True)
        told = ACCORDING.match(blank, at, stop_at)
        if told:
            return self._first_in(blank, told.end(), stop_at, named)
        verb = SPEECH.search(blank, at, stop_at)
        if not verb:
            return ""
        between = blank[at : verb.start()]
        if not ADVERB.sub("", between.strip() + " ").strip():
            return self._inverted(blank, verb.end(), stop_at, named)
        if re.match(r"(?:in|on|at|and|but|to|as|which|that|was|is|the \w+ that)\b", between):
            return ""
        return self.subject(blank, at, verb.start(), named)

    def _inverted(self, blank: str, start: int, stop: int, named: list[Mention]) -> str:
        """ "said Dahl", "said the board's chemist, Imke Dahl", "said a spokesman"."""
        return self._first_in(blank, start, stop, named)

    def _first_in(
        self,
        blank: str,
        start: int,
        stop: int,
        named: list[Mention],
        *,
        names_only: bool = False,
    ) -> str:
        """The speaker that a stretch of text begins with."""
        region = blank[start:stop]
        lead = re.match(r"\s*(he|she|they)\b", region)
        if lead:
            return self._pronoun(lead.group(1))
        first = re.match(r"[^,.;:—]*", region)
        phrase_end = start + (first.end() if first else 0)
        inside = [m for m in named if start <= m.start < phrase_end and not _is_place(blank, m)]
        if inside:
            return self.people.full_name(inside[0].name)
        apposed = [m for m in named if phrase_end + 2 == m.start < stop]
        if apposed and NOUN_PHRASE.match(region.strip()):
            return self.people.full_name(apposed[0].name)
        noun = NOUN_PHRASE.match(region.strip())
        if noun and not names_only:
            phrase = region[: phrase_end - start].strip()
            return re.split(r" (?:on|in|at|to|that|yesterday|last)\b", phrase)[0]
        return ""

    def subject(self, blank: str, start: int, verb: int, named: list[Mention]) -> str:
        """Who does what the verb at `verb` says, in the clause that starts at `start`."""
        region = blank[start:verb].rstrip() + " "
        left = ADVERB.sub("", region).rstrip()
        coordinated = bool(re.search(r"\b(?:and|but)\s*$", region.rstrip()))
        inside = [m for m in named if start <= m.start and m.end <= start + len(left)]
        ending = [m for m in inside if m.end == start + len(left)]
        pronoun = PRONOUN.search(left)
        if ending and not _is_place(blank, ending[-1]):
            return self.people.full_name(ending[-1].name)
        if pronoun:
            return self._pronoun(pronoun.group(1), inside[-1].name if inside else "")
        if left.endswith(","):
            return self._across(blank, start, left, inside)
        clause = re.split(r"[,;:—]| and | but | that | because | while ", left)[-1].strip(" \x00")
        if inside and (coordinated or not clause):
            return self.people.full_name(inside[0].name)
        of = [m for m in inside if re.match(r" (?:of|from|at) ", blank[m.end : start + len(left)])]
        if of:
            return self.people.full_name(of[-1].name)
        noun = NOUN_PHRASE.search(clause)
        if noun:
            return clause[noun.start() :].strip()
        return self.people.full_name(inside[-1].name) if inside else _plain_subject(clause)

    def _across(self, blank: str, start: int, left: str, inside: list[Mention]) -> str:
        """The subject when "…, chair of the board," stands between it and its verb."""
        comma = left[:-1].rfind(",")
        while comma > 0:
            at = start + comma
            ending = [m for m in inside if m.end == at]
            if ending:
                return self.people.full_name(ending[-1].name)
            starting = [m for m in inside if 1 <= m.start - at <= 2]
            if starting:
                return self.people.full_name(starting[0].name)
            comma = left[:comma].rfind(",")
        return self.people.full_name(inside[0].name) if inside else ""

    def _pronoun(self, pronoun: str, named_here: str = "") -> str:
        """Whom "she" means: somebody named in the sentence, else who was named last."""
        here = self.people.full_name(named_here) if named_here else ""
        if here and " " in here and pronoun.lower() != "they":
            return here
        return self.last if pronoun.lower() != "they" else ""

    def _said(self, blank: str, quote: Quotation, who: str | None) -> Said | None:
        """The statement, or nothing when the marks only set a word apart."""
        words = len(quote.text.split())
        if who is None:
            sentence = quote.text[:1].isupper() and quote.ends_sentence
            return (
                Said(quote.text)
                if words >= WORDS_OF_A_STATEMENT or (sentence and words > 2)
                else None
            )
        if words == 1 and not quote.ends_sentence and not _directly_said(blank, quote):
            return None
        if who == "":
            return Said(quote.text)
        return Said(quote.text, who, self.people.office_of(who))

    def _remember(
        self, blank: str, named: list[Mention], found: list[Quotation], spoken: list[str | None]
    ) -> None:
        persons = [m for m in named if self._is_person(blank, m)]
        if persons:
            self.last = self.people.full_name(persons[-1].name)
        heard = [who for who in spoken if who]
        if heard and " " in heard[-1]:
            self.last = heard[-1]
        self.unfinished = bool(found and not found[-1].closed)
        self.waiting = ""
        if blank.rstrip().endswith(":"):
            start = max(blank.rfind(". ") + 2, 0) if ". " in blank else 0
            verbs = list(SPEECH.finditer(blank, start))
            if verbs:
                self.waiting = self.subject(blank, start, verbs[-1].start(), named)

    def _catch_up(
        self,
        blank: str,
        named: list[Mention],
        here: tuple[int, int],
        bounds: list[tuple[int, int]],
    ) -> None:
        """Remember whom the sentence before this one was about."""
        for start, end in bounds:
            if end == here[0] and not re.match(r"\s*(?:He|She|His|Her)\b", blank[start:end]):
                inside = [m for m in named if start <= m.start < end and self._is_person(blank, m)]
                if inside:
                    self.last = self.people.full_name(inside[0].name)

    def _is_person(self, blank: str, mention: Mention) -> bool:
        name = self.people.full_name(mention.name)
        if " " not in name:
            return False
        if self.people.office_of(name) or office_before(blank, mention.start):
            return True
        spoke = SPEECH.match(blank, mention.end + 1) or office_after(blank, mention.end)[0]
        return bool(spoke)


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _is_place(blank: str, mention: Mention) -> bool:
    """A lone name behind "in", "at" or "near" is where, not who."""
    return bool(re.search(r"\b(?:in|at|near|outside|from|of)\s$", blank[: mention.start]))


def _plain_subject(clause: str) -> str:
    """A short subject without an article ("Villagers", "Sandhollow council")."""
    words = clause.split()
    return clause if 0 < len(words) <= 4 and words[0][0].isupper() else ""


def _directly_said(blank: str, quote: Quotation) -> bool:
    """A speech verb stands right beside the quotation."""
    before = re.search(r"([\w’']+)(?: \w+){0,3}[,:]?\s*$", blank[: quote.start])
    return bool(before and SPEECH.fullmatch(before.group(1))) or bool(
        re.match(r",?\s*(?:\S+\s){0,3}", blank[quote.end :])
        and SPEECH.match(blank[quote.end :].lstrip(" ,"))
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
    return list(zip(edges, edges[1:], strict=False))


def _goes_on(quote: Quotation, rest: str) -> bool:
    """`"Who pays?" Dahl asked.` is one sentence."""
    if quote.text.rstrip("”’»\"'").endswith("."):
        return False
    lead = re.match(r"[^.;\x00]{1,60}", rest)
    return bool(lead and SPEECH.search(rest, 0, lead.end()))


def _shared(
    spoken: list[str | None],
    found: list[Quotation],
    bounds: list[tuple[int, int]],
    blank: str,
) -> list[str | None]:
    """Give a quotation that stands alone the speaker of the one beside it."""
    out = list(spoken)
    alone = [
        not _words(blank[a:b].replace("\x00", "")) for a, b in (_around(q, bounds) for q in found)
    ]
    for order, step in ((range(1, len(out)), -1), (range(len(out) - 2, -1, -1), 1)):
        for i in order:
            same = _around(found[i], bounds) == _around(found[i + step], bounds)
            near = alone[i] and not _words(
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
            kept[-1] = Said(
                f"{kept[-1].text}, {said.text}".replace(".,", ","), said.speaker, said.office
            )
        else:
            kept.append(said)
    return kept
