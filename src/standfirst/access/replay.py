"""What was known of a reader at a moment in the past, from the append-only record alone.

The rules then answer as they did at that moment. What the record cannot tell is said in
`caveats_at` and never guessed in silence.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from standfirst.access.models import Grant
from standfirst.access.queries import grant_facts, is_newsroom
from standfirst.access.rules import GrantFacts, ReaderFacts
from standfirst.billing import queries as billing
from standfirst.billing.models import Subscription
from standfirst.billing.replay import KNOWN, facts_from
from standfirst.billing.rules import Facts, Policy
from standfirst.events.models import Event
from standfirst.readers.models import Reader

GRANTS = ("grant.given", "grant.changed", "grant.ended")
"""The events that hold a grant as it is from their moment on."""


def facts_at(reader: Reader, moment: datetime) -> ReaderFacts:
    """Everything known of a reader at `moment` that access rests on.

    The role in the newsroom is not on record: it is taken as it is now.
    """
    return ReaderFacts(
        is_signed_in=True,
        is_newsroom=is_newsroom(reader),
        subscriptions=tuple(_subscriptions(reader, moment)),
        grants=tuple(_grants(reader, moment)),
    )


def policy_at(moment: datetime) -> Policy:
    """The schedules that were in force at `moment`."""
    return billing.policy().as_of(moment)


def joined_at(reader: Reader) -> datetime:
    """When the reader's account began: no later than the first thing on record of it."""
    first = Event.objects.filter(reader_id=reader.pk).order_by("at").first()
    return min(first.at, reader.date_joined) if first else reader.date_joined


def caveats_at(reader: Reader, moment: datetime) -> tuple[str, ...]:
    """What the record cannot tell of that moment, in words; nothing when it is all there."""
    told = []
    if is_newsroom(reader):
        told.append("The role in the newsroom is the one of today: it is not on record.")
    on_record = {event.data["subscription"] for event in _known(reader, moment)}
    begun = Subscription.objects.filter(customer__reader=reader, started_at__lte=moment)
    if missing := set(begun.values_list("company_id", flat=True)) - on_record:
        told.append(f"Nothing was on record yet of {', '.join(sorted(missing))}.")
    if any("facts" not in event.data for event in _recorded(reader, moment, GRANTS)):
        told.append("A grant is told as it is today: its dates were not on record.")
    return tuple(told)


def _subscriptions(reader: Reader, moment: datetime) -> Iterator[Facts]:
    """The last that was known of each, the latest subscription first."""
    last = {event.data["subscription"]: event.data["facts"] for event in _known(reader, moment)}
    return (facts_from(data) for data in reversed(last.values()))


def _grants(reader: Reader, moment: datetime) -> list[GrantFacts]:
    """The last that was recorded of each, the latest to start first."""
    last = {event.data["grant"]: event for event in _recorded(reader, moment, GRANTS)}
    grants = [grant for event in last.values() if (grant := _grant(event))]
    return sorted(grants, key=lambda grant: grant.starts_at, reverse=True)


def _grant(event: Event) -> GrantFacts | None:
    """The grant as its event holds it; one recorded without its dates, as it is today."""
    if "facts" not in event.data:
        row = Grant.objects.select_related("plan").filter(pk=event.data["grant"]).first()
        return grant_facts(row) if row else None
    data: dict[str, Any] = event.data["facts"]
    ends_at = data["ends_at"]
    return GrantFacts(
        starts_at=datetime.fromisoformat(data["starts_at"]),
        ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
        plan=data["plan"],
        source=data["source"],
        is_seat=data["is_seat"],
    )


def _known(reader: Reader, moment: datetime) -> QuerySet[Event]:
    return _recorded(reader, moment, (KNOWN,))


def _recorded(reader: Reader, moment: datetime, kinds: tuple[str, ...]) -> QuerySet[Event]:
    """In the order in which it was written down: later rows correct earlier ones."""
    return Event.objects.filter(reader_id=reader.pk, kind__in=kinds, at__lte=moment)
