"""What a change touches: the words, as `articles.showing` has them, that pages say they show.

Of a page both count: what it is in the database still, and what it is about to be.
"""

from collections.abc import Iterable

from django.db.models import Model
from wagtail.models import Page

from standfirst.articles import showing
from standfirst.articles.models import (
    Article,
    Person,
    PublicationSettings,
    Story,
    TimelineEntry,
    Topic,
)
from standfirst.articles.statements.models import Placing

AN_ARTICLE = (showing.FRONT, showing.FEEDS, showing.LISTS)
"""What every article is in, or may be."""

NAMED_BY = ("title", "url_path", "live")
"""What those who lead to a page show of it."""


def of_page(page: Page, *, is_going: bool = False) -> list[str]:
    """What saving, publishing, withdrawing or, when it `is_going`, deleting a page touches."""
    known = Article.objects.filter(pk=page.pk).values(*NAMED_BY, "story").first()
    if known is not None or isinstance(page, Article):
        return _of_article(page, {} if is_going else known or {}, is_live=page.live or is_going)
    known = Story.objects.filter(pk=page.pk).values(*NAMED_BY).first()
    if known is not None or isinstance(page, Story):
        return _of_story(page, {} if is_going else known or {}, is_live=page.live or is_going)
    return [showing.FRONT, showing.LISTS]


def _of_article(page: Page, known: dict[str, object], *, is_live: bool) -> list[str]:
    if not known.get("live") and not is_live:
        return []
    touched = [*AN_ARTICLE, showing.article(page.pk), showing.beside(page.pk)]
    touched += _lists_with(Article.objects.filter(pk=page.pk))
    if isinstance(page, Article):
        touched += _lists_to_be(page)
    if _is_named_anew(page, known):
        told = TimelineEntry.objects.filter(article=page.pk).values_list("story", flat=True)
        touched += map(showing.story, told)
    return touched


def _lists_with(articles: "Iterable[Article]") -> list[str]:
    """The lists that these articles are in."""
    about = Topic.objects.filter(articles__in=articles).values_list("pk", flat=True)
    by = Person.objects.filter(articles__in=articles).values_list("pk", flat=True)
    told = Story.objects.filter(articles__in=articles).values_list("pk", flat=True)
    lists = [*map(showing.in_topic, about.distinct()), *map(showing.in_person, by.distinct())]
    return lists + [showing.in_story(number) for number in told.distinct()]


def _lists_to_be(article: Article) -> list[str]:
    """The lists that it will be in, and the pages that will lead to it."""
    lists = [showing.in_topic(topic.pk) for topic in article.topics.all()]
    lists += [showing.in_person(person.pk) for person in article.authors.all()]
    lists += [showing.in_story(article.story_id)] if article.story_id else []
    return lists + [showing.article(other.pk) for other in article.neighbours()]


def _of_story(page: Page, known: dict[str, object], *, is_live: bool) -> list[str]:
    if not known.get("live") and not is_live:
        return []
    touched = [showing.story(page.pk), showing.STORIES, *AN_ARTICLE]
    if _is_named_anew(page, known):
        touched += _lists_with(Article.objects.filter(story=page.pk))
    return touched


def _is_named_anew(page: Page, known: dict[str, object]) -> bool:
    return any(known.get(name) != getattr(page, name) for name in NAMED_BY)


def of_person(person: Person) -> list[str]:
    """Their name stands on their own page, on articles, and wherever articles are listed; and
    where a statement of theirs is quoted."""
    lists = _lists_with(Article.objects.filter(authors=person))
    quoting = Placing.objects.filter(statement__person=person).values_list("article", flat=True)
    lists += [showing.article(number) for number in quoting.distinct()]
    return [showing.person(person.pk), *AN_ARTICLE, *lists]


def of_settings(settings: Model) -> list[str]:
    """Whatever is set shows everywhere, but for the text of the help page."""
    if not isinstance(settings, PublicationSettings) or settings.pk is None:
        return [showing.SITE]
    before = PublicationSettings.objects.filter(pk=settings.pk).values().first() or {}
    now = {name: getattr(settings, name) for name in before}
    changed = {name for name, value in before.items() if now[name] != value}
    return [showing.HELP] if changed <= {"help_text"} else [showing.SITE]
