"""A reader on a story's page: whether they have been here, and what is new to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from standfirst.articles.stories.following import note_visit
from standfirst.articles.stories.models import Movement
from standfirst.articles.stories.queries import SHOWN_MAX, known_of, told_once
from standfirst.readers.models import Reader
from standfirst.readers.queries import reader_of

if TYPE_CHECKING:
    from standfirst.articles.models import Story


@dataclass(frozen=True)
class Return:
    """`since` is when they were here before; none for somebody who is here the first time."""

    since: datetime | None
    moved: list[Movement]
    follows: bool

    @property
    def is_first(self) -> bool:
        """True for somebody to whom all of it is new."""
        return self.since is None

    @property
    def new_keys(self) -> set[str]:
        """What moved, by its key."""
        return {one.key for one in self.moved}

    @property
    def new_articles(self) -> set[int]:
        """The articles that are new to them."""
        kinds = {Movement.Kind.ARTICLE, Movement.Kind.ENTRY}
        return {one.article_id for one in self.moved if one.kind in kinds and one.article_id}


def return_of(request: HttpRequest, story: "Story", *, now: datetime) -> Return | None:
    """Notes the visit of a signed-in reader, and gives what they come back to."""
    if not isinstance(request.user, Reader) or getattr(request, "is_preview", False):
        return None
    reader_id = reader_of(request).pk
    known, latest = known_of(reader_id, story)
    visit = note_visit(known, reader_id=reader_id, story_id=story.pk, now=now)
    since = visit.before_at
    moved = told_once(one for one in latest if since is not None and one.at > since)[:SHOWN_MAX]
    return Return(since, moved, follows=bool(known and known.follows_since))
