"""Following links from the front page, as far as they lead on this host."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.conf import settings

from standfirst.ops.leaking.asking import Answer
from standfirst.ops.leaking.visits import is_static

LINK = re.compile(
    r"\b(?:href|src|action)=[\"']([^\"'<>]+)|<(?:loc|link)>([^<]+)<|\"(https?://[^\"]+)"
)
PAGES_MAX = 5_000
SHUT = ("/demo/signin/", "/demo/inbox", "/demo/mail/", "/logout/")
WAYS_BACK = {"next"}
"""Parts of an address that say where to go afterwards: each page would have a log-in of its own."""


def links_in(answer: Answer, at: str) -> Iterator[str]:
    """The addresses on this host that an answer leads to, without anchors and ways back."""
    found = [next(filter(None, hit)) for hit in LINK.findall(answer.body)]
    for link in [*found, *([answer.location] if answer.location else [])]:
        if path := _own_path(urljoin(settings.BASE_URL + at, unescape(link.strip()))):
            yield path


def _own_path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.netloc != urlsplit(settings.BASE_URL).netloc or is_static(parts.path):
        return ""
    if parts.path.startswith(SHUT):
        return ""
    query = [pair for pair in parse_qsl(parts.query) if pair[0] not in WAYS_BACK]
    return parts.path + (f"?{urlencode(query)}" if query else "")


class Crawl:
    """The addresses still to be asked for, each once."""

    def __init__(self) -> None:
        self.known = {"/"}
        self.waiting = deque(["/"])
        self.is_cut_short = False

    def __iter__(self) -> Iterator[str]:
        while self.waiting:
            yield self.waiting.popleft()

    def add(self, paths: Iterable[str]) -> None:
        """Adds those that are new, as long as there are not too many."""
        new = [path for path in paths if path not in self.known]
        room = PAGES_MAX - len(self.known)
        self.is_cut_short |= len(new) > room
        self.known.update(new[:room])
        self.waiting.extend(new[:room])
