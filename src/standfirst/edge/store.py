"""Pages as they go over the wire, ready to be sent: in memory, bounded, forgotten all at once.

Nothing personal is in here: only what somebody without a session is shown. No Django.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

Headers = Iterable[tuple[str, str]]

DROPPED = frozenset(
    {"content-length", "content-encoding", "connection", "date", "etag", "transfer-encoding"}
)
"""What an answer's head says anew for each form in which it goes out."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One stored page. A head lacks the `Date` and the empty line that ends it.

    `unchanged` is the head of a 304, which has no body (RFC 9110, 15.4.5).
    """

    packed_head: bytes
    plain_head: bytes
    unchanged: bytes
    packed: bytes
    tag: bytes
    made_at: float

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, roughly."""
        heads = len(self.packed_head) + len(self.plain_head) + len(self.unchanged)
        return heads + len(self.packed) + 500

    def plain(self) -> bytes:
        """The body for the rare client that takes no gzip."""
        return gzip.decompress(self.packed)


def variant_of(headers: Headers, body: bytes, *, now: float) -> Variant:
    """A page for the store, from the headers and the body of an answer with status 200."""
    kept = [(name, value) for name, value in headers if name.lower() not in DROPPED | {"vary"}]
    vary = [value for name, value in headers if name.lower() == "vary"]
    named = {part.strip().lower(): part.strip() for value in vary for part in value.split(",")}
    named.setdefault("accept-encoding", "Accept-Encoding")
    lines = [f"{name}: {value}\r\n" for name, value in (*kept, ("Vary", ", ".join(named.values())))]
    head = "".join(lines).encode("latin-1")
    packed = gzip.compress(body, 6, mtime=0)
    tag = hashlib.sha256(body).hexdigest()[:20].encode()
    return Variant(
        packed_head=(
            b'HTTP/1.1 200 OK\r\n%bETag: "%bg"\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n'
            % (head, tag, len(packed))
        ),
        plain_head=(
            b'HTTP/1.1 200 OK\r\n%bETag: "%bp"\r\nContent-Length: %d\r\n' % (head, tag, len(body))
        ),
        unchanged=b'HTTP/1.1 304 Not Modified\r\n%bETag: "%bg"\r\n' % (head, tag),
        packed=packed,
        tag=tag,
        made_at=now,
    )


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

    def get(self, path: bytes) -> Variant | None:
        """The variant of a path. One that is older than `age_max_s` is none."""
        variant = self._kept.get(path)
        if variant is None or time.monotonic() - variant.made_at > self.age_max_s:
            return None
        return variant

    def put(self, path: bytes, variant: Variant, *, version: int) -> bool:
        """Keeps a variant whose making began at `version`; False when that is over."""
        with self._lock:
            if version != self.version or variant.size > self.bytes_max:
                return False
            self._drop(path)
            self._kept[path] = variant
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

    def _drop(self, path: bytes) -> None:
        if (old := self._kept.pop(path, None)) is not None:
            self.bytes -= old.size
