"""The site is found once in a while, not once a request; and the doors shut for maintenance."""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from standfirst.articles.publication import Publication, last_known, publication

Answer = Callable[[HttpRequest], HttpResponse]

KEPT_S = 10.0
HOSTS_MAX = 32
OPEN_DURING_MAINTENANCE = ("/admin/", "/login/", "/logout/", "/static/", "/webhooks/", "/demo/")
RETRY_AFTER_S = 600


class SiteMiddleware:
    """Hands Wagtail the site as it was up to `KEPT_S` ago; its pages are always read anew."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.kept: dict[tuple[str, str], tuple[float, Site | None]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sets the attribute in which Wagtail keeps the site of a request."""
        site = SimpleLazyObject(lambda: self.site_of(request))
        request._wagtail_site = site  # type: ignore[attr-defined]  # Wagtail's and Django's own names
        return self.get_response(request)

    def site_of(self, request: HttpRequest) -> Site | None:
        """The site, from the database when the one at hand is too old."""
        key = (request._get_raw_host(), request.get_port())  # type: ignore[attr-defined]  # Wagtail's and Django's own names
        kept = self.kept.get(key)
        if kept is None or time.monotonic() - kept[0] > KEPT_S:
            if len(self.kept) >= HOSTS_MAX:
                self.kept.clear()
            kept = self.kept[key] = (time.monotonic(), Site._find_for_request(request))
        return kept[1]


class MaintenanceMiddleware:
    """Answers 503 while the setting MAINTENANCE is on; the newsroom and log-in stay open."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page asked for, or the one that says when to come back."""
        if not settings.MAINTENANCE or request.path.startswith(OPEN_DURING_MAINTENANCE):
            return self.get_response(request)
        text = loader.render_to_string("503.html", {"publication": _as_far_as_known()})
        return HttpResponse(
            text,
            status=503,
            headers={"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"},
        )


def _as_far_as_known() -> Publication | None:
    """The publication, even while its database is worked on."""
    try:
        return publication()
    except DatabaseError:
        return last_known()
