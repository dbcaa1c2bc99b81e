"""Who is named in a text, in which office, and whom a surname or a pronoun means.

Names are told by their shape (capitalised words in a row); that somebody is a person follows
from where the name stands: next to a verb of speech, an office, or an apposition.
"""

import re
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W_](?:[\w’'-]*\w)?\.?|[^\W_]")
PARTICLES = frozenset(
    "de da di del della der den des dos du el al bin ibn la le van von y zu".split()
)
HONORIFICS = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady sister father rev judge justice".split()
)
ROLES = frozenset(
    """chair chairman chairwoman chairperson chief head minister mayor president secretary
    treasurer spokesman spokeswoman spokesperson boss leader captain chemist clerk lawyer judge
    king queen councillor councilwoman councilman governor premier commissioner ombudsman
    superintendent guard warden analyst economist scientist farmer nurse doctor teacher pastor
    bishop priest sheriff general colonel principal partner agent deputy delegate envoy ambassador
    founder co-founder owner author editor reporter columnist historian representative official
    steward convener convenor student resident tenant grower driver architect surveyor member rep
    sergeant officer engineer expert attorney counsel executive prosecutor auditor dean rector
    fellow professor ceo cfo coo vice-chair aide pensioner veteran shepherd
    coordinator monk witness widow widower neighbour neighbor midwife crew fisherman""".split()
)
ROLE_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "eer", "ant", "ess", "ologist", "keeper")
NOT_ROLES = frozenset(
    """after over under never ever other another whether rather either neither later earlier water
    river summer winter number letter paper power weather matter order for or nor former however
    together member's want man woman significant constant restaurant important monday""".split()
) - {"former"}
BODIES = frozenset(
    """union board council authority agency survey assembly ministry department university
    association federation company society party commission committee office bureau institute
    court bank cooperative co-operative league club trust fund service institute works group
    congress senate parliament province city town village district school hospital press police
    laboratory lab observatory museum archive inspectorate operator network campaign""".split()
)
NOT_NAMES = frozenset(
    """the a an on in at but and or so yet when if as by for from to of with after before since
    until while where what who why how that this these those there here it its he she they we i you
    his her their our my your not no nor one two three four five six seven eight nine ten both all
    some most many each every now then today yesterday tomorrow tonight monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september
    october november december spring summer autumn winter according asked said still even only
    under over between during against about because although though nobody somebody everybody
    photo picture image source table half last next another once again instead perhaps meanwhile
    later earlier critics officials villagers farmers neither either let new""".split()
)
VERBS = (
    r"says?|said|tells?|told|asks?|asked|adds?|added|answers?|answered|repl(?:y|ies|ied)|"
    r"calls?|called|writes?|wrote|written|argues?|argued|insists?|insisted|warns?|warned|"
    r"explains?|explained|notes?|noted|describes?|described|complains?|complained|declares?|"
    r"declared|admits?|admitted|concedes?|conceded|claims?|claimed|recalls?|recalled|promises?|"
    r"promised|testifie[sd]|announces?|announced|puts?|responds?|responded|shouts?|shouted|"
    r"jokes?|joked|maintains?|maintained|counters?|countered|states?|stated|observes?|observed|"
    r"remarks?|remarked|suggests?|suggested|acknowledges?|acknowledged|confirms?|confirmed|"
    r"denie[sd]|demands?|demanded|urges?|urged|vows?|vowed|continues?|continued|concludes?|"
    r"concluded|objects?|objected|protests?|protested|spoke|speaks?|dismisse[sd]|likens?|likened|"
    r"labell?ed|branded|termed|thinks?|thought|believes?|believed|quips?|quipped|quotes?|quoted|"
    r"laughs?|laughed|goes on|went on|reads?|mutters?|muttered|whispers?|whispered|sighs?|sighed|"
    r"snaps?|snapped|boasts?|boasted|pleads?|pleaded|stresse[sd]|repeats?|repeated|reports?|"
    r"reported|recounts?|recounted|reckons?|reckoned|summed up|summed it up|wonders?|wondered"
)
SPEECH = re.compile(rf"(?<![\w’'-])(?:{VERBS})(?![\w’'-])", re.IGNORECASE)
PRONOUN = re.compile(r"\b(he|she|they)$", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:The|A|An|His|Her|Their|Its|Our)\b")


@dataclass(frozen=True)
class Mention:
    """A name in a text: where it stands, and the name without honorifics and titles."""

    start: int
    end: int
    name: str
    title: str = ""

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]


@dataclass
class People:
    """Everybody named in a file, as found so far: surname to full names, full name to office."""

    full: dict[str, list[str]] = field(default_factory=dict)
    office: dict[str, str] = field(default_factory=dict)

    def full_name(self, name: str) -> str:
        """The longest name in the file that ends (or starts) as this one does, or itself."""
        if " " in name:
            return name
        known = self.full.get(name, [])
        return known[-1] if len(known) == 1 else (known[0] if known else name)

    def office_of(self, name: str) -> str:
        """The office of a full name, or nothing."""
        return self.office.get(name, "")

    def note(self, name: str, office: str) -> None:
        """Keep the first office that is told of somebody."""
        if office and " " in name:
            self.office.setdefault(name, office)


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
    first = 0
    while first < len(run) - 1 and _is_title(run[first].group()):
        first += 1
    if not run or (len(run) == 1 and _is_title(run[0].group())):
        return
    title = " ".join(
        w.group() for w in run[:first] if w.group().lower().rstrip(".") not in HONORIFICS
    )
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
    head = text[:at]
    apposed = re.search(
        r"((?:\b[Tt]he|\b[Aa]n?|\b[Ii]ts|\b[Tt]heir|\b[Hh]is|\b[Hh]er) [^,.;:\x00—]{3,60}), $", head
    )
    if apposed and has_role(apposed.group(1)):
        return _lowered(_last_noun_phrase(apposed.group(1)))
    words: list[str] = []
    for word in reversed(re.findall(r"[^\s]+", re.split(r"[,.;:\x00—()]", head)[-1])):
        low = word.lower()
        stop = low in NOT_NAMES or low in PARTICLES or SPEECH.fullmatch(word)
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
    return (
        office[0].lower() + office[1:]
        if ARTICLE.match(office)
        or is_role(office.split()[0])
        or (office.split()[0].lower() in BODIES)
        else office
    )


def office_after(text: str, at: int) -> tuple[str, int]:
    """The office told after the name that ends at `at`, and where it ends.

    ", chair of the authority," · ", who runs the union," · " (growers' union)" ·
    " of the drivers' union".
    """
    tail = text[at:]
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
        r" (?:of|from|at|for) ((?:the |its )?[^,;:.\x00—]{3,60}?)(?=,| (?:has|had)\b|$)", tail
    )
    if of:
        body = SPEECH.split(of.group(1))[0].strip()
        if body and has_role(body):
            return body, at + tail.index(body) + len(body)
    return "", at


def _relative(clause: str) -> str:
    """A clause that tells an office ("chairs the board"), not one that tells an event."""
    keeps = re.match(
        r"(?:now |still )?(runs?|ran|heads?|leads?|led|chairs?|chaired|directs?|speaks? for|represents?|owns?|"
        r"manages?|edits?|teaches|farms?|works?|is|was|keeps?|advises?|founded|oversees|drives?)\b",
        clause,
    )
    if not keeps:
        return ""
    clause = re.sub(r"^(?:now |still )?(?:is|was) (?:the |an? )?", "", clause)
    return re.split(r" and (?=\w+ed\b)", clause)[0].strip()


def _is_office(phrase: str) -> bool:
    if re.match(r"(?:who|which|whose|and|but|as|in|on|at|after|before|speaking|when|to)\b", phrase):
        return False
    first = SPEECH.match(phrase)
    return not first and has_role(phrase)


def _without_circumstance(phrase: str) -> str:
    """An office without the "on Monday" or "to reporters" that follows with no comma."""
    return re.split(
        r" (?:on|yesterday|today|last|this|speaking|told|said|says|during|after|in (?=an?\b|\d))\b",
        phrase,
    )[0].strip()


def known(texts: list[str]) -> People:
    """Everybody named in these texts, with the offices told of them."""
    people = People()
    for text in texts:
        for mention in mentions(text):
            if " " in mention.name:
                names = people.full.setdefault(mention.surname, [])
                if mention.name not in names:
                    names.append(mention.name)
    for text in texts:
        for mention in mentions(text):
            name = people.full_name(mention.name)
            before = office_before(text, mention.start) or mention.title
            people.note(name, before or office_after(text, mention.end)[0])
    return people
