"""Asking the edge: what it keeps of a page, and gives to whoever comes with a pass or with none."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from standfirst.access.queries import entitlement_for
from standfirst.access.rules import decide
from standfirst.config.edge import house
from standfirst.edge import actions
from standfirst.edge.answering import Edge
from standfirst.edge.building import Builder
from standfirst.edge.feed import Feed
from standfirst.edge.kinds import ANYBODY, Kind, kind_of
from standfirst.edge.middleware import seals
from standfirst.edge.passes import Pass, life_s, may_have, session_mark
from standfirst.edge.standing_in import words_for
from standfirst.edge.store import Store
from standfirst.kernel import clock
from standfirst.readers.models import Reader

BYTES_MAX = 64 * 1024 * 1024
AGE_MAX_S = 3600.0


class KeptPages:
    """An edge as a server has it, but for its threads: it makes what it is asked for at once."""

    def __init__(self) -> None:
        address = urlsplit(settings.BASE_URL)
        self.host = address.netloc.encode()
        self.is_https = address.scheme == "https"
        self.store = Store(bytes_max=BYTES_MAX, age_max_s=AGE_MAX_S)
        wsgi = get_wsgi_application()
        self.builder = Builder(self.store, wsgi, host=address.netloc, scheme=address.scheme)
        self.feed = Feed(self.store, actions.ask)
        self.seals = seals()
        self.edge = Edge(house(), self.store, self.feed, self.seals)

    def listen(self) -> None:
        """Hears what has changed. Outside of any transaction: the feed may connect anew."""
        self.feed.look()

    def ask(self, path: str, reader: Reader | None, session: str) -> tuple[bytes, bytes] | None:
        """Head and body of the edge's answer; None where it leaves the page to Django."""
        url = path.encode()
        if not self._has(url, ANYBODY):
            return None
        cookies = b""
        if reader is not None:
            text = self._pass_for(url, reader, session)
            if text is None:
                return None
            names = self.edge.house
            pairs = (names.session_cookie, session.encode(), b"; ", names.pass_cookie, text)
            cookies = b"".join(pairs)
        headers = [(b"host", self.host), (b"cookie", cookies)]
        return self.edge.answer(b"GET", url, headers, is_https=self.is_https)

    def _pass_for(self, url: bytes, reader: Reader, session: str) -> bytes | None:
        """The reader's pass, once the page is at hand for their kind."""
        now = clock.now()
        known = entitlement_for(reader, now=now)
        page = self.store.get(url)
        if page is None or not may_have(known):
            return None
        decision = decide(known, page.gate, now) if page.gate else None
        if not self._has(url, kind_of(known, decision)):
            return None
        expires = time.time() + life_s(known)
        words, mark = words_for(known, reader.email), session_mark(session)
        return self.seals.seal(
            Pass(reader.pk, mark, self.feed.last, expires, known, words)
        ).encode()

    def _has(self, url: bytes, kind: Kind) -> bool:
        if self.store.get(url, kind) is not None:
            return True
        with _connection_kept():
            return self.builder.build(url, kind)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """The end of a request, which is within a transaction here, does not end the connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
