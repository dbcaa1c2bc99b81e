"""What the strip at the foot of every page of the demo says."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import escape

from standfirst.articles.headers import FOR_READERS
from standfirst.demo.cast import CAST
from standfirst.kernel import clock


def strip(request: HttpRequest) -> dict[str, Any]:
    """Who one is just now, and the demo's time. A page for any reader has slots instead."""
    if FOR_READERS in getattr(request, "META", {}):
        return {"demo_strip": {"is_slotted": True, "now": clock.now()}}
    return {"demo_strip": {**words_of(request), "now": clock.now()}}


def slots_of(request: HttpRequest) -> dict[str, str]:
    """The same words as HTML, for the slots of a page that is for any reader."""
    return {name: escape(words) for name, words in words_of(request).items()}


def words_of(request: HttpRequest) -> dict[str, str]:
    """Who one is, and how one stood at the start."""
    email = getattr(getattr(request, "user", None), "email", "")
    member = next((member for member in CAST if member.email == email), None)
    if member is None:
        return {"who": email or "Not logged in", "start": ""}
    name = f"{member.first_name} {member.last_name}"
    return {"who": name, "start": f" At the start: {member.state_in_words}."}
