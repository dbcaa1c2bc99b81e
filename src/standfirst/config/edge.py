"""Puts the edge together for the server: store, feed, builder, and the protocol in front."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from standfirst.articles import publication
from standfirst.articles.headers import MESSAGES_COOKIE
from standfirst.billing import queries as billing
from standfirst.edge import actions
from standfirst.edge.answering import Edge, House
from standfirst.edge.building import Builder, Watching, Wsgi
from standfirst.edge.feed import Feed
from standfirst.edge.protocol import EdgeProtocol, protocol_for
from standfirst.edge.store import Store

BYTES_MAX = 128 * 1024 * 1024
AGE_MAX_S = 300.0
"""A net under the feed: what nobody told of a change is asked for anew after this."""


class Memory(Store):
    """The store of this process, and with it all that Django keeps for a moment."""

    def forget(self) -> None:
        """Gives up the pages, and what the next ones would be made from."""
        publication.forget()
        billing.forget_policy()
        super().forget()


@dataclass(frozen=True)
class Front:
    """What the server needs: the application, watched, and the protocol that asks the edge."""

    app: Any
    protocol: type[EdgeProtocol]


def front_of(wsgi: Wsgi, app: Any) -> Front:
    """Starts the edge's threads. `wsgi` makes the pages that `app` has answered with before."""
    address = urlsplit(settings.BASE_URL)
    cookies = tuple(f"{name}=".encode() for name in (settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE))
    store = Memory(bytes_max=BYTES_MAX, age_max_s=AGE_MAX_S)
    house = House(address.netloc.lower().encode(), address.scheme == "https", cookies)
    builder = Builder(store, wsgi, host=address.netloc, scheme=address.scheme)
    actions.keep_store(store)
    feed = Feed(store, actions.latest)
    feed.look()
    feed.start()
    builder.start()
    return Front(Watching(app, builder), protocol_for(Edge(store, house)))
