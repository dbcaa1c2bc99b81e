"""Looking for locked words: every surface, as every kind of outsider."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from standfirst.kernel import clock
from standfirst.ops.leaking.asking import Answer, Asker, Visit, asking
from standfirst.ops.leaking.crawling import PAGES_MAX, Crawl, links_in
from standfirst.ops.leaking.locked import Locked, Piece, locked_words
from standfirst.ops.leaking.outsiders import Outsider, outsiders
from standfirst.ops.leaking.routes import Route, routes
from standfirst.ops.leaking.surfaces import Surface, rows_for
from standfirst.ops.leaking.visits import Ground, ground_of
from standfirst.ops.leaking.words import words_of

LINKS = "links followed"
EDGE = "kept by the edge"
"""Pages that the edge gives as well: counted once more."""

STRUCTURED = re.compile(r"<script type=\"application/ld\+json\">.*?</script>", re.DOTALL)
HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


@dataclass(frozen=True)
class Leak:
    """A place where an outsider gets what is locked."""

    surface: str
    outsider: str
    request: str
    place: str
    phrase: str
    piece: str


@dataclass
class Report:
    """What was looked at and found. `faults` are places that could not be looked at."""

    outsiders: list[Outsider] = field(default_factory=list)
    surfaces: dict[str, str] = field(default_factory=dict)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    leaks: list[Leak] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    pieces: int = 0
    phrases: int = 0

    @property
    def is_clean(self) -> bool:
        """True where everything could be looked at, and nothing was found."""
        return not self.leaks and not self.faults


def look(only: Iterable[str] = ()) -> Report:
    """Looks at all surfaces, or at those named, and reports. Changes nothing.

    Addresses that nobody classified are faults whichever surfaces are named.
    """
    locked = locked_words()
    seekers = outsiders(locked.pieces, now=clock.now())
    report = Report(outsiders=seekers, pieces=len(locked.pieces), phrases=len(locked.owners))
    with asking() as asker:
        Look(locked, asker, report, frozenset(only)).everywhere()
    return report


class Look:
    """One look: what is locked, who asks, and what was found so far."""

    def __init__(self, locked: Locked, asker: Asker, report: Report, only: frozenset[str]) -> None:
        self.locked = locked
        self.asker = asker
        self.report = report
        self.only = only
        self.turns = count()
        self.links: dict[tuple[str, str], list[str]] = {}
        self.seen: dict[int, list[tuple[str, set[Piece]]]] = {}

    def everywhere(self) -> None:
        """Every route by its row, then the links from the front page."""
        ground = ground_of(self.locked)
        for route in dict.fromkeys(routes()):
            rows = rows_for(route)
            if not rows:
                self.report.faults.append(
                    f"{route.address} is in no row of SURFACES: say there how an outsider "
                    "reaches it, or why none can."
                )
            for row in rows:
                self._surface(row, route, ground)
        if self._is_wanted(LINKS):
            for outsider in self.report.outsiders:
                self._crawl(outsider)
        if any(surface == EDGE for surface, _ in self.report.asked):
            self.report.surfaces[EDGE] = ""
        elif ground.articles and not self.only:
            self.report.faults.append("The edge gave no page: it was not looked at.")

    def _is_wanted(self, name: str) -> bool:
        return not self.only or name in self.only

    def _surface(self, row: Surface, route: Route, ground: Ground) -> None:
        if not self._is_wanted(row.name):
            return
        self.report.surfaces.setdefault(row.name, row.why)
        wanted = list(dict.fromkeys(row.visits(ground, route))) if row.visits else []
        if row.visits and not wanted and ground.samples and "<" in route.text:
            self.report.faults.append(f"{route.address} has arguments that nothing fits.")
        for visit in wanted:
            for outsider in self._askers(row.share):
                self._visit(row.name, visit, outsider)

    def _askers(self, share: int) -> list[Outsider]:
        """Nobody, and of the readers one in `share`, another next time; all where it is 1.

        Every page is asked for by some reader, however few there are.
        """
        nobody, readers = self.report.outsiders[:1], self.report.outsiders[1:]
        step = min(share, len(readers)) or 1
        return nobody + readers[next(self.turns) % step :: step]

    def _crawl(self, outsider: Outsider) -> None:
        self.report.surfaces.setdefault(LINKS, "")
        crawl = Crawl()
        for path in crawl:
            if (outsider.name, path) not in self.links:
                self._visit(LINKS, Visit(path), outsider)
            crawl.add(self.links[outsider.name, path])
        if crawl.is_cut_short:
            self.report.faults.append(
                f"More than {PAGES_MAX} pages are linked: some were left out."
            )

    def _visit(self, surface: str, visit: Visit, outsider: Outsider) -> None:
        """Asks once, and takes down what was found and where the answer leads."""
        answer = self.asker.ask(visit, outsider.reader)
        self.report.asked[surface, outsider.name] += 1
        if answer.status == 500 and not visit.fails:
            self.report.faults.append(f"{visit} as {outsider.name} answers {answer.status}.")
        found = list(self._findings(visit, answer, outsider))
        found += self._found_at_edge(visit, outsider, {piece for _, _, piece in found})
        for place, phrase, piece in found:
            leak = Leak(surface, outsider.name, str(visit), place, phrase, str(piece))
            self.report.leaks.append(leak)
        if visit == Visit(visit.path):
            self.links[outsider.name, visit.path] = list(
                dict.fromkeys(links_in(answer, visit.path))
            )

    def _found_at_edge(
        self, visit: Visit, outsider: Outsider, told: set[Piece]
    ) -> list[tuple[str, str, Piece]]:
        """What the edge gives away of other pieces than those that Django does."""
        answer = self.asker.ask_edge(visit, outsider.reader)
        if answer is None:
            return []
        self.report.asked[EDGE, outsider.name] += 1
        found = self._findings(visit, answer, outsider)
        return [
            (f"{place}, kept by the edge", phrase, one)
            for place, phrase, one in found
            if one not in told
        ]

    def _findings(
        self, visit: Visit, answer: Answer, outsider: Outsider
    ) -> Iterable[tuple[str, str, Piece]]:
        """Of each piece the first phrase that this outsider, or a cache, should not have got."""
        may_have = visit.stands_in & outsider.readable
        if visit.is_shut and not may_have and answer.status < 300:
            yield "status", f"{answer.status} where nothing should be", self._at(visit)
        if visit.must_miss and _hits(answer, visit.must_miss):
            yield "results", "it is found by words from behind the gate", visit.must_miss
        told: set[Piece] = set()
        for phrase, owners in self._phrases_in(answer):
            new = owners - told
            if not new:
                continue
            if owners & outsider.readable:
                if not _is_kept_private(answer):
                    yield "cache of whoever stands between", phrase, first_of(new)
            elif not _is_echo(phrase, visit, answer, self.locked):
                yield place_of(phrase, answer, self.locked), phrase, first_of(new)
            else:
                continue
            told |= owners

    def _at(self, visit: Visit) -> Piece:
        """The piece whose address it is; media and the like have none of their own."""
        fits = [one for one in self.locked.pieces if visit.path.startswith(one.address)]
        return fits[0] if fits else Piece(0, visit.path, visit.path, None, kind="no article")

    def _phrases_in(self, answer: Answer) -> list[tuple[str, set[Piece]]]:
        found = []
        for text in (answer.head, answer.body):
            key = hash(text)
            if key not in self.seen:
                self.seen[key] = list(self.locked.found_in(text))
            found += self.seen[key]
        return found


def first_of(pieces: set[Piece]) -> Piece:
    """The one to name when a phrase stands in several."""
    return min(pieces, key=lambda piece: (piece.is_draft, piece.pk))


def _is_kept_private(answer: Answer) -> bool:
    """True where no cache between us and the reader may hand the answer to somebody else."""
    return "no-store" in answer.kept or "private" in answer.kept


def place_of(phrase: str, answer: Answer, locked: Locked) -> str:
    """Where in an answer a phrase stands."""
    parts = (
        ("headers", [answer.head]),
        ("JSON-LD", STRUCTURED.findall(answer.body)),
        ("head", HEAD.findall(answer.body)),
    )
    for name, texts in parts:
        if any(_holds(phrase, text, locked) for text in texts):
            return name
    return "body"


def _holds(phrase: str, text: str, locked: Locked) -> bool:
    return any(found == phrase for found, _ in locked.found_in(text))


def _is_echo(phrase: str, visit: Visit, answer: Answer, locked: Locked) -> bool:
    """True where the outsider is only told what they asked for."""
    asked = [value for _, value in parse_qsl(urlsplit(visit.path).query)]
    if set(phrase.split()) <= {word for value in asked for word in words_of(value)}:
        return True
    text = f"{answer.head}\n{answer.body}"
    for echo in _echoes(visit.path):
        text = text.replace(echo, " ")
    return not _holds(phrase, text, locked)


def _echoes(path: str) -> list[str]:
    """The spellings in which a page may repeat the address it was asked for, the longest first."""
    bare = urlsplit(path).path
    forms = {form for one in (path, bare) for form in (one, unquote(one), one.strip("/"))}
    forms |= {quote(form, safe="") for form in forms} | {quote(form) for form in forms}
    return sorted((form for form in forms if len(form) > 1), key=len, reverse=True)


def _hits(answer: Answer, piece: Piece) -> bool:
    """True where a page of results leads to the piece."""
    return any(f'"{piece.address}"' in part for part in MAIN.findall(answer.body))
