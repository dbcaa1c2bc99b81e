"""Puts the edge together for the server: store, feed, builder, and the protocol in front."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

import standfirst
from standfirst.articles import publication
from standfirst.articles.headers import MESSAGES_COOKIE
from standfirst.articles.readings import actions as readings
from standfirst.articles.readings import noting
from standfirst.billing import queries as billing
from standfirst.edge import actions
from standfirst.edge.answering import Edge, House
from standfirst.edge.building import Builder, Watching, Wsgi
from standfirst.edge.feed import Feed
from standfirst.edge.listening import Listener
from standfirst.edge.middleware import PASS_COOKIE, seals
from standfirst.edge.passes import key_of
from standfirst.edge.protocol import EdgeProtocol, protocol_for
from standfirst.edge.shelf import Shelf
from standfirst.edge.store import Place, Store
from standfirst.kernel import clock

BYTES_MAX = 128 * 1024 * 1024
ON_DISK_MAX = 1024 * 1024 * 1024
FRESH_S, AGE_MAX_S = 300.0, 3600.0
"""A net under the feed, for what nobody told of: after the first a page is given and made anew,
after the second it is given no longer."""

MAKERS = frozenset({".py", ".html", ".css", ".svg", ".js", ".woff2"})
"""Files of ours that pages are made by."""

OVERLAP = 200
"""How far the numbers of changes may be out of order where transactions run side by side."""


class Memory(Store):
    """The store of this process, and with it all that Django keeps for a moment."""

    def forget(self, what: str = "", *, change: int = 0) -> list[Place]:
        """Gives up the pages, and first what the next ones would be made from."""
        publication.forget()
        billing.forget_policy()
        return super().forget(what, change=change)


@dataclass(frozen=True)
class Front:
    """What the server needs: the application, watched, and the protocol that asks the edge."""

    app: Any
    protocol: type[EdgeProtocol]


def front_of(wsgi: Wsgi, app: Any) -> Front:
    """Starts the edge's threads. `wsgi` makes the pages that `app` has answered with before."""
    address = urlsplit(settings.BASE_URL)
    store = store_of(settings.DATA_DIR / "pages")
    builder = Builder(store, wsgi, host=address.netloc, scheme=address.scheme)
    store.aged = builder.want
    feed = Feed(store, actions.ask, warm=builder.warm)
    feed.look()
    actions.keep_feed(feed)
    feed.start()
    Listener(feed.hurry).start()
    builder.start()
    notes = noting.Notes(readings.remember, now=clock.now)
    noting.keep_notes(notes)
    notes.start()
    edge = Edge(house(), store, feed, seals(), wanted=builder.want, read=notes.note_url)
    return Front(Watching(app, builder), protocol_for(edge))


def store_of(folder: Path) -> Memory:
    """The store of this process, with its file in `folder`."""
    key = key_of(settings.SECRET_KEY)
    return Memory(
        bytes_max=BYTES_MAX,
        age_max_s=AGE_MAX_S,
        fresh_s=FRESH_S,
        shelf=Shelf(folder, mark=mark_of_pages(), key=key, bytes_max=ON_DISK_MAX),
        overlap=0 if connection.vendor == "sqlite" else OVERLAP,
    )


def mark_of_pages() -> str:
    """Another one whenever pages may come out otherwise though nothing was published: for other
    code, another theme, other settings."""
    digest = hashlib.sha256(repr(settings.STANDFIRST).encode())
    ours = Path(standfirst.__file__).parent
    files = [file for file in ours.rglob("*") if file.suffix in MAKERS]
    for file in sorted([*files, *settings.BRAND.rglob("*")]):
        said = file.stat()
        digest.update(f"{file} {said.st_size} {said.st_mtime_ns}".encode())
    return digest.hexdigest()


def house() -> House:
    """The host of the publication and its cookies, as the settings have them."""
    address = urlsplit(settings.BASE_URL)
    return House(
        host=address.netloc.lower().encode(),
        is_https=address.scheme == "https",
        session_cookie=f"{settings.SESSION_COOKIE_NAME}=".encode(),
        pass_cookie=f"{PASS_COOKIE}=".encode(),
        messages_cookie=f"{MESSAGES_COOKIE}=".encode(),
        explains=settings.EXPLAIN_HEADERS,
    )
