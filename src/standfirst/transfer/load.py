"""`load`: a draft as read from a file becomes an article. The only part that writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from wagtail.models import Page

from standfirst.access.rules import Audience
from standfirst.articles.actions import (
    ArticleFields,
    Body,
    draft_article,
    ensure_story,
    publish_article,
    redraft_article,
)
from standfirst.articles.models import Article
from standfirst.transfer import pictures
from standfirst.transfer.body import body_of
from standfirst.transfer.dates import moment
from standfirst.transfer.draft import Draft, Image, Left
from standfirst.transfer.names import names_in

FindImage = Callable[[Image], int | None]


@dataclass(frozen=True)
class LoadResult:
    """The article that was written. `left` is what is not in it, the reader's report included."""

    article: Article
    is_new: bool
    left: tuple[Left, ...]


def load(
    draft: Draft,
    *,
    source_id: str,
    parent: Page,
    now: datetime,
    images: Path | None = None,
    slug: str = "",
    publish: bool = False,
) -> LoadResult:
    """Writes the draft below `parent`; the same source again makes a new revision of its article.

    `images` is the folder that the draft's pictures stand in. Dates that count in days count from
    `now`. Nothing is published unless that is asked for.
    """
    left = list(draft.report)
    find = partial(_image, folder=images, left=left)
    fields = fields_of(draft, parent, find, source_id=source_id, now=now, slug=slug, left=left)
    body = body_of(draft, find, now=now)
    article, is_new = _write(parent, fields, body)
    if publish:
        article = publish_article(article, published_at=moment(draft.published, now=now) or now)
    return LoadResult(article, is_new, tuple(left))


def _write(parent: Page, fields: ArticleFields, body: Body) -> tuple[Article, bool]:
    known = Article.objects.filter(source_id=fields.source_id).first()
    if known is None:
        return draft_article(parent, fields, body=body), True
    return redraft_article(known, fields, body=body), False


def fields_of(
    draft: Draft,
    parent: Page,
    find: FindImage,
    *,
    source_id: str,
    now: datetime,
    slug: str,
    left: list[Left],
) -> ArticleFields:
    """Everything of the article but its body."""
    lead = draft.lead_image
    lead_id = find(lead) if lead else None
    return ArticleFields(
        headline=draft.headline,
        standfirst=draft.standfirst,
        slug=slug,
        authors=names_in(draft.byline),
        place=draft.place,
        topics=draft.topics,
        story=ensure_story(parent, draft.story) if draft.story else None,
        audience=_audience(draft.gate, left),
        plans=draft.plans,
        lead_image_id=lead_id,
        lead_alt=lead.alt if lead and lead_id else "",
        lead_caption=lead.caption if lead and lead_id else "",
        lead_credit=lead.credit if lead and lead_id else "",
        updated_at=moment(draft.updated, now=now),
        source_id=source_id,
    )


def _audience(gate: str, left: list[Left]) -> Audience:
    """The gate that the file names; for subscribers when it names none, or one unknown."""
    word = gate.strip().lower()
    if word in set(Audience):
        return Audience(word)
    if word:
        left.append(Left(gate, "no such gate; the article is for subscribers"))
    return Audience.SUBSCRIBERS


def _image(image: Image, *, folder: Path | None, left: list[Left]) -> int | None:
    """The picture's key in the image library; reported when the file cannot be used."""
    found, fault = pictures.keep(image, folder)
    if found is None:
        words = " ".join(filter(None, [image.src, image.alt, image.caption, image.credit]))
        left.append(Left(words, fault))
    return found
