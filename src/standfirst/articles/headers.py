"""What an answer says of itself: who may keep it, what it shows, why the gate is open or shut."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from standfirst.access.rules import Decision, Gate
from standfirst.articles import showing

MESSAGES_COOKIE = "messages"

FOR_READERS = "standfirst.for_readers"
"""In the environment of a request that asks for a page as every reader of a kind gets it: the
kind. No header of a request can come under this name."""

TOLD = "standfirst.told"
"""In the environment of a request whose answer is to be kept: a dict, in which the page tells what
it is."""

IS_SHARED, GATE, DECISION = "is_shared", "gate", "decision"
"""What it tells: that nothing of one reader's own is in it, whom it is for, and what was decided
for whoever it was made for."""

SHOWN = "Surrogate-Key"
"""The header in which a page says what it shows, as CDNs read it."""


def is_personal(request: HttpRequest) -> bool:
    """True where the answer may hold something that is this reader's alone."""
    names = {settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE}
    return bool(names & request.COOKIES.keys()) or request.user.is_authenticated


def mark_caching(
    request: HttpRequest, response: HttpResponse, *, shows: Iterable[str] = ()
) -> None:
    """Lets everybody's answer be kept if it is asked for again each time; a reader's never.

    `shows` is what the page shows besides what is on every page, in words of `showing`. A page
    that says nothing is taken to show something of everything.
    """
    patch_vary_headers(response, ["Cookie"])
    if TOLD in request.META:
        request.META[TOLD][IS_SHARED] = True
    is_ones_own = is_personal(request)
    response["Cache-Control"] = "private, no-store" if is_ones_own else _for_everybody()
    if FOR_READERS in request.META or not is_ones_own:
        say_shown(response, shows)


def _for_everybody() -> str:
    """A browser asks each time; a proxy that belongs to the publication may be allowed more."""
    shared = f"s-maxage={settings.PROXY_KEEPS_S}, " if settings.PROXY_KEEPS_S else ""
    return f"public, max-age=0, {shared}must-revalidate"


def say_shown(response: HttpResponse, shows: Iterable[str]) -> None:
    """Says what the page shows. The demo's pages all tell the day."""
    said = list(shows) or [showing.LISTS]
    today = [showing.TODAY] if settings.DEMO else []
    response[SHOWN] = " ".join(dict.fromkeys([showing.SITE, *said, *today]))


def tell_gate(request: HttpRequest, gate: Gate, decision: Decision) -> None:
    """Tells whoever keeps the page whom it is for, and what was decided."""
    if TOLD in request.META:
        request.META[TOLD] |= {GATE: gate, DECISION: decision}


def keep_from_others(request: HttpRequest) -> None:
    """Has nobody keep the page for readers: something of one reader's own is to stand in it."""
    if FOR_READERS in request.META and TOLD in request.META:
        request.META[TOLD][IS_SHARED] = False


def mark_decision(response: HttpResponse, decision: Decision) -> None:
    """Says why, to whoever counts, and where the setting EXPLAIN_HEADERS is on in the headers."""
    response.decision = decision  # type: ignore[attr-defined]  # for `config.metrics`
    if settings.EXPLAIN_HEADERS:
        response["Standfirst-Access"] = "allowed" if decision.allowed else "denied"
        response["Standfirst-Reason"] = decision.reason.value
