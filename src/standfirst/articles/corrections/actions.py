"""Writing down what a published article says was corrected."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from standfirst.articles.corrections.models import Correction
from standfirst.articles.corrections.queries import told_in
from standfirst.articles.corrections.rules import Kind, Told, known_as
from standfirst.articles.stories.actions import note_correction
from standfirst.events.actions import record

if TYPE_CHECKING:
    from standfirst.articles.models import Article


@transaction.atomic
def note_corrections(article: "Article", *, now: datetime) -> list[Correction]:
    """Has the rows say what the published article says; gives those that are new. Idempotent."""
    rows = {row.pk: row for row in Correction.objects.filter(article=article)}
    known = {pk: _told(row) for pk, row in rows.items()}
    new, kept = [], set()
    for told, pk in known_as(told_in(article.corrections), known):
        if pk is None:
            new.append(_write(article, told, now))
        elif pk not in kept:
            kept.add(pk)
            _rewrite(rows[pk], told)
    gone = rows.keys() - kept
    if gone:
        Correction.objects.filter(pk__in=gone).delete()
        record("correction.withdrawn", now, article=article.pk, corrections=sorted(gone))
    return new


def _write(article: "Article", told: Told, now: datetime) -> Correction:
    row = Correction.objects.create(
        article=article,
        block_id=told.block_id,
        kind=told.kind.value,
        corrected_on=told.corrected_on,
        text=told.text,
        is_locked=told.is_locked,
        published_at=now,
    )
    record("article.corrected", now, article=article.pk, correction=row.pk, change=row.kind)
    note_correction(article, row, now=now)
    return row


def _rewrite(row: Correction, told: Told) -> None:
    row.block_id, row.kind, row.is_locked = told.block_id, told.kind.value, told.is_locked
    row.corrected_on, row.text = told.corrected_on, told.text
    row.save()


def _told(row: Correction) -> Told:
    return Told(row.block_id, Kind(row.kind), row.corrected_on, row.text, row.is_locked)
