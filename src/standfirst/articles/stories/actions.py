"""Writing down what moved in a story."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime, make_aware

from standfirst.articles.models import Article, Story
from standfirst.articles.stories.models import Movement
from standfirst.articles.stories.rules import cut, moved_at

if TYPE_CHECKING:
    from standfirst.articles.corrections.models import Correction
    from standfirst.articles.primers.models import Primer, PrimerVersion

TEXT_MAX = 400


@transaction.atomic
def note_story(story: Story, *, now: datetime) -> None:
    """What a story that was published says of itself: new entries, another state of play.

    What stands in it when it is published first is as old as its dates say. Idempotent.
    """
    known = dict(story.movements.values_list("key", "text"))
    entries = list(story.timeline.all())
    for entry in entries:
        at = now if known else _first_told(story, entry.date, now)
        _note(
            story,
            Movement.Kind.ENTRY,
            entry.key,
            at=at,
            on=entry.date,
            text=entry.text,
            article_id=entry.article_id,
        )
    keys = {entry.key for entry in entries}
    gone = [key for key in known if key.startswith("entry:") and key not in keys]
    story.movements.filter(key__in=gone).delete()
    _note_state(story, is_first=not known, now=now)


def _note_state(story: Story, *, is_first: bool, now: datetime) -> None:
    """Another state of play is told by its day: several changes on one day are one movement."""
    if not story.state_of_play:
        return
    day = story.checked_on or localtime(now).date()
    at = _first_told(story, day, now) if is_first else now
    text = "The state of play was brought up to date."
    _note(story, Movement.Kind.STATE, f"state:{day}", at=at, on=day, text=text)


def _first_told(story: Story, day: date, now: datetime) -> datetime:
    """When something was told that stood in a story from the first: what is still to come, when
    the story was checked last."""
    today = localtime(now).date()
    told = min(day, story.checked_on or today, today) if day > today else day
    return min(now, make_aware(datetime.combine(told, time())))


@transaction.atomic
def note_article(article: Article, *, now: datetime) -> None:
    """That an article was published in its story; one that left the story is no longer told."""
    key = f"article:{article.pk}"
    Movement.objects.filter(key=key).exclude(story=article.story_id).delete()
    if article.story is not None:
        at = moved_at(article.first_published_at, wall=timezone.now(), now=now)
        _note(
            article.story,
            Movement.Kind.ARTICLE,
            key,
            at=at,
            on=localtime(at).date(),
            text=article.title,
            article_id=article.pk,
        )


def note_correction(article: Article, row: "Correction", *, now: datetime) -> None:
    """That an article of a story was corrected."""
    if article.story is not None:
        _note(
            article.story,
            Movement.Kind.CORRECTION,
            f"correction:{row.pk}",
            at=now,
            on=row.corrected_on,
            text=f"{row.verb}: {article.title}",
            article_id=article.pk,
        )


def note_primer(primer: "Primer", version: "PrimerVersion", *, is_checked: bool) -> None:
    """That the background of a story was checked again."""
    if not is_checked or primer.checked_on is None:
        return
    for story in Story.objects.live().filter(primer=primer):
        _note(
            story,
            Movement.Kind.PRIMER,
            f"primer:{version.pk}",
            at=version.published_at,
            on=primer.checked_on,
            text=f"The background was checked: {primer.title}",
        )


def _note(
    story: Story,
    kind: Movement.Kind,
    key: str,
    *,
    at: datetime,
    on: date,
    text: str,
    article_id: int | None = None,
) -> None:
    told = {"on": on, "text": cut(text, TEXT_MAX), "article_id": article_id}
    Movement.objects.update_or_create(
        story=story, key=key, defaults=told, create_defaults={**told, "kind": kind, "at": at}
    )
