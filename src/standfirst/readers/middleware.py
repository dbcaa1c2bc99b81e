"""Keeps the day on which a device was last used, without a write for every page."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

EVERY_S = 600

Answer = Callable[[HttpRequest], HttpResponse]


class LastSeenMiddleware:
    """Notes at most once in ten minutes that a session was used; wall time."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        key = session.session_key if session is not None and session.accessed else None
        if key and request.user.is_authenticated and cache.add(f"seen:{key}", 1, EVERY_S):
            UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
        return response
