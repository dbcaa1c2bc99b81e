"""What the edge answers by itself: bytes for a request, or nothing, and then Django answers.

No Django. Whoever has a session is answered only with a pass that is signed, fresh, of that very
session and not void; whether its reader may read is asked of `access.rules.decide`, each time.
"""

import gzip
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from standfirst.access.rules import Decision, Reason, decide
from standfirst.edge.feed import Feed
from standfirst.edge.passes import Pass, Seals, may_have, session_mark
from standfirst.edge.store import Kind, Store, Variant

Header = tuple[bytes, bytes]
Answer = tuple[bytes, bytes]

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


class Edge:
    """Answers requests for what the store holds."""

    def __init__(self, house: House, store: Store, feed: Feed, seals: Seals) -> None:
        self.house = house
        self.store = store
        self.feed = feed
        self.seals = seals
        self.hits = 0
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
            return None
        asked = self._look(headers, is_https)
        if asked is None:
            return None
        if asked.cookies and self.house.messages_cookie in asked.cookies:
            return None
        if asked.cookies and self.house.session_cookie in asked.cookies:
            answer = self._to_reader(url, asked)
        else:
            answer = _to_anybody(variant, asked)
        if answer is None:
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

    def _to_reader(self, url: bytes, asked: Asked) -> Answer | None:
        """The page for a reader whose pass holds and who may read it all; for others Django."""
        variant = self.store.get(url, Kind.READER)
        if variant is None or not self.feed.is_fresh:
            return None
        one = self._pass_of(asked.cookies)
        if one is None:
            return None
        decision = self._decision(one, variant)
        if decision is not None and not decision.allowed:
            return None
        head, body = _to_one(variant, one, asked)
        return head + self._explained(decision), body

    def _pass_of(self, cookies: bytes) -> Pass | None:
        """The pass among the cookies, if it is to be honoured."""
        pairs = (part.partition(b"=") for part in cookies.split(b";"))
        found = {name.strip(): value for name, _, value in pairs}
        session = found.get(self.house.session_cookie.rstrip(b"="), b"").decode("latin-1")
        text = found.get(self.house.pass_cookie.rstrip(b"="), b"").decode("latin-1")
        one = self.seals.open(text, now=time.time()) if session and text else None
        if one is None or one.session != session_mark(session) or not may_have(one.entitlement):
            return None
        subjects = (f"reader:{one.reader_id}", f"session:{one.session}")
        return None if self.feed.voids(one.version, *subjects) else one

    def _decision(self, one: Pass, variant: Variant) -> Decision | None:
        """What the gate says; none where there is no gate. What the clock has overtaken is shut."""
        now = datetime.now(UTC) + self.feed.clock_offset
        until = one.entitlement.until
        if until is not None and until <= now:
            return SHUT
        return decide(one.entitlement, variant.gate, now) if variant.gate else None

    def _explained(self, decision: Decision | None) -> bytes:
        if decision is None or not self.house.explains:
            return b""
        reason = decision.reason.value.encode()
        return b"Standfirst-Access: allowed\r\nStandfirst-Reason: %b\r\n" % reason


SHUT = Decision(False, Reason.UNKNOWN_GATE)
"""For a pass that the clock has overtaken: Django says what is so now."""


def _to_anybody(variant: Variant, asked: Asked) -> Answer:
    if asked.tags and _is_named(variant.tag, asked.tags):
        return variant.unchanged, b""
    if asked.takes_gzip:
        return variant.packed_head, variant.packed
    return variant.plain_head, variant.plain()


def _to_one(variant: Variant, one: Pass, asked: Asked) -> Answer:
    if not variant.has_slots:
        if asked.takes_gzip:
            return variant.packed_head, variant.packed
        return variant.plain_head, variant.plain()
    body = variant.filled(one.slots)
    if not asked.takes_gzip:
        return variant.plain_head + b"Content-Length: %d\r\n" % len(body), body
    body = gzip.compress(body, 1, mtime=0)
    form = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n" % len(body)
    return variant.packed_head + form, body


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
