"""Telling every process what has changed, and hearing of it."""

from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.timezone import localtime

from standfirst.edge.feed import PAGES, Feed, News
from standfirst.edge.models import Change
from standfirst.kernel import clock

KEPT = timedelta(days=1)
OVERLAP = 200
"""Numbers that are looked at again: of two transactions the later number may come first."""

AT_FIRST = timedelta(minutes=10)
"""Changes that a process begins with: no pass is as old."""

_feeds: list[Feed] = []


def keep_feed(feed: Feed) -> None:
    """Names the feed of this process, which hears at once what this process changes."""
    _feeds[:] = [feed]


def current_feed() -> Feed | None:
    """The feed of this process, where it is a server."""
    return _feeds[0] if _feeds else None


@transaction.atomic
def note_change(subject: str = PAGES) -> None:
    """Writes a change down with whatever changes; this process knows when it is done."""
    change = Change.objects.create(subject=subject)
    for feed in _feeds:
        transaction.on_commit(partial(feed.void, change.pk, subject))


def ask(last: int) -> News:
    """What has changed since `last`. Raises DatabaseError when nobody can say."""
    connection.close_if_unusable_or_obsolete()
    rows = Change.objects.filter(pk__gt=last - OVERLAP)
    if last == 0:
        newest = Change.objects.aggregate(last=Max("pk"))["last"] or 0
        rows = Change.objects.filter(at__gte=timezone.now() - AT_FIRST) | Change.objects.filter(
            pk=newest
        )
    return News(
        changes=dict(rows.values_list("pk", "subject")),
        shown_as_of=localtime(clock.now()).date(),
        clock_offset=clock.offset(),
    )


def clear_changes(_now: datetime) -> int:
    """Clears away changes that every process has long heard of; the last one always stays."""
    last = Change.objects.aggregate(last=Max("pk"))["last"] or 0
    old = Change.objects.filter(at__lt=timezone.now() - KEPT, pk__lt=last)
    return old.delete()[0]
