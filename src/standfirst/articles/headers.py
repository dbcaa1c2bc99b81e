"""What an answer says of itself: who may keep it, and why the gate stood open or shut."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from standfirst.access.rules import Decision, Gate

MESSAGES_COOKIE = "messages"

FOR_READERS = "standfirst.for_readers"
"""In the environment of a request that asks for a page as any reader gets it who may read it all:
a dict, in which the page tells what it is. No header of a request can come under this name."""

IS_SHARED, GATE = "is_shared", "gate"
"""What it tells: that nothing of one reader's own is in it, and whom it is for."""


def is_personal(request: HttpRequest) -> bool:
    """True where the answer may hold something that is this reader's alone."""
    names = {settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE}
    return bool(names & request.COOKIES.keys()) or request.user.is_authenticated


def mark_caching(request: HttpRequest, response: HttpResponse) -> None:
    """Lets everybody's answer be kept if it is asked for again each time; a reader's never."""
    patch_vary_headers(response, ["Cookie"])
    if FOR_READERS in request.META:
        request.META[FOR_READERS][IS_SHARED] = True
    kept = "private, no-store" if is_personal(request) else "public, max-age=0, must-revalidate"
    response["Cache-Control"] = kept


def tell_gate(request: HttpRequest, gate: Gate) -> None:
    """Tells whoever keeps the page for any reader whom it is for."""
    if FOR_READERS in request.META:
        request.META[FOR_READERS][GATE] = gate


def mark_decision(response: HttpResponse, decision: Decision) -> None:
    """Says why, where the setting EXPLAIN_HEADERS is on."""
    if settings.EXPLAIN_HEADERS:
        response["Standfirst-Access"] = "allowed" if decision.allowed else "denied"
        response["Standfirst-Reason"] = decision.reason.value
