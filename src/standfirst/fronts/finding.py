"""Which page stands at an address."""

from functools import lru_cache

from django.db.models import OuterRef, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Concat
from wagtail.models import Page

from standfirst.articles.models import Article, Story, Topic

GAP = " "
"""Stands between the slug and the name of a topic; no slug has one."""

UNREAD = (
    "alias_of",
    "draft_title",
    "expire_at",
    "expired",
    "go_live_at",
    "latest_revision",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "owner",
    "search_description",
    "show_in_menus",
    "translation_key",
)
"""What Wagtail keeps of a page and no reader is shown: each column takes time to ask for."""

UNREAD_OF_STORY = (*UNREAD, "depth", "locale", "numchild", "path", "state_of_play")


def page_below(front: Page, slug: str) -> Article | Story | None:
    """The live article or story at `slug`: one statement for either, one more for its authors.

    Wagtail's own way asks for the page, then for its kind, then for what it leads to.
    """
    page = next(iter(_live_below(front.path, front.depth).filter(slug=slug)[:1]), None)
    if page is None:
        return None
    article: Article | None = getattr(page, "article", None)
    if article is None:
        return getattr(page, "as_story", None)
    article.topic_slug, _, article.topic_name = (page.topic or "").partition(GAP)
    prefetch_related_objects([article], "authors")
    return article


@lru_cache(maxsize=8)
def _live_below(path: str, depth: int) -> QuerySet[Page]:
    """The live pages below the one at `path`, each with the first topic of an article.

    Kept: to put the statement together takes as long as to ask it. Nothing of an answer is kept.
    """
    topics = Topic.objects.filter(articles=OuterRef("pk"))
    topic = topics.annotate(line=Concat("slug", Value(GAP), "name")).values("line")[:1]
    pages: QuerySet[Page] = (
        Page.objects.child_of(Page(path=path, depth=depth))
        .live()
        .select_related("article__story", "article__lead_image", "as_story__primer")
        .annotate(topic=Subquery(topic))
        .defer(*UNREAD, *(f"article__story__{name}" for name in UNREAD_OF_STORY))
        .order_by()
    )
    return pages
