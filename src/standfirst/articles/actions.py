"""Writing articles and stories from code: the importers and the demo come in here."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from standfirst.access.rules import Audience
from standfirst.articles.models import Article, Person, Story, Topic
from standfirst.articles.queries import gate_from, gate_of, gates_on_record
from standfirst.billing.models import Plan
from standfirst.events.actions import record

Body = list[tuple[str, Any]]
"""Blocks by name with their raw values, such as `("section", {"heading": "Whose fields"})`."""

SLUG_LENGTH_MAX = 80


@dataclass(frozen=True)
class ArticleFields:
    """Everything of an article but its body. People and topics are made where they are new."""

    headline: str
    standfirst: str = ""
    slug: str = ""
    authors: tuple[str, ...] = ()
    place: str = ""
    topics: tuple[str, ...] = ()
    story: Story | None = None
    audience: Audience = Audience.SUBSCRIBERS
    plans: tuple[str, ...] = ()
    lead_image_id: int | None = None
    lead_alt: str = ""
    lead_caption: str = ""
    lead_credit: str = ""
    updated_at: datetime | None = None
    source_id: str | None = None


@transaction.atomic
def draft_article(
    parent: Page, fields: ArticleFields, *, body: Body, corrections: Body | None = None
) -> Article:
    """A new draft, open to nobody, below `parent`. A slug that is taken gets a number."""
    article = Article(
        title=fields.headline,
        slug=_free_slug(parent, fields.slug or slugify(fields.headline)),
        live=False,
        has_unpublished_changes=True,
    )
    _fill(article, fields, body, corrections)
    parent.add_child(instance=article)
    _attach(article, fields)
    article.save()
    article.save_revision()
    return article


@transaction.atomic
def redraft_article(
    article: Article, fields: ArticleFields, *, body: Body, corrections: Body | None = None
) -> Article:
    """A new revision of an article that exists; what is live stays as it is until published.

    Gives the article as it is in the revision: saving it would put it live.
    """
    article.title = fields.headline
    _fill(article, fields, body, corrections)
    _attach(article, fields)
    article.save_revision()
    return article


@transaction.atomic
def publish_article(article: Article, *, published_at: datetime | None = None) -> Article:
    """Publishes the latest revision; `published_at` is the date it is to carry."""
    latest = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
    if published_at is not None:
        latest.first_published_at = published_at
    latest.save_revision().publish()
    published: Article = Article.objects.get(pk=article.pk)
    return published


@transaction.atomic
def record_gate(article: Article, *, now: datetime) -> None:
    """Records who a published article is for, unless that is what was recorded last."""
    gate = gate_of(article)
    last = gates_on_record(article.pk).last()
    if last is None or gate_from(last) != gate:
        record(
            "article.gated",
            now,
            article=article.pk,
            audience=str(gate.audience),
            plans=sorted(gate.plans),
        )


def _fill(article: Article, fields: ArticleFields, body: Body, corrections: Body | None) -> None:
    article.standfirst = fields.standfirst
    article.place = fields.place
    article.story = fields.story
    article.audience = fields.audience.value
    article.lead_image_id = fields.lead_image_id
    article.lead_alt = fields.lead_alt
    article.lead_caption = fields.lead_caption
    article.lead_credit = fields.lead_credit
    article.updated_at = fields.updated_at
    article.source_id = fields.source_id or article.source_id
    article.body = _stream(body)
    article.corrections = _stream(corrections or [])


def _stream(blocks: Body) -> str:
    return json.dumps([{"type": name, "value": value} for name, value in blocks])


def _attach(article: Article, fields: ArticleFields) -> None:
    """Sets people, topics and plans in memory: they are written with the article or a revision."""
    article.authors.set([ensure_person(name) for name in fields.authors])
    article.topics.set([ensure_topic(name) for name in fields.topics])
    article.plans.set(Plan.objects.filter(key__in=fields.plans))


def _free_slug(parent: Page, wanted: str) -> str:
    stem = wanted[:SLUG_LENGTH_MAX].strip("-") or "article"
    taken = set(parent.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, count = stem, 1
    while slug in taken:
        count += 1
        slug = f"{stem}-{count}"
    return slug


def ensure_person(name: str, *, office: str = "") -> Person:
    """The person of this name, made where there is none."""
    person: Person = Person.objects.get_or_create(
        slug=slugify(name) or "unnamed", defaults={"name": name, "office": office}
    )[0]
    return person


def ensure_topic(name: str, *, sort_order: int = 0) -> Topic:
    """The topic of this name, made where there is none."""
    topic: Topic = Topic.objects.get_or_create(
        slug=slugify(name) or "unnamed", defaults={"name": name, "sort_order": sort_order}
    )[0]
    return topic


@transaction.atomic
def ensure_story(parent: Page, title: str, *, slug: str = "", **fields: Any) -> Story:
    """The story of this title below `parent`, made where there is none and published."""
    story: Story | None = Story.objects.child_of(parent).filter(title=title).first()
    if story is None:
        free = _free_slug(parent, slug or slugify(title))
        story = parent.add_child(instance=Story(title=title, slug=free, **fields))
    return story
