"""What the edge answers by itself: bytes for a request, or nothing, and then Django answers.

Pure but for the store. No Django.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from standfirst.edge.store import Store

Header = tuple[bytes, bytes]

READING = frozenset({b"GET", b"HEAD"})
LEFT_TO_DJANGO = frozenset(
    {b"content-length", b"transfer-encoding", b"upgrade", b"expect", b"authorization"}
)
"""A request with one of these is no plain reading of a page."""


@dataclass(frozen=True)
class House:
    """The host that the publication is at, and the cookies that make an answer personal."""

    host: bytes
    is_https: bool
    personal_cookies: tuple[bytes, ...]


@dataclass(slots=True)
class Asked:
    """What of a request's headers matters here."""

    takes_gzip: bool = False
    tags: bytes = b""


class Edge:
    """Answers requests for what the store holds."""

    def __init__(self, store: Store, house: House) -> None:
        self.store = store
        self.house = house
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
    ) -> tuple[bytes, bytes] | None:
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
        self.hits += 1
        if asked.tags and _is_named(variant.tag, asked.tags):
            return variant.unchanged, b""
        if method == b"HEAD":
            return (variant.packed_head if asked.takes_gzip else variant.plain_head), b""
        if asked.takes_gzip:
            return variant.packed_head, variant.packed
        return variant.plain_head, variant.plain()

    def _look(self, headers: Sequence[Header], is_https: bool) -> Asked | None:
        """What is asked; None for a request that is somebody's own or meant for another house."""
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
                if any(mark in value for mark in house.personal_cookies):
                    return None
            elif name in LEFT_TO_DJANGO:
                return None
        return asked if is_here and (is_https or not house.is_https) else None


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
