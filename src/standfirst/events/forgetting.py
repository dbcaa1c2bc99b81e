"""Taking a person out of the record when their account is closed.

The one exception to a record whose rows never change. What happened, when and to which number
stays; the newsroom's words about the reader and their mail address go.
"""

import re
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from standfirst.events.models import Event

WITH_WORDS = (
    "grant.given",
    "grant.changed",
    "grant.ended",
    "invoice.refunded",
    "invoice.refund_failed",
)
"""The events that hold what somebody in the newsroom wrote about a reader."""

WITH_NAMES = (*WITH_WORDS, "reader.signin_link_made", "reader.signin_link_used", "schedule.changed")
"""The events that may name another reader: who did it, or in its words."""


def forget_words(reader_id: int) -> None:
    """Takes the newsroom's words out of the events about a reader. Idempotent."""
    about = list(Event.objects.filter(reader_id=reader_id, kind__in=WITH_WORDS))
    for event in about:
        event.data = _without_words(event.data)
    Event.objects.bulk_update(about, ["data"], batch_size=500)


def _without_words(data: dict[str, Any]) -> dict[str, Any]:
    told = {**data, "why": ""}
    if isinstance(facts := data.get("facts"), dict):
        told["facts"] = {**facts, "source": ""}
    return told


def forget_address(email: str, *, instead: str) -> None:
    """Puts `instead` where a mail address stands in the events about others. Idempotent."""
    rows = Event.objects.filter(kind__in=WITH_NAMES).annotate(text=Cast("data", TextField()))
    found = list(rows.filter(text__icontains=email))
    for event in found:
        event.data = {name: _said(value, email, instead) for name, value in event.data.items()}
    Event.objects.bulk_update(found, ["data"], batch_size=500)


def _said(value: Any, email: str, instead: str) -> Any:
    if isinstance(value, dict):
        return {name: _said(inner, email, instead) for name, inner in value.items()}
    if not isinstance(value, str):
        return value
    return re.sub(re.escape(email), instead, value, flags=re.IGNORECASE)
