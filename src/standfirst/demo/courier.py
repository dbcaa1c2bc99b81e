"""The Linde Courier: its name, stories and articles, read from `content/` by our own importer."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Page, Site

from standfirst.articles.actions import ensure_person, ensure_story, ensure_topic
from standfirst.articles.dates import Precision
from standfirst.articles.models import (
    Article,
    Question,
    Story,
    StoryPerson,
    TimelineEntry,
)
from standfirst.demo import record, well_three
from standfirst.fronts.actions import name_publication
from standfirst.transfer.dates import moment
from standfirst.transfer.load import load as load_draft
from standfirst.transfer.text import read

TOPICS = ("Water", "Rail", "Land", "Money")
COLOPHON = (
    "Written and edited at 4 Weir Street, Linde. Every article says when it was last checked, "
    "and every correction stays on the page."
)
PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH}


@transaction.atomic
def load(folder: Path, *, today: datetime) -> None:
    """Fills an empty publication. Dates in the files count from `today`."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    name_publication(
        name="The Linde Courier",
        tagline="Explaining the province, one question at a time.",
        colophon=COLOPHON,
        help_mail="help@courier.example",
        language="en-GB",
    )
    for place, topic in enumerate(TOPICS):
        ensure_topic(topic, sort_order=place)
    told = tomllib.loads((folder / "stories.toml").read_text())["story"]
    stories = [(_story(site.root_page, one, today), one) for one in told]
    for file in sorted((folder / "articles").glob("*.md")):
        load_article(file, parent=site.root_page, images=folder / "images", today=today)
    well_three.load(site.root_page, today=today)
    record.load(folder / "record.toml", today=today)
    for story, one in stories:
        _fill(story, one, today)


def load_article(file: Path, *, parent: Page, images: Path, today: datetime) -> Article:
    """One file of `articles/`, published on the date that stands in it."""
    number, _, slug = file.stem.partition("-")
    result = load_draft(
        read(file.read_bytes(), name=file.name),
        source_id=f"demo-{number}",
        parent=parent,
        now=today,
        images=images,
        slug=slug,
        publish=True,
    )
    return result.article


def _story(parent: Page, told: dict[str, Any], today: datetime) -> Story:
    checked = moment(told["checked"], now=today)
    return ensure_story(
        parent,
        told["title"],
        slug=told["slug"],
        standfirst=told["standfirst"],
        state_of_play=f"<p>{told['state_of_play']}</p>",
        checked_on=checked.date() if checked else None,
    )


def _fill(story: Story, told: dict[str, Any], today: datetime) -> None:
    """Timeline, people and open questions, once the articles are there to be linked."""
    slugs = dict(Article.objects.values_list("slug", "pk"))
    story.timeline.add(
        *[_entry(row, place, slugs, today) for place, row in _rows(told, "timeline")]
    )
    story.people.add(*[_person(row, place) for place, row in _rows(told, "people")])
    story.questions.add(
        *[Question(sort_order=place, **row) for place, row in _rows(told, "questions")]
    )
    story.save_revision().publish()


def _rows(told: dict[str, Any], name: str) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(told.get(name, [])))


def _entry(
    row: dict[str, Any], place: int, slugs: dict[str, int], today: datetime
) -> TimelineEntry:
    """A date may be a year, a month, a day, or days from today."""
    date = row["date"]
    padded = (
        date + "-01-01"[len(date) - 4 :] if len(date) in PRECISIONS and date[0] in "12" else date
    )
    when = moment(padded, now=today)
    assert when is not None, f"no date: {date}"
    is_relative = date[0] in "+-"
    return TimelineEntry(
        sort_order=place,
        date=when.date(),
        precision=Precision.DAY if is_relative else PRECISIONS.get(len(date), Precision.DAY),
        text=row["label"],
        article_id=slugs[row["article"]] if row["article"] else None,
        is_due=row["due"],
    )


def _person(row: dict[str, Any], place: int) -> StoryPerson:
    return StoryPerson(
        sort_order=place,
        person=ensure_person(row["name"], office=row["office"]),
        statement=row.get("statement", ""),
        source=row.get("source", ""),
    )
