"""Django's side of the edge: pages for any reader, and passes for readers."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from standfirst.access.rules import Entitlement
from standfirst.articles.headers import FOR_READERS
from standfirst.billing import reconciling
from standfirst.edge.actions import current_feed
from standfirst.edge.passes import Pass, Seals, key_of, life_s, may_have, session_mark
from standfirst.edge.standing_in import AnyReader, entitlement_of_kind, words_for
from standfirst.kernel import clock
from standfirst.readers.models import Reader

PASS_COOKIE = "pass"  # noqa: S105 - its name
Answer = Callable[[HttpRequest], HttpResponse]
Slots = Callable[[HttpRequest], dict[str, str]]


def seals() -> Seals:
    """The keys of passes: the secret key signs, those before it are still read."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return Seals([key_of(str(secret)) for secret in secrets])


class EdgeMiddleware:
    """Makes a builder's request that of any reader; gives readers a pass with their pages.

    Stands right after Django's authentication. Without a feed, outside of a server, it gives none.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.seals = seals()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, and with it a pass where one is due, or none where there was one."""
        if FOR_READERS in request.META:
            request.user = AnyReader()  # type: ignore[assignment]  # as far as a page can tell
            known = entitlement_of_kind(request.META[FOR_READERS])
            request.entitlement = known  # type: ignore[attr-defined]  # kept for this request
            return self.get_response(request)
        feed = current_feed()
        version = feed.last if feed is not None and feed.is_fresh else None
        response = self.get_response(request)
        if not isinstance(request.user, Reader):
            if PASS_COOKIE in request.COOKIES:
                response.delete_cookie(PASS_COOKIE)
        elif version is not None:
            self._give(request, response, request.user, version)
        return response

    def _give(
        self, request: HttpRequest, response: HttpResponse, reader: Reader, version: int
    ) -> None:
        """A pass from what was known when the request began; what changed since voids it."""
        known: Entitlement | None = getattr(request, "entitlement", None)
        key = request.session.session_key
        if known is None or key is None or response.status_code != 200:
            return
        if not may_have(known):
            if PASS_COOKIE in request.COOKIES:
                response.delete_cookie(PASS_COOKIE)
            return
        now, life = time.time(), life_s(known)
        reader_id: int = reader.pk
        slots = words_for(known, reader.email) | _slots_of(request)
        fresh = Pass(reader_id, session_mark(key), version, now + life, known, slots)
        if not self._is_like(request.COOKIES.get(PASS_COOKIE, ""), fresh, now):
            doubt_denial(reader_id, known)
            response.set_cookie(
                PASS_COOKIE,
                self.seals.seal(fresh),
                max_age=int(life),
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )

    def _is_like(self, text: str, fresh: Pass, now: float) -> bool:
        """Whether the pass at hand says the same and lasts a while yet."""
        feed = current_feed()
        held = self.seals.open(text, now=now) if text else None
        if held is None or feed is None or held.expires - now < life_s(held.entitlement) / 3:
            return False
        return held.session == fresh.session and not feed.voids(held)


def doubt_denial(reader_id: int, known: Entitlement) -> None:
    """Has the payment company asked about a reader who reads nothing by what is known: the edge,
    which is about to answer them, asks nobody."""
    if not known.rights:
        reconciling.doubt(reader_id, wall=timezone.now(), now=clock.now())


_slots: list[Slots] = []


def fill_slots_by(slots: Slots) -> None:
    """Names what gives the words of a reader's own that pages have slots for."""
    _slots[:] = [slots]


def _slots_of(request: HttpRequest) -> dict[str, str]:
    return _slots[0](request) if _slots else {}
