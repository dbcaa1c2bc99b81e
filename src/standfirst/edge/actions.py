"""Telling every process that what pages show has changed, and hearing of it."""

from collections.abc import Hashable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.timezone import localtime

from standfirst.edge.models import Change
from standfirst.edge.store import Store
from standfirst.kernel import clock

KEPT = timedelta(days=1)
_stores: list[Store] = []


def keep_store(store: Store) -> None:
    """Names the store of this process, which forgets at once what this process changes."""
    _stores[:] = [store]


@transaction.atomic
def note_change() -> None:
    """Writes a change down with whatever changes; this process' store forgets when it is done."""
    Change.objects.create()
    for store in _stores:
        transaction.on_commit(store.forget)


def latest() -> Hashable:
    """What changes whenever a page may have: the last change, and the day on which it is shown.

    Raises DatabaseError when nobody can say.
    """
    connection.close_if_unusable_or_obsolete()
    last = Change.objects.aggregate(last=Max("pk"))["last"]
    return last, localtime(clock.now()).date()


def clear_changes(_now: datetime) -> int:
    """Clears away changes that every process has long heard of; the last one always stays."""
    last = Change.objects.aggregate(last=Max("pk"))["last"] or 0
    old = Change.objects.filter(at__lt=timezone.now() - KEPT, pk__lt=last)
    return old.delete()[0]
