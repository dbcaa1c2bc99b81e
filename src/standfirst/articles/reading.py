"""An article as one reader gets it: everything its page shows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localtime

from standfirst.access.rules import Audience, Decision, Reason
from standfirst.articles import structured
from standfirst.articles.publication import publication
from standfirst.articles.rendering import fetch_renditions, images_of
from standfirst.articles.rules import Parts, count_in_words, headings_of, thread

if TYPE_CHECKING:
    from standfirst.articles.models import Article, Story, TimelineEntry

WIDTHS = tuple(f"width-{width}|format-webp|webpquality-70" for width in (480, 720, 1080))
"""The sizes that the templates ask for, as Wagtail names them."""

SHARED = WIDTHS[-1]

TOLD = ("story", "date", "precision", "text", "is_due", "article__live", "article__url_path")
"""What a timeline tells of its entries and of their articles."""


@dataclass(frozen=True)
class Reading:
    """What this reader may read. `locked` is empty for a reader who may not read on."""

    opened: Parts
    locked: Parts
    has_locked: bool
    headings: Parts
    more_sections: str

    @property
    def has_contents(self) -> bool:
        """True where a list of the sections helps."""
        return len(self.headings) > 1 or bool(self.more_sections)


def reading_of(article: "Article", decision: Decision) -> Reading:
    """The article's parts as far as the decision lets this reader read."""
    opened, locked = article.divided()
    shown = locked if decision.allowed else ()
    hidden = 0 if decision.allowed else len(headings_of(locked))
    return Reading(
        opened=opened,
        locked=shown,
        has_locked=bool(locked),
        headings=headings_of(opened + shown),
        more_sections=_more(hidden, article.audience, decision.reason),
    )


def _more(hidden: int, audience: str, reason: Reason) -> str:
    """`Two more sections for subscribers`."""
    if not hidden:
        return ""
    whom = "once you log in" if audience == Audience.REGISTERED else "for subscribers"
    whom = "with another plan" if reason is Reason.PLAN_TOO_LOW else whom
    noun = "section" if hidden == 1 else "sections"
    return f"{count_in_words(hidden)} more {noun} {whom}"


def fetch_images(article: "Article") -> None:
    """Gets the renditions of the lead image and all others in one statement."""
    fetch_renditions([article.lead_image, *images_of(article.body)])


def make_renditions(article: "Article") -> None:
    """Makes what is missing of the sizes in which the article shows its images."""
    for image in [article.lead_image, *images_of(article.body)]:
        if image:
            image.get_renditions(*WIDTHS)


def thread_of(article: "Article") -> "list[TimelineEntry]":
    """The entries of the story's timeline around this article."""
    if article.story is None or not article.story.live:
        return []
    return list(thread(timeline_of(article.story), lambda entry: entry.article_id == article.pk))


def timeline_of(story: "Story") -> "list[TimelineEntry]":
    """A story's timeline with its articles, in one statement; in a preview as it stands there."""
    entries = story.timeline.all()
    if not isinstance(entries, QuerySet):
        return list(entries)
    return list(entries.select_related("article").only(*TOLD))


def facts_of(article: "Article") -> dict[str, Any]:
    """The article for search engines."""
    image = article.lead_image.get_rendition(SHARED).url if article.lead_image else ""
    return structured.news_article(
        headline=article.title,
        description=article.standfirst,
        url=settings.BASE_URL + article.address,
        published=localtime(article.first_published_at) if article.first_published_at else None,
        updated=localtime(article.updated_at) if article.updated_at else None,
        authors=[(one.name, settings.BASE_URL + one.address) for one in article.authors.all()],
        publisher=publication().name,
        image=settings.BASE_URL + image if image else "",
        is_gated=article.is_gated,
    )
