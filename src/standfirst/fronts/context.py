"""What the head and foot of every page need. Nothing is asked until a template shows it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from standfirst.access.queries import entitlement_of_request
from standfirst.articles.gates import Notice, notice_for
from standfirst.articles.publication import publication


def masthead(request: HttpRequest) -> dict[str, Any]:
    """The publication, its sections, whether a reader is signed in, and what they should know."""
    return {
        "publication": SimpleLazyObject(publication),
        "sections": SimpleLazyObject(lambda: publication().sections),
        "is_signed_in": SimpleLazyObject(lambda: _is_signed_in(request)),
        "notice": SimpleLazyObject(lambda: _notice(request)),
        "base_url": settings.BASE_URL,
        "has_brand": settings.HAS_BRAND,
    }


def _is_signed_in(request: HttpRequest) -> bool:
    """False, too, where a request failed before it was known whose it is: a wrong host."""
    return hasattr(request, "user") and request.user.is_authenticated


def _notice(request: HttpRequest) -> Notice | None:
    if not _is_signed_in(request):
        return None
    return notice_for(request, entitlement_of_request(request))
