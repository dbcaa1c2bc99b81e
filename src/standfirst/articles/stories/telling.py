"""Telling followers what moved: a sweep."""

from datetime import datetime

from django.db import transaction

from standfirst.articles.stories.messages import headers_for, moved
from standfirst.articles.stories.models import StoryReader
from standfirst.articles.stories.queries import followers_to_tell, to_tell
from standfirst.articles.stories.rules import MAILED_AT_MOST
from standfirst.mail.actions import queue_mail

AT_ONCE = 200
"""How many followers one sweep tells; the next goes on."""


def tell_followers(now: datetime) -> int:
    """Mails those who follow a story that moved, each at most once a day; gives their number."""
    due = followers_to_tell(told_before=now - MAILED_AT_MOST)
    return sum(tell(pk, now=now) for pk in due.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def tell(row_id: int, *, now: datetime) -> bool:
    """Claims what a follower is to be told, and queues the mail; False where there is nothing."""
    rows = StoryReader.objects.select_for_update(of=("self",))
    row = rows.select_related("story", "reader").filter(pk=row_id).first()
    if row is None or row.follows_since is None:
        return False
    movements = to_tell(row)
    if not movements:
        return False
    row.told_id, row.told_at = max(one.pk for one in movements), now
    row.save(update_fields=["told_id", "told_at"])
    queue_mail(
        moved(row, movements),
        to=row.reader.email,
        key=f"story-{row.pk}-{row.told_id}",
        now=now,
        headers=headers_for(row),
    )
    return True
