"""Who came by a story, and who follows it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from standfirst.articles.stories.models import Movement, StoryReader
from standfirst.articles.stories.rules import Visit, visited

if TYPE_CHECKING:
    from standfirst.articles.models import Story
    from standfirst.readers.models import Reader


def note_visit(known: StoryReader | None, *, reader_id: int, story_id: int, now: datetime) -> Visit:
    """Writes a visit down, no more than once in an hour; gives what is known of visits now."""
    before = Visit(known.here_at, known.before_at) if known else Visit()
    after = visited(before, now)
    if after != before:
        StoryReader.objects.update_or_create(
            reader_id=reader_id,
            story_id=story_id,
            defaults={"here_at": after.here_at, "before_at": after.before_at},
        )
    return after


@transaction.atomic
def follow(reader: "Reader", story: "Story", *, now: datetime) -> None:
    """Has a reader told when the story moves, from now on. Twice is the same."""
    row = StoryReader.objects.get_or_create(reader=reader, story=story)[0]
    if row.follows_since is None:
        newest = Movement.objects.order_by("-pk").values_list("pk", flat=True).first()
        row.follows_since, row.told_id, row.told_at = now, newest or 0, None
        row.save(update_fields=["follows_since", "told_id", "told_at"])


def unfollow(reader_id: int, story_id: int) -> None:
    """No more mail on the story. Twice is the same."""
    rows = StoryReader.objects.filter(reader_id=reader_id, story_id=story_id)
    rows.update(follows_since=None, told_at=None)
    rows.filter(here_at=None).delete()


def forget_visits(reader_id: int) -> None:
    """Forgets which stories a reader visited and when; what they follow stays."""
    rows = StoryReader.objects.filter(reader_id=reader_id)
    rows.filter(follows_since=None).delete()
    rows.update(here_at=None, before_at=None)


def forget_reader(reader_id: int) -> None:
    """Forgets a reader who has left."""
    StoryReader.objects.filter(reader_id=reader_id).delete()


def clear_old_visits(before: datetime) -> int:
    """Forgets visits that lie too far back."""
    old = StoryReader.objects.filter(here_at__lt=before)
    cleared = old.filter(follows_since=None).delete()[0]
    return cleared + old.update(here_at=None, before_at=None)
