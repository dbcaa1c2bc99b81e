"""Remembering readings for a while, and forgetting them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from standfirst.articles.models import Article
from standfirst.articles.publication import publication
from standfirst.articles.readings.models import Reading
from standfirst.articles.stories.following import clear_old_visits, forget_visits
from standfirst.readers.models import Reader

Noted = Mapping[tuple[int, str], datetime]
"""When a reader had the page of an address before them, by the reader's key and the address."""


@transaction.atomic
def remember(noted: Noted) -> int:
    """Writes readings down; of what is no live article or no open account nothing. Gives how many.

    An address is that of the page: `/why-the-wells-close/`.
    """
    if not publication().readings_kept:
        return 0
    slugs = {address.strip("/") for _, address in noted}
    articles = dict(Article.objects.live().filter(slug__in=slugs).values_list("slug", "pk"))
    ids = {reader_id for reader_id, _ in noted}
    readers = set(Reader.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))
    rows = {
        (reader_id, articles[slug]): Reading(
            reader_id=reader_id, article_id=articles[slug], read_at=at
        )
        for (reader_id, address), at in noted.items()
        if (slug := address.strip("/")) in articles and reader_id in readers
    }
    Reading.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["reader", "article"],
        update_fields=["read_at"],
    )
    return len(rows)


def forget(reader_id: int) -> None:
    """Forgets which articles a reader read and which stories they visited."""
    Reading.objects.filter(reader_id=reader_id).delete()
    forget_visits(reader_id)


def clear_old(now: datetime) -> int:
    """Forgets what lies further back than the publication remembers; gives how much it was."""
    before = now - publication().readings_kept
    return Reading.objects.filter(read_at__lt=before).delete()[0] + clear_old_visits(before)
