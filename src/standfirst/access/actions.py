"""Giving and taking away rights to read.

Each act records its event with the grant as it is from then on (`facts`), so that a decision of
the past can be worked out again from the record alone.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from standfirst.access.models import Grant
from standfirst.access.queries import grant_facts
from standfirst.events.actions import record
from standfirst.kernel.errors import InputError


@transaction.atomic
def give_grant(grant: Grant, *, now: datetime) -> Grant:
    """Saves a new grant and records it."""
    grant.save()
    record(
        "grant.given",
        now,
        reader_id=grant.reader_id,
        grant=grant.pk,
        grant_kind=grant.kind,
        facts=facts_as_data(grant),
        by=grant.given_by.email if grant.given_by else "",
        why=grant.why,
    )
    return grant


@transaction.atomic
def change_grant(
    grant: Grant, *, ends_at: datetime | None, now: datetime, by: str, why: str = ""
) -> Grant:
    """Gives a grant another end, None for no end; the same one changes nothing.

    Raises InputError when it would end before it starts.
    """
    row = Grant.objects.select_for_update(of=("self",)).select_related("plan").get(pk=grant.pk)
    if ends_at is not None and ends_at < row.starts_at:
        raise InputError(
            "A grant ends after it starts.", help=f"It starts on {row.starts_at:%Y-%m-%d}."
        )
    if row.ends_at == ends_at:
        return row
    before, row.ends_at = row.ends_at, ends_at
    row.save(update_fields=["ends_at"])
    record(
        "grant.changed",
        now,
        reader_id=row.reader_id,
        grant=row.pk,
        facts=facts_as_data(row),
        before=_text(before),
        by=by,
        why=why,
    )
    return row


@transaction.atomic
def end_grant(grant: Grant, *, now: datetime, by: str, why: str = "") -> None:
    """Takes a grant away now; one that has ended stays as it is."""
    row = Grant.objects.select_for_update(of=("self",)).select_related("plan").get(pk=grant.pk)
    if row.ends_at is not None and row.ends_at <= now:
        return
    row.ends_at = max(now, row.starts_at)
    row.save(update_fields=["ends_at"])
    record(
        "grant.ended",
        now,
        reader_id=row.reader_id,
        grant=row.pk,
        facts=facts_as_data(row),
        by=by,
        why=why,
    )


def facts_as_data(grant: Grant) -> dict[str, Any]:
    """The grant as the rules know it, as JSON can hold it."""
    facts = grant_facts(grant)
    return {
        "plan": facts.plan,
        "starts_at": _text(facts.starts_at),
        "ends_at": _text(facts.ends_at),
        "source": facts.source,
        "is_seat": facts.is_seat,
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
