"""Giving and taking away rights to read."""

from datetime import datetime

from django.db import transaction

from standfirst.access.models import Grant
from standfirst.events.actions import record


@transaction.atomic
def end_grant(grant: Grant, *, now: datetime, by: str) -> None:
    """Takes a grant away now; one that has ended stays as it is."""
    row = Grant.objects.select_for_update().get(pk=grant.pk)
    if row.ends_at is not None and row.ends_at <= now:
        return
    row.ends_at = max(now, row.starts_at)
    row.save(update_fields=["ends_at"])
    record("grant.ended", now, reader_id=row.reader_id, grant=row.pk, by=by)


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
        by=grant.given_by.email if grant.given_by else "",
    )
    return grant
