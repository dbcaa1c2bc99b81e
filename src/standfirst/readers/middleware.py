"""What every answer to a reader has in common: nobody keeps it, and the device was used."""

from collections.abc import Callable

import structlog
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

log = structlog.get_logger(__name__)
EVERY_S = 600

Answer = Callable[[HttpRequest], HttpResponse]


class PrivacyMiddleware:
    """Has nobody keep an answer to somebody with a session, unless its view says otherwise."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class LastSeenMiddleware:
    """Notes at most once in ten minutes that a session was used; wall time."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is None or not session.accessed:
            return response
        key = session.session_key
        has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
        if key is None and has_cookie and not session.modified:
            log.info("session.unknown")
        if key and request.user.is_authenticated and cache.add(f"seen:{key}", 1, EVERY_S):
            _note_use(key)
        return response


def _note_use(key: str) -> None:
    """A full disk must not keep a reader from reading: then the day is not kept."""
    try:
        UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
    except DatabaseError as fault:
        log.warning("session.use_not_noted", reason=str(fault))
