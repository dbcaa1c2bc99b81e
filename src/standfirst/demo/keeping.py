"""What the newsroom of the demo keeps up: primers and corrections; and a reader who comes back."""

import json
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from standfirst.articles.models import Article, Story
from standfirst.articles.primers.actions import remind_owners
from standfirst.articles.primers.models import Primer
from standfirst.articles.readings.models import Reading
from standfirst.articles.stories.actions import note_article, note_story
from standfirst.articles.stories.models import Movement, StoryReader
from standfirst.readers.models import Reader
from standfirst.transfer.dates import moment

OWNER = "pia.lund@courier.example"
RETURNING = "ada.holm@post.example"
FOLLOWED = "water-on-the-marrow-plains"
AWAY = timedelta(days=5)
EARLIER = timedelta(days=60)

Told = dict[str, Any]


@transaction.atomic
def keep_up(folder: Path, *, today: datetime) -> None:
    """Brings a publication that has lived up to today's desk. Dates count from `today`."""
    for told in tomllib.loads((folder / "primers.toml").read_text())["primer"]:
        _place(_primer(told, today), told)
    for told in tomllib.loads((folder / "corrections.toml").read_text())["correction"]:
        _correct(told, today)
    remind_owners(today)
    _tell_stories(today)
    _return(today)


def _day(words: str, today: datetime) -> date:
    when = moment(words, now=today)
    if when is None:
        raise ValueError(f"no date: {words}")
    return when.date()


def _items(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


def _primer(told: Told, today: datetime) -> Primer:
    """Publishes what it said before, if it said something else, then what it says now."""
    primer = Primer(
        title=told["title"],
        slug=told["slug"],
        label=told["label"],
        text=_items(told["before"] or told["text"]),
        owner=Reader.objects.get(email=OWNER),
        checked_on=_day(told["checked"], today) - EARLIER,
        review_by=_day(told["review"], today),
        is_history_public=told["is_history_public"],
        live=False,
    )
    primer.save()
    if told["before"]:
        primer.save_revision().publish()
        primer.versions.update(published_at=today - EARLIER)
    primer.text, primer.checked_on = _items(told["text"]), _day(told["checked"], today)
    primer.save_revision().publish()
    return primer


def _place(primer: Primer, told: Told) -> None:
    story = Story.objects.get(slug=told["story"])
    story.primer = primer
    story.save_revision().publish()
    for slug in told["replaces"]:
        _rewrite(slug, lambda blocks: [_block(primer), *_without_primer(blocks)])
    for slug in told["follows"]:
        _rewrite(slug, lambda blocks: [*blocks, _block(primer)])
    for slug in told["keeps"]:
        _rewrite(slug, lambda blocks: [*blocks, _block(primer, version=1)])


def _block(primer: Primer, version: int | None = None) -> Told:
    return {"type": "primer", "value": {"primer": primer.pk, "version": version, "text": ""}}


def _without_primer(blocks: list[Told]) -> list[Told]:
    return [block for block in blocks if block["type"] != "primer"]


def _rewrite(slug: str, change: Any) -> None:
    article = Article.objects.get(slug=slug).get_latest_revision_as_object()
    article.body = json.dumps(change(list(article.body.raw_data)))
    article.save_revision().publish()


def _correct(told: Told, today: datetime) -> None:
    article = Article.objects.get(slug=told["article"]).get_latest_revision_as_object()
    value = {
        "kind": told["kind"],
        "corrected_on": _day(told["on"], today).isoformat(),
        "text": f"<p>{told['text']}</p>",
    }
    article.corrections = json.dumps([{"type": "correction", "value": value}])
    article.save_revision().publish()


def _tell_stories(today: datetime) -> None:
    """Has the stories have moved when their articles and entries say so: all were made at once."""
    Movement.objects.exclude(kind=Movement.Kind.CORRECTION).delete()
    corrected = list(Movement.objects.all())
    Movement.objects.all().delete()
    for story in Story.objects.live():
        note_story(story, now=today)
    for article in Article.objects.live().exclude(story=None).select_related("story"):
        note_article(article, now=today)
    Movement.objects.bulk_create(corrected)


def _return(today: datetime) -> None:
    """A reader who was here some days ago, follows a story, and had read what was corrected."""
    reader, story = Reader.objects.get(email=RETURNING), Story.objects.get(slug=FOLLOWED)
    newest = Movement.objects.latest("pk").pk
    StoryReader.objects.create(
        reader=reader,
        story=story,
        here_at=today - AWAY,
        follows_since=today - AWAY,
        told_id=newest,
    )
    corrected = Article.objects.filter(correction_rows__isnull=False).distinct()
    Reading.objects.bulk_create(
        Reading(reader=reader, article=article, read_at=today - AWAY) for article in corrected
    )
