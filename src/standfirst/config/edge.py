"""Puts the edge together for the server: store, feed, builder, and the protocol in front."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from standfirst.articles import publication
from standfirst.articles.headers import MESSAGES_COOKIE
from standfirst.articles.readings import actions as readings
from standfirst.articles.readings import noting
from standfirst.billing import queries as billing
from standfirst.edge import actions
from standfirst.edge.answering import Edge, House
from standfirst.edge.building import Builder, Watching, Wsgi
from standfirst.edge.feed import Feed
from standfirst.edge.middleware import PASS_COOKIE, seals
from standfirst.edge.protocol import EdgeProtocol, protocol_for
from standfirst.edge.store import Place, Store
from standfirst.kernel import clock

BYTES_MAX = 128 * 1024 * 1024
AGE_MAX_S = 300.0
"""A net under the feed: what nobody told of a change is asked for anew after this."""


class Memory(Store):
    """The store of this process, and with it all that Django keeps for a moment."""

    def forget(self, what: str = "") -> list[Place]:
        """Gives up the pages, and first what the next ones would be made from."""
        publication.forget()
        billing.forget_policy()
        return super().forget(what)


@dataclass(frozen=True)
class Front:
    """What the server needs: the application, watched, and the protocol that asks the edge."""

    app: Any
    protocol: type[EdgeProtocol]


def front_of(wsgi: Wsgi, app: Any) -> Front:
    """Starts the edge's threads. `wsgi` makes the pages that `app` has answered with before."""
    address = urlsplit(settings.BASE_URL)
    store = Memory(bytes_max=BYTES_MAX, age_max_s=AGE_MAX_S)
    builder = Builder(store, wsgi, host=address.netloc, scheme=address.scheme)
    feed = Feed(store, actions.ask, warm=builder.warm)
    feed.look()
    actions.keep_feed(feed)
    feed.start()
    builder.start()
    notes = noting.Notes(readings.remember, now=clock.now)
    noting.keep_notes(notes)
    notes.start()
    edge = Edge(house(), store, feed, seals(), wanted=builder.want, read=notes.note_url)
    return Front(Watching(app, builder), protocol_for(edge))


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
