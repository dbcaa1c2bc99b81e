"""What the edge answers by itself: bytes for a request, or nothing, and then Django answers.

No Django. Whoever has a session is answered only with a pass that is signed, fresh, of that very
session and not void. Whether its reader may read is asked of `access.rules.decide`, once for each
gate that a pass comes to, for an entitlement says until when the clock alone changes nothing of
it; and what they get is the page as it is for that decision.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from standfirst.access.rules import Decision, Entitlement, Gate, decide
from standfirst.edge.feed import Feed
from standfirst.edge.kinds import Kind, kind_of
from standfirst.edge.passes import KEPT_MAX, Pass, Seals, may_have, session_mark
from standfirst.edge.store import Store
from standfirst.edge.variants import Variant

Header = tuple[bytes, bytes]
Answer = tuple[bytes, bytes]
Wanted = Callable[[bytes, Kind], None]
"""Told of a page that is not at hand for a kind of reader."""

Read = Callable[[int, bytes], None]
"""Told of each reader and the address of each page that they were given and may read."""

READING = frozenset({b"GET", b"HEAD"})
LEFT_TO_DJANGO = frozenset(
    {b"content-length", b"transfer-encoding", b"upgrade", b"expect", b"authorization"}
)
"""A request with one of these is no plain reading of a page."""


@dataclass(frozen=True)
class House:
    """The host that the publication is at, the names of its cookies, and whether it explains."""

    host: bytes
    is_https: bool
    session_cookie: bytes
    pass_cookie: bytes
    messages_cookie: bytes
    explains: bool = False


@dataclass(slots=True)
class Asked:
    """What of a request's headers matters here."""

    takes_gzip: bool = False
    tags: bytes = b""
    cookies: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the gate answered a reader, and for which kind of reader that has them be taken."""

    kind: Kind
    reason: str
    is_allowed: bool
    explained: bytes

    @classmethod
    def to(cls, entitlement: Entitlement, gate: Gate | None, now: datetime) -> "Answered":
        """The answer of `gate`, or of a page that has none."""
        decision = decide(entitlement, gate, now) if gate is not None else None
        kind = kind_of(entitlement, decision)
        if decision is None:
            return cls(kind, "open", True, b"")
        return cls(kind, decision.reason.value, decision.allowed, _explained(decision))


@dataclass(frozen=True, slots=True)
class Known:
    """A pass that came with some cookies, and what each gate has answered it."""

    one: Pass
    answers: dict[Gate | None, Answered] = field(default_factory=dict)


class Edge:
    """Answers requests for what the store holds."""

    def __init__(
        self,
        house: House,
        store: Store,
        feed: Feed,
        seals: Seals,
        *,
        wanted: Wanted | None = None,
        read: Read | None = None,
    ) -> None:
        self.house = house
        self.store = store
        self.feed = feed
        self.seals = seals
        self.wanted = wanted
        self.read = read
        self.hits = 0
        self.misses = 0
        self.by_reason: Counter[str] = Counter()
        """Answers to readers by the reason of the decision, `open` where there is no gate."""

        self._known: dict[bytes, Known] = {}
        self._dated: tuple[Sequence[Header], bytes] = ((), b"\r\n")

    def end_of_head(self, default_headers: Sequence[Header]) -> bytes:
        """The server's own headers, the `Date` among them, and the end of the head.

        The server makes another list each second; for the same list the bytes are at hand.
        """
        if self._dated[0] is not default_headers:
            lines = b"".join(b"%b: %b\r\n" % header for header in default_headers)
            self._dated = (default_headers, lines + b"\r\n")
        return self._dated[1]

    def answer(
        self, method: bytes, url: bytes, headers: Sequence[Header], *, is_https: bool
    ) -> Answer | None:
        """The answer's head, which lacks its `Date` and its end, and its body.

        None for whatever is not a plain reading of a page that is at hand.
        """
        if method not in READING:
            return None
        variant = self.store.get(url)
        if variant is None:
            self.misses += 1
            return None
        asked = self._look(headers, is_https)
        if asked is None:
            return None
        if asked.cookies and self.house.messages_cookie in asked.cookies:
            return None
        if asked.cookies and self.house.session_cookie in asked.cookies:
            answer = self._to_reader(url, variant.gate, asked)
        else:
            answer = _to_anybody(variant, asked)
        if answer is None:
            self.misses += 1
            return None
        self.hits += 1
        return (answer[0], b"") if method == b"HEAD" else answer

    def _look(self, headers: Sequence[Header], is_https: bool) -> Asked | None:
        """What is asked; None for a request that is no plain reading, or for another house."""
        asked, house, is_here = Asked(), self.house, False
        for name, value in headers:
            if name == b"host":
                is_here = value.lower() == house.host
            elif name == b"accept-encoding":
                asked.takes_gzip = _takes_gzip(value)
            elif name == b"if-none-match":
                asked.tags = value
            elif name == b"x-forwarded-proto":
                is_https = value == b"https"
            elif name == b"cookie":
                asked.cookies = asked.cookies + b"; " + value if asked.cookies else value
            elif name in LEFT_TO_DJANGO:
                return None
        return asked if is_here and (is_https or not house.is_https) else None

    def _to_reader(self, url: bytes, gate: Gate | None, asked: Asked) -> Answer | None:
        """The page for a reader whose pass holds, as it is for their kind; for others Django."""
        if not self.feed.is_fresh:
            return None
        known = self._known_by(asked.cookies)
        if known is None:
            return None
        one = known.one
        now = datetime.now(UTC) + self.feed.clock_offset
        until = one.entitlement.until
        if until is not None and until <= now:
            return None
        answered = known.answers.get(gate)
        if answered is None:
            answered = known.answers[gate] = Answered.to(one.entitlement, gate, now)
        kind = answered.kind
        variant = self.store.get(url, kind)
        if variant is None:
            if self.wanted is not None:
                self.wanted(url, kind)
            return None
        if variant.gate is not gate and variant.gate != gate:
            return None
        head, body = variant.filled(one.slots, takes_gzip=asked.takes_gzip)
        self.by_reason[answered.reason] += 1
        if self.read is not None and answered.is_allowed:
            self.read(one.reader_id, url)
        return (head + answered.explained, body) if self.house.explains else (head, body)

    def _known_by(self, cookies: bytes) -> Known | None:
        """What is known of who sends these cookies, if their pass is to be honoured."""
        known = self._known.get(cookies)
        if known is None:
            one = self._pass_among(cookies)
            if one is None:
                return None
            if len(self._known) >= KEPT_MAX:
                self._known.clear()
            known = self._known[cookies] = Known(one)
        is_over = time.time() >= known.one.expires or self.feed.voids(known.one)
        return None if is_over else known

    def _pass_among(self, cookies: bytes) -> Pass | None:
        """The pass among the cookies, if it is sealed, of use, and of the session beside it."""
        pairs = (part.partition(b"=") for part in cookies.split(b";"))
        found = {name.strip(): value for name, _, value in pairs}
        session = found.get(self.house.session_cookie.rstrip(b"="), b"").decode("latin-1")
        text = found.get(self.house.pass_cookie.rstrip(b"="), b"").decode("latin-1")
        one = self.seals.open(text, now=time.time()) if session and text else None
        if one is None or one.session != session_mark(session) or not may_have(one.entitlement):
            return None
        return one


def _explained(decision: Decision) -> bytes:
    """The two headers that say why."""
    access = b"allowed" if decision.allowed else b"denied"
    reason = decision.reason.value.encode()
    return b"Standfirst-Access: %b\r\nStandfirst-Reason: %b\r\n" % (access, reason)


def _to_anybody(variant: Variant, asked: Asked) -> Answer:
    if asked.tags and _is_named(variant.tag, asked.tags):
        return variant.unchanged, b""
    if asked.takes_gzip:
        return variant.packed_head, variant.packed
    return variant.plain_head, variant.plain()


def _takes_gzip(value: bytes) -> bool:
    """Whether `gzip` is among the encodings and not refused by a weight of nothing."""
    at = value.find(b"gzip")
    if at < 0:
        return False
    weight = value[at + 4 :].split(b",", 1)[0].replace(b" ", b"")
    is_refused = weight.startswith(b";q=0") and not weight[4:].strip(b".0")
    return not is_refused


def _is_named(tag: bytes, tags: bytes) -> bool:
    """Whether a client has this very page, in whichever form (RFC 9110, 13.1.2)."""
    return tag in tags or tags.strip() == b"*"
