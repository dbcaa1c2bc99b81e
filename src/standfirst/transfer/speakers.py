"""The speaker of a quotation, told from the sentence that it stands in."""

import re
from dataclasses import dataclass

from standfirst.transfer.people import Mention, People
from standfirst.transfer.vocabulary import SPEECH

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
PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be)\s+(?:\w+ly\s+|later\s+|also\s+)?$")
PRONOUN = re.compile(r"\b(he|she|they|it)$", re.IGNORECASE)
ACCORDING = re.compile(
    r"\b(?:according to|in the (?:words|view|opinion) of) (?=\w)|^\s*(?:for|as) (?=\w)",
    re.IGNORECASE,
)
AS = re.compile(r"(?:according to|in the words of|as) (?=\w)", re.IGNORECASE)
TELLING = re.compile(r" (?=(?:\w{3,}ed|was|were|had|has|found|made|took|which|that|who)\b)")
POSSESSED = re.compile(r"\b[Ii]n ([^\x00,.;]{3,40})[’']s? (?:words|view|phrase|opinion)\b")
CIRCUMSTANCE = re.compile(r"(?:in|on|at|and|but|to|as|which|that|was|is|with|for|the \w+ that)\b")


@dataclass
class Scene:
    """One paragraph, its quotations blotted out, with the names in it."""

    blank: str
    named: list[Mention]
    people: People
    last: str = ""
    """Whom "she" means when the sentence names nobody."""
    body: str = ""
    """What "it" means: the authority or company named last."""

    def speaker(self, start: int, end: int, sentence: tuple[int, int], last: str) -> str | None:
        """Who says the quotation at `start` to `end`.

        The full name where the file has one; "" when somebody speaks but it is not told who;
        None when nobody is said to speak.
        """
        self.last = last
        before = self.blank[sentence[0] : start].strip("\x00 (—–-,")
        who = self._before(sentence[0], start) if before else None
        if who:
            return who
        behind = self._after(end, sentence[1])
        return who if behind is None else behind

    def _before(self, start: int, quote: int) -> str | None:
        """From the words before the quotation, in its sentence."""
        semicolon = self.blank.rfind(";", start, quote)
        if semicolon >= 0 and SPEECH.search(self.blank, semicolon, quote):
            start = semicolon + 1
        region = self.blank[start:quote]
        verbs = list(SPEECH.finditer(region))
        for verb in reversed(verbs):
            head = region[: verb.start()]
            if "\x00" in head and not letters(head.rpartition("\x00")[2]):
                return self._first_in(start + verb.end(), quote)
            who = self.subject(start, start + verb.start())
            if not who and re.match(r" [^,.:;\x00]{3,60},\s*$", region[verb.end() :]):
                who = self._first_in(start + verb.end(), quote)
            if who:
                return who
        told = ACCORDING.search(region)
        if told:
            return self._first_in(start + told.end(), quote)
        owned = POSSESSED.search(region)
        if owned:
            return self._first_in(start + owned.start(1), quote)
        colon = re.search(r"([^\x00:]{2,80}):\s*$", region)
        if colon and not verbs:
            return self._first_in(start + colon.start(1), quote, names_only=True) or None
        return "" if verbs else None

    def _after(self, quote: int, end: int) -> str | None:
        """From the words behind the quotation, in its sentence."""
        tail = self.blank[quote:end]
        stop = re.search(r"[;\x00]", tail)
        stop_at = quote + (stop.start() if stop else len(tail))
        lead = re.match(r"[\s,]*", tail)
        at = quote + (lead.end() if lead else 0)
        dash = re.match(r"[—–-]+\s*|\(", self.blank[at:stop_at])
        if dash:
            return self._first_in(at + dash.end(), stop_at, names_only=True) or None
        told = AS.match(self.blank, at, stop_at)
        if told:
            return self._first_in(told.end(), stop_at)
        verb = SPEECH.search(self.blank, at, stop_at)
        if not verb:
            return None
        between = self.blank[at : verb.start()]
        if not ADVERB.sub("", between.strip() + " ").strip():
            return self._first_in(verb.end(), stop_at)
        if CIRCUMSTANCE.match(between):
            return None
        return self.subject(at, verb.start())

    def _first_in(self, start: int, stop: int, *, names_only: bool = False) -> str:
        """The speaker that a stretch of text begins with: "Dahl", "a spokesman for the board"."""
        region = self.blank[start:stop]
        lead = re.match(r"\s*(he|she|they|it)\b", region)
        if lead:
            return self._pronoun(lead.group(1))
        first = re.match(r"[^,.;:—\x00]*", region)
        phrase_end = start + (first.end() if first else 0)
        inside = [m for m in self.named if start <= m.start < phrase_end and not self._place(m)]
        if inside:
            return self.people.full_name(inside[0].name)
        noun = NOUN_PHRASE.match(region.strip())
        apposed = [m for m in self.named if m.start == phrase_end + 2 and m.start < stop]
        if apposed and noun:
            return self.people.full_name(apposed[0].name)
        if not noun or names_only:
            return ""
        phrase = region[: phrase_end - start].strip()
        return re.split(r" (?:on|in|at|to|that|yesterday|last)\b", phrase)[0]

    def subject(self, start: int, verb: int) -> str:
        """Who does what the verb at `verb` says, in the clause that starts at `start`."""
        region = self.blank[start:verb].rstrip() + " "
        if PASSIVE.search(region):
            return ""
        left = ADVERB.sub("", region).rstrip()
        end = start + len(left)
        inside = [m for m in self.named if start <= m.start and m.end <= end]
        if inside and inside[-1].end == end and not self._place(inside[-1]):
            return self.people.full_name(inside[-1].name)
        inside = [m for m in inside if self._plausible(m, start)]
        pronoun = PRONOUN.search(left)
        if pronoun:
            return self._pronoun(pronoun.group(1), inside[-1].name if inside else "")
        if left.endswith(","):
            return self._across(start, left, inside)
        return self._phrase(region, left, start, inside)

    def _phrase(self, region: str, left: str, start: int, inside: list[Mention]) -> str:
        """A subject that is no bare name before its verb."""
        clause = re.split(r"[,;:—\x00]| and | but | that | because | while ", left)[-1].strip()
        if inside and (re.search(r"\b(?:and|but)\s*$", region.rstrip()) or not clause):
            return self.people.full_name(inside[0].name)
        end = start + len(left)
        if inside and inside[-1].owns(self.blank):
            return self.blank[inside[-1].start : end].strip()
        of = [m for m in inside if re.match(r" (?:of|from|at) ", self.blank[m.end : end])]
        if of:
            return self.people.full_name(of[-1].name)
        noun = NOUN_PHRASE.search(clause)
        if noun:
            return _noun(clause[noun.start() :].strip())
        return self.people.full_name(inside[-1].name) if inside else _plain_subject(clause)

    def _across(self, start: int, left: str, inside: list[Mention]) -> str:
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
        if inside:
            return self.people.full_name(inside[0].name)
        head = left.partition(",")[0].strip(" \x00")
        return _noun(head) if NOUN_PHRASE.match(head) and len(head.split()) <= 9 else ""

    def _pronoun(self, pronoun: str, named_here: str = "") -> str:
        """Whom "she" means: somebody named in the sentence, else who was named last."""
        if pronoun.lower() == "it":
            return self.body
        if pronoun.lower() == "they":
            return ""
        here = self.people.full_name(named_here) if named_here else ""
        return here if " " in here else self.last

    def _place(self, mention: Mention) -> bool:
        """A name behind "in", "at" or "near" is where, not who."""
        return bool(
            re.search(
                r"\b(?:in|at|near|outside|from|of)\s$",
                self.blank[max(mention.start - 20, 0) : mention.start],
            )
        )

    def _plausible(self, mention: Mention, start: int) -> bool:
        """A lone capitalised word at the start of a sentence is mostly no name."""
        first = not letters(self.blank[start : mention.start])
        return " " in mention.name or not first or " " in self.people.full_name(mention.name)


def letters(text: str) -> str:
    """The letters and digits of a text."""
    return re.sub(r"[\W_]+", "", text)


def _noun(phrase: str) -> str:
    """A noun phrase without the verb that follows it."""
    short = TELLING.split(phrase)[0]
    return short if " " in short else phrase


def _plain_subject(clause: str) -> str:
    """A short subject without an article ("Villagers", "Sandhollow council")."""
    words = clause.split()
    return clause if 0 < len(words) <= 4 and words[0][0].isupper() else ""
