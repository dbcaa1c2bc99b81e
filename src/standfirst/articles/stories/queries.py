"""What is asked about stories and those who come back to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from standfirst.articles.stories.models import Movement, StoryReader

if TYPE_CHECKING:
    from standfirst.articles.models import Story

SHOWN_MAX = 20


def movements_of(story: "Story") -> QuerySet[Movement]:
    """What moved in a story, the latest first, with the articles to read: one statement.

    What leads to an article that is not live is not told.
    """
    unread = ("article__body", "article__corrections")
    rows = Movement.objects.filter(Q(article=None) | Q(article__live=True), story=story)
    return rows.select_related("article").defer(*unread)


def told_once(movements: Iterable[Movement]) -> list[Movement]:
    """The same without articles that an entry of the timeline leads to: it tells more."""
    rows = list(movements)
    told = {row.article_id for row in rows if row.kind == Movement.Kind.ENTRY and row.article_id}
    return [row for row in rows if row.kind != Movement.Kind.ARTICLE or row.article_id not in told]


def known_of(reader_id: int, story: "Story") -> tuple[StoryReader | None, list[Movement]]:
    """What is known of a reader and a story, and what moved in it last: one statement.

    In a story in which nothing ever moved it is two.
    """
    known = StoryReader.objects.filter(reader_id=reader_id, story=story)
    fields = ("pk", "here_at", "before_at", "follows_since")
    wanted = {f"known_{name}": Subquery(known.values(name)[:1]) for name in fields}
    moved = list(movements_of(story).annotate(**wanted)[: SHOWN_MAX * 2])
    if not moved:
        return known.first(), []
    if moved[0].known_pk is None:  # type: ignore[attr-defined]  # asked for just here
        return None, moved
    said = {name: getattr(moved[0], f"known_{name}") for name in fields}
    return StoryReader(reader_id=reader_id, story=story, **said), moved


def followed_by(reader_id: int) -> QuerySet[StoryReader]:
    """The stories that a reader follows, with the stories."""
    rows = StoryReader.objects.filter(reader_id=reader_id, follows_since__isnull=False)
    return rows.filter(story__live=True).select_related("story").order_by("story__title")


def followers_to_tell(*, told_before: datetime) -> QuerySet[StoryReader]:
    """Followers of stories that moved since they were told last, unless that was just now."""
    moved = Movement.objects.filter(
        Q(article=None) | Q(article__live=True),
        story=OuterRef("story"),
        pk__gt=OuterRef("told_id"),
        at__gt=OuterRef("follows_since"),
    )
    rows = StoryReader.objects.filter(
        Q(told_at=None) | Q(told_at__lte=told_before),
        Exists(moved),
        follows_since__isnull=False,
        reader__is_active=True,
        story__live=True,
    )
    return rows.order_by("pk")


def to_tell(row: StoryReader) -> list[Movement]:
    """What a follower has not been told yet, the oldest first."""
    rows = movements_of(row.story).filter(pk__gt=row.told_id, at__gt=row.follows_since)
    return list(rows.select_related("article", "story").order_by("pk"))
