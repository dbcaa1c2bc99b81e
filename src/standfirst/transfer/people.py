"""Who is named in a text, in which office, and whom a surname or a pronoun means.

Names are told by their shape (capitalised words in a row); that somebody is a person follows
from where the name stands: next to a verb of speech, an office, or an apposition.
"""

import re
from dataclasses import dataclass, field

from standfirst.transfer.marks import masked, quotations
from standfirst.transfer.vocabulary import (
    BODIES,
    HONORIFICS,
    NOT_NAMES,
    NOT_ROLES,
    PARTICLES,
    ROLE_ENDINGS,
    ROLES,
    SPEECH,
)

WORD = re.compile(r"[^\W_](?:[\w’'-]*\w)?\.?|[^\W_]")
ARTICLE = re.compile(r"^(?:The|A|An|His|Her|Their|Its|Our)\b")
CLAUSE = (
    r"(?:now |still )?(?:runs?|ran|heads?|leads?|led|chairs?|chaired|directs?|speaks? for|"
    r"represents?|owns?|manages?|edits?|teaches|farms?|works?|is|was|keeps?|advises?|founded|"
    r"oversees|drives?)\b(?!,)(?= )"
)
"""A relative clause that tells an office, behind its "who"."""

APPOSED = re.compile(
    r"((?:\b(?:The|the|An?|an?|Its|its|Their|their|His|his|Her|her|whose)\b|[^\W\d_a-z][\w’'-]*[’']s?)"
    r" [^,.;:\x00—]{3,60}), $"
)
"""An office before a name and a comma: "The board's chemist, Imke Dahl"."""


@dataclass(frozen=True)
class Mention:
    """A name in a text: where it stands, and the name without honorifics and titles."""

    start: int
    end: int
    name: str
    title: str = ""

    def owns(self, text: str) -> bool:
        """The name is a possessive in the text: "Dahl's office"."""
        return text[self.end : self.end + 2] in ("'s", "’s")

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]

    @property
    def first(self) -> str:
        """The first word of the name."""
        return self.name.split()[0]


@dataclass
class People:
    """Everybody named in a file, as found so far: surname to full names, full name to office."""

    full: dict[str, list[str]] = field(default_factory=dict)
    first: dict[str, list[str]] = field(default_factory=dict)
    office: dict[str, str] = field(default_factory=dict)

    def full_name(self, name: str) -> str:
        """The longest name in the file that ends (or starts) as this one does, or itself."""
        if " " in name:
            return name
        return next(iter(self.full.get(name) or self.first.get(name) or [name]))

    def office_of(self, name: str) -> str:
        """The office of a full name, or nothing."""
        return self.office.get(name, "")

    def note(self, name: str, office: str) -> None:
        """Keep the office that tells most about somebody, the first of equals."""
        office = re.sub(r"^(?:its|their|his|her|whose) ", "", office)
        if office and " " in name and _telling(office) > _telling(self.office.get(name, "")):
            self.office[name] = office


def _telling(office: str) -> int:
    """How much an office says: a noun with its body most, an apposed clause less than a noun."""
    if not office:
        return 0
    words = office.split()
    noun = not re.match(CLAUSE, office)
    return 1 + 2 * noun + (1 < len(words) <= 9) + (" of " in office or " for " in office)


def mentions(text: str) -> list[Mention]:
    """The capitalised names in a text. Some of them are places: see where they stand."""
    out: list[Mention] = []
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        if run and not _joined(text, run[-1], word):
            _keep(out, run)
            run = []
        if _is_name_word(word.group()) or (run and word.group().lower() in PARTICLES):
            run.append(word)
        elif run:
            _keep(out, run)
            run = []
    _keep(out, run)
    return out


def _joined(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    between = text[left.end() : right.start()]
    initial = left.group().endswith(".") and len(left.group()) <= 5
    return between in (" ", "\u00a0", "\u202f") and (initial or not left.group().endswith("."))


def _is_name_word(word: str) -> bool:
    return word[0].isupper() and word.lower().rstrip(".") not in NOT_NAMES


def _keep(out: list[Mention], run: list[re.Match[str]]) -> None:
    """Add a run of words as a name, its leading titles split off, its possessive ignored."""
    while run and run[-1].group().lower() in PARTICLES:
        run = run[:-1]
    titles = [i for i, word in enumerate(run) if _is_title(word.group())]
    if not run or (len(run) == 1 and titles):
        return
    first = titles[-1] + 1 if titles and titles[-1] < len(run) - 1 else 0
    lead = [word.group() for word in run[:first]]
    title = " ".join(word for word in lead if word.lower().rstrip(".") not in HONORIFICS)
    words = [w.group() for w in run[first:]]
    last = re.sub(r"[’']s$", "", words[-1])
    end = run[-1].end() - (len(words[-1]) - len(last))
    if last.endswith(".") and len(last) > 2:
        last, end = last[:-1], end - 1
    out.append(Mention(run[first].start(), end, " ".join([*words[:-1], last]), title.lower()))


def _is_title(word: str) -> bool:
    low = word.lower().rstrip(".")
    return low in HONORIFICS or low in ROLES or low in BODIES


def is_role(word: str) -> bool:
    """The word can be the head of an office ("chair", "chemist", "growers' leader")."""
    low = re.sub(r"[’']s$", "", word.lower())
    if low in NOT_ROLES or len(low) < 4:
        return low in {"ceo", "cfo", "coo", "rep"}
    return low in ROLES or (low.endswith(ROLE_ENDINGS) and len(low) > 5)


def has_role(phrase: str) -> bool:
    """The phrase names an office or a body that somebody can speak for."""
    words = re.findall(r"[\w’'-]+", phrase)
    return any(is_role(w) or re.sub(r"[’']s?$", "", w.lower()) in BODIES for w in words)


def office_before(text: str, at: int) -> str:
    """The office that stands directly before the name at `at`: "board chair ", "The …'s chemist, ".

    Empty when the words there are none.
    """
    head = text[max(at - 160, 0) : at]
    apposed = APPOSED.search(head)
    if apposed and has_role(apposed.group(1)):
        return _lowered(_last_noun_phrase(apposed.group(1)))
    words: list[str] = []
    for word in reversed(re.findall(r"[^\s]+", re.split(r"[,.;:\x00—()]", head)[-1])):
        low = word.lower()
        stop = bool(low in NOT_NAMES or low in PARTICLES or SPEECH.fullmatch(word))
        if low in {"of", "for"} and words:
            stop = False
        if stop or len(words) == 6:
            break
        words.insert(0, word)
    if not words or not is_role(words[-1]):
        return ""
    while words and words[0].lower() in {"of", "for"}:
        words = words[1:]
    return _lowered(" ".join(words))


def _last_noun_phrase(phrase: str) -> str:
    """From the last article that still leaves a role behind it."""
    starts = [
        m.start() for m in re.finditer(r"\b(?:The|the|A|a|An|an|its|their|his|her)\b", phrase)
    ]
    verbs = [m.end() for m in SPEECH.finditer(phrase)]
    after = max(verbs, default=0)
    for start in starts:
        if start >= after:
            return phrase[start:]
    return phrase


def _lowered(office: str) -> str:
    """The office without the capital that only the start of a sentence gave it."""
    first = office.split()[0].lower()
    common = first in BODIES or first.endswith(("al", "ior", "mer")) or is_role(first)
    common = common or first in {
        "transport",
        "finance",
        "health",
        "education",
        "state",
        "opposition",
    }
    common = common and not first.endswith(("'s", "’s", "s'", "s’"))
    return office[0].lower() + office[1:] if ARTICLE.match(office) or common else office


def office_after(text: str, at: int) -> tuple[str, int]:
    """The office told after the name that ends at `at`, and where it ends.

    ", chair of the authority," · ", who runs the union," · " (growers' union)" ·
    " of the drivers' union".
    """
    tail = text[at : at + 200]
    bracket = re.match(r" \(([^()]{3,60})\)", tail)
    if bracket and not re.search(r"\d", bracket.group(1)):
        return bracket.group(1), at + bracket.end()
    who = re.match(r", who (?:has |had )?([^,;.\x00—]{4,80}?)(?=[,;.\x00—]|$)", tail)
    if who:
        return _relative(who.group(1)), at + who.end()
    apposed = re.match(r", ?(?:(?:aged? )?\d+, ?)?([^,;:.\x00—]{3,90}?)(?=[,;:.\x00—]|$)", tail)
    if apposed and _is_office(apposed.group(1)):
        office = _without_circumstance(apposed.group(1))
        return office, at + apposed.start(1) + len(office)
    of = re.match(
        r" (?:of|from|at|for) ((?:the |its )?[^,;:.\x00—]{3,60}?)(?=[,.;\x00]| ha[sd]\b|$)", tail
    )
    if of:
        body = SPEECH.split(of.group(1))[0].strip()
        if body and has_role(body):
            return body, at + tail.index(body) + len(body)
    return "", at


def _relative(clause: str) -> str:
    """A clause that tells an office ("chairs the board"), not one that tells an event."""
    keeps = re.match(CLAUSE, clause)
    if not keeps:
        return ""
    clause = re.sub(r"^(?:now |still )?(?:is|was) (?:the |an? )?", "", clause)
    return re.split(r" and (?=\w+ed\b)", clause)[0].strip()


def _is_office(phrase: str) -> bool:
    if re.match(r"(?:who|which|whose|and|but|as|in|on|at|after|before|speaking|when|to)\b", phrase):
        return False
    spoken = SPEECH.match(phrase) and not is_role(phrase.split()[-1])
    return not spoken and has_role(phrase)


def _without_circumstance(phrase: str) -> str:
    """An office without the "on Monday" or "to reporters" that follows with no comma."""
    return re.split(
        r" (?:on|yesterday|today|last|this|speaking|told|said|says|during|after|in (?=an?\b|\d))\b",
        phrase,
    )[0].strip()


def known(texts: list[str]) -> People:
    """Everybody named in these texts, with the offices told of them."""
    texts = [masked(text, quotations(text)) for text in texts]
    people = People()
    for text in texts:
        for mention in mentions(text):
            if " " in mention.name:
                for key, index in ((mention.surname, people.full), (mention.first, people.first)):
                    names = index.setdefault(key, [])
                    names += [] if mention.name in names else [mention.name]
    for text in texts:
        for mention in mentions(text):
            name = people.full_name(mention.name)
            before = office_before(text, mention.start) or mention.title
            people.note(name, before or office_after(text, mention.end)[0])
    return people
