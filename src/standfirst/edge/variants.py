"""Pages as they go over the wire, ready to be sent. Nothing personal is in them. No Django."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from standfirst.access.rules import Gate
from standfirst.edge.filling import Filling, filling_of

Headers = Iterable[tuple[str, str]]
Form = tuple[bytes, bytes]
"""A head, which lacks the `Date` and the empty line that ends it, and a body."""

SHOWN = "surrogate-key"

REMADE = frozenset(
    {"content-length", "content-encoding", "connection", "date", "etag", "transfer-encoding"}
)
"""What an answer's head says anew for each form in which it goes out."""

DECIDED = frozenset({"standfirst-access", "standfirst-reason", SHOWN})
"""What depends on the decision, and is said anew with each answer to a reader; and what nobody
who hands it on may keep by."""

OVERHEAD = 700
"""What a variant takes besides its bytes, roughly."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One stored page. `shows` is what it says that it shows, `articles.showing` has the words.

    `unchanged` is the head of a 304, which has no body (RFC 9110, 15.4.5). A reader's page has no
    tag, for nobody may keep it. A page with slots is a `filling`, put together for each answer.
    """

    packed_head: bytes
    plain_head: bytes
    unchanged: bytes
    packed: bytes
    tag: bytes
    made_at: float
    gate: Gate | None = None
    filling: Filling | None = None
    shows: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, roughly."""
        heads = len(self.packed_head) + len(self.plain_head) + len(self.unchanged)
        parts = self.filling.size if self.filling else 0
        return heads + len(self.packed) + parts + OVERHEAD

    def plain(self) -> bytes:
        """The body for the rare client that takes no gzip."""
        return gzip.decompress(self.packed)

    def filled(self, slots: Mapping[str, str], *, takes_gzip: bool) -> Form:
        """The page for one reader; a slot that they have no word for stays empty."""
        if self.filling is None:
            if takes_gzip:
                return self.packed_head, self.packed
            return self.plain_head, self.plain()
        if takes_gzip:
            body = self.filling.packed(slots)
            return self.packed_head + _length(len(body)), body
        body = self.filling.plain(slots)
        return self.plain_head + _length(len(body)), body


def variant_of(headers: Headers, body: bytes, *, now: float, gate: Gate | None = None) -> Variant:
    """What anybody is shown, from the headers and the body of an answer with status 200."""
    pairs = list(headers)
    head = _head(pairs, REMADE)
    packed = gzip.compress(body, 6, mtime=0)
    tag = hashlib.sha256(body).hexdigest()[:20].encode()
    return Variant(
        packed_head=b'%bETag: "%bg"\r\n%b' % (OK + head, tag, PACKED + _length(len(packed))),
        plain_head=b'%bETag: "%bp"\r\n%b' % (OK + head, tag, _length(len(body))),
        unchanged=b'HTTP/1.1 304 Not Modified\r\n%bETag: "%bg"\r\n' % (head, tag),
        packed=packed,
        tag=tag,
        made_at=now,
        gate=gate,
        shows=shown_in(pairs),
    )


def readers_variant_of(headers: Headers, body: bytes, *, gate: Gate | None, now: float) -> Variant:
    """What every reader of a kind is shown."""
    pairs = list(headers)
    head = OK + _head(pairs, REMADE | DECIDED)
    filling = filling_of(body)
    packed = b"" if filling else gzip.compress(body, 6, mtime=0)
    return Variant(
        packed_head=head + PACKED + (b"" if filling else _length(len(packed))),
        plain_head=head if filling else head + _length(len(body)),
        unchanged=b"",
        packed=packed,
        tag=b"",
        made_at=now,
        gate=gate,
        filling=filling,
        shows=shown_in(pairs),
    )


OK = b"HTTP/1.1 200 OK\r\n"
PACKED = b"Content-Encoding: gzip\r\n"


def shown_in(headers: Headers) -> tuple[str, ...]:
    """What a page says that it shows."""
    values = [value for name, value in headers if name.lower() == SHOWN]
    return tuple(word for value in values for word in value.split())


def _head(pairs: list[tuple[str, str]], dropped: frozenset[str]) -> bytes:
    """The lines of a head, what it varies by among them."""
    vary = [value for name, value in pairs if name.lower() == "vary"]
    named = {part.strip().lower(): part.strip() for value in vary for part in value.split(",")}
    named.setdefault("accept-encoding", "Accept-Encoding")
    kept = [(name, value) for name, value in pairs if name.lower() not in dropped | {"vary"}]
    lines = [f"{name}: {value}\r\n" for name, value in (*kept, ("Vary", ", ".join(named.values())))]
    return "".join(lines).encode("latin-1")


def _length(length: int) -> bytes:
    return b"Content-Length: %d\r\n" % length
