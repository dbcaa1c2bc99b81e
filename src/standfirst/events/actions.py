"""Recording what happened, and handing it to whoever asked to be told."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from standfirst.events.models import Event

Handler = Callable[[Event], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def subscribe(kind: str, handler: Handler) -> None:
    """Has `handler` called for each event of `kind`, inside the transaction that records it.

    Wired in `standfirst.config.wiring` alone: an effect that must go upwards goes this way.
    Subscribing the same handler twice changes nothing.
    """
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


@transaction.atomic
def record(kind: str, at: datetime, *, reader_id: int | None = None, **data: Any) -> Event:
    """Adds an event to the record and calls its handlers; all of it happens, or none of it."""
    event = Event.objects.create(kind=kind, at=at, reader_id=reader_id, data=data)
    for handler in _handlers[kind]:
        handler(event)
    return event
