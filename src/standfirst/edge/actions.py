"""Telling every process what has changed, and hearing of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.timezone import localtime

from standfirst.edge import listening
from standfirst.edge.feed import PAGES, Feed, News
from standfirst.edge.models import Change
from standfirst.kernel import clock

KEPT = timedelta(days=1)
OVERLAP = 200
"""Numbers that are looked at again: of two transactions the later number may come first."""

AT_FIRST = 5_000
"""How many changes a process begins with. A pass from before them is refused."""

_feeds: list[Feed] = []


def keep_feed(feed: Feed) -> None:
    """Names the feed of this process, which hears at once what this process changes."""
    _feeds[:] = [feed]


def current_feed() -> Feed | None:
    """The feed of this process, where it is a server."""
    return _feeds[0] if _feeds else None


def note_change(subject: str = PAGES) -> None:
    """Writes a change down with whatever changes; this process knows when it is done."""
    note_changes([subject])


@transaction.atomic
def note_changes(subjects: Iterable[str]) -> None:
    """The same for several at once, each once. `PAGES` among them stands for all that are pages."""
    changes = [Change(subject=subject) for subject in dict.fromkeys(subjects)]
    for change in Change.objects.bulk_create(changes):
        for feed in _feeds:
            transaction.on_commit(partial(feed.void, change.pk, change.subject))
    if changes:
        listening.tell()


def ask(last: int) -> News:
    """What has changed since `last`. Raises DatabaseError when nobody can say."""
    connection.close_if_unusable_or_obsolete()
    since = last - OVERLAP
    known_since = 0
    if last == 0:
        ends = Change.objects.aggregate(first=Min("pk"), last=Max("pk"))
        since = max((ends["last"] or 0) - AT_FIRST, 0)
        known_since = max(since, (ends["first"] or 1) - 1)
    rows = Change.objects.filter(pk__gt=since)
    return News(
        changes=dict(rows.values_list("pk", "subject")),
        shown_as_of=localtime(clock.now()).date(),
        clock_offset=clock.offset(),
        known_since=known_since,
    )


def clear_changes(_now: datetime) -> int:
    """Clears away changes that every process has long heard of; the last one always stays."""
    last = Change.objects.aggregate(last=Max("pk"))["last"] or 0
    old = Change.objects.filter(at__lt=timezone.now() - KEPT, pk__lt=last)
    return old.delete()[0]
