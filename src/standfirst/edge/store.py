"""Pages as they go over the wire, ready to be sent: in memory, bounded, forgotten all at once.

Nothing personal is in here. For each address there may be two variants: what somebody without a
session is shown, and what any reader is shown who may read it all. No Django.
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from standfirst.access.rules import Gate

Headers = Iterable[tuple[str, str]]

SLOT = re.compile(rb"<!--slot:([a-z]+)-->")
"""Where a word of the reader's own is put in, from their pass."""

REMADE = frozenset(
    {"content-length", "content-encoding", "connection", "date", "etag", "transfer-encoding"}
)
"""What an answer's head says anew for each form in which it goes out."""

DECIDED = frozenset({"standfirst-access", "standfirst-reason"})
"""What depends on the decision, and is said anew with each answer to a reader."""


class Kind(Enum):
    """For whom a variant is."""

    ANYBODY = b""
    READER = b"reader "


@dataclass(frozen=True, slots=True)
class Variant:
    """One stored page. A head lacks the `Date` and the empty line that ends it.

    `unchanged` is the head of a 304, which has no body (RFC 9110, 15.4.5). A reader's page has no
    tag, for nobody may keep it. A page with slots is put together for each answer.
    """

    packed_head: bytes
    plain_head: bytes
    unchanged: bytes
    packed: bytes
    tag: bytes
    made_at: float
    gate: Gate | None = None
    has_slots: bool = False

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, roughly."""
        heads = len(self.packed_head) + len(self.plain_head) + len(self.unchanged)
        return heads + len(self.packed) + 500

    def plain(self) -> bytes:
        """The body for the rare client that takes no gzip."""
        return gzip.decompress(self.packed)

    def filled(self, slots: Mapping[str, str]) -> bytes:
        """The plain body with its slots filled; one that nobody has a word for stays empty."""
        return SLOT.sub(lambda found: slots.get(found[1].decode(), "").encode(), self.plain())


def variant_of(headers: Headers, body: bytes, *, now: float) -> Variant:
    """What anybody is shown, from the headers and the body of an answer with status 200."""
    head = _head(headers, REMADE)
    packed = gzip.compress(body, 6, mtime=0)
    tag = hashlib.sha256(body).hexdigest()[:20].encode()
    return Variant(
        packed_head=b'%bETag: "%bg"\r\n%b' % (OK + head, tag, _packed(len(packed))),
        plain_head=b'%bETag: "%bp"\r\n%b' % (OK + head, tag, _length(len(body))),
        unchanged=b'HTTP/1.1 304 Not Modified\r\n%bETag: "%bg"\r\n' % (head, tag),
        packed=packed,
        tag=tag,
        made_at=now,
    )


def readers_variant_of(headers: Headers, body: bytes, *, gate: Gate | None, now: float) -> Variant:
    """What any reader is shown who may read what stands behind `gate`."""
    head = OK + _head(headers, REMADE | DECIDED)
    packed = gzip.compress(body, 6, mtime=0)
    has_slots = SLOT.search(body) is not None
    return Variant(
        packed_head=head if has_slots else head + _packed(len(packed)),
        plain_head=head if has_slots else head + _length(len(body)),
        unchanged=b"",
        packed=packed,
        tag=b"",
        made_at=now,
        gate=gate,
        has_slots=has_slots,
    )


OK = b"HTTP/1.1 200 OK\r\n"


def _head(headers: Headers, dropped: frozenset[str]) -> bytes:
    """The lines of a head, what it varies by among them."""
    pairs = list(headers)
    vary = [value for name, value in pairs if name.lower() == "vary"]
    named = {part.strip().lower(): part.strip() for value in vary for part in value.split(",")}
    named.setdefault("accept-encoding", "Accept-Encoding")
    kept = [(name, value) for name, value in pairs if name.lower() not in dropped | {"vary"}]
    lines = [f"{name}: {value}\r\n" for name, value in (*kept, ("Vary", ", ".join(named.values())))]
    return "".join(lines).encode("latin-1")


def _packed(length: int) -> bytes:
    return b"Content-Encoding: gzip\r\n" + _length(length)


def _length(length: int) -> bytes:
    return b"Content-Length: %d\r\n" % length


class Store:
    """Variants by path, the least used ones given up when memory runs out.

    `version` is raised by each `forget`; what was built before that is not taken in after it.
    """

    def __init__(self, *, bytes_max: int, age_max_s: float) -> None:
        self.bytes_max = bytes_max
        self.age_max_s = age_max_s
        self.version = 0
        self.bytes = 0
        self._kept: OrderedDict[bytes, Variant] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: bytes, kind: Kind = Kind.ANYBODY) -> Variant | None:
        """The variant of a path. One that is older than `age_max_s` is none."""
        variant = self._kept.get(kind.value + path)
        if variant is None or time.monotonic() - variant.made_at > self.age_max_s:
            return None
        return variant

    def put(
        self, path: bytes, variant: Variant, *, version: int, kind: Kind = Kind.ANYBODY
    ) -> bool:
        """Keeps a variant whose making began at `version`; False when that is over."""
        key = kind.value + path
        with self._lock:
            if version != self.version or variant.size > self.bytes_max:
                return False
            self._drop(key)
            self._kept[key] = variant
            self.bytes += variant.size
            while self.bytes > self.bytes_max:
                self._drop(next(iter(self._kept)))
        return True

    def forget(self) -> None:
        """Gives everything up, and whatever is being made just now."""
        with self._lock:
            self.version += 1
            self._kept.clear()
            self.bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, key: bytes) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self.bytes -= old.size
