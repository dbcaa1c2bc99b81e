"""Django's side of the edge: pages for any reader, and passes for readers."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from standfirst.access.rules import Entitlement
from standfirst.articles.headers import FOR_READERS
from standfirst.edge.actions import current_feed
from standfirst.edge.passes import LIFE_S, Pass, Seals, key_of, may_have, session_mark
from standfirst.readers.models import Reader

PASS_COOKIE = "pass"  # noqa: S105 - its name
RENEWED_AT_S = 40.0
"""A pass that has less than this to go is made anew with the next page of Django's."""

Answer = Callable[[HttpRequest], HttpResponse]
Slots = Callable[[HttpRequest], dict[str, str]]


def seals() -> Seals:
    """The keys of passes: the secret key signs, those before it are still read."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return Seals([key_of(str(secret)) for secret in secrets])


class AnyReader(AnonymousUser):
    """Stands for a reader of whom nothing is known but that they may read it all."""

    is_authenticated = True  # type: ignore[assignment]  # the one way in which it is no nobody
    is_anonymous = False  # type: ignore[assignment]  # likewise


MAY_READ_ALL = Entitlement(is_signed_in=True, is_newsroom=True)


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
            request.entitlement = MAY_READ_ALL  # type: ignore[attr-defined]  # kept for this request
            return self.get_response(request)
        feed = current_feed()
        version = feed.last if feed is not None and feed.is_fresh else None
        response = self.get_response(request)
        if not isinstance(request.user, Reader):
            if PASS_COOKIE in request.COOKIES:
                response.delete_cookie(PASS_COOKIE)
        elif version is not None:
            self._give(request, response, version)
        return response

    def _give(self, request: HttpRequest, response: HttpResponse, version: int) -> None:
        """A pass from what was known when the request began; what changed since voids it."""
        known: Entitlement | None = getattr(request, "entitlement", None)
        key = request.session.session_key
        if known is None or key is None or response.status_code != 200:
            return
        if not may_have(known):
            if PASS_COOKIE in request.COOKIES:
                response.delete_cookie(PASS_COOKIE)
            return
        now = time.time()
        slots = _slots_of(request)
        assert request.user.pk is not None
        fresh = Pass(request.user.pk, session_mark(key), version, now + LIFE_S, known, slots)
        if not self._is_like(request.COOKIES.get(PASS_COOKIE, ""), fresh, now):
            response.set_cookie(
                PASS_COOKIE,
                self.seals.seal(fresh),
                max_age=int(LIFE_S),
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )

    def _is_like(self, text: str, fresh: Pass, now: float) -> bool:
        """Whether the pass at hand says the same and lasts a while yet."""
        feed = current_feed()
        held = self.seals.open(text, now=now) if text else None
        if held is None or feed is None or held.expires - now < RENEWED_AT_S:
            return False
        subjects = (f"reader:{held.reader_id}", f"session:{held.session}")
        return held.session == fresh.session and not feed.voids(held.version, *subjects)


_slots: list[Slots] = []


def fill_slots_by(slots: Slots) -> None:
    """Names what gives the words of a reader's own that pages have slots for."""
    _slots[:] = [slots]


def _slots_of(request: HttpRequest) -> dict[str, str]:
    return _slots[0](request) if _slots else {}
