"""Which page stands at an address."""

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from wagtail.models import Page

from standfirst.articles.models import Article, Story, Topic


def page_below(front: Page, slug: str) -> Article | Story | None:
    """The live article or story at `slug`: one statement for either, one more for its authors.

    Wagtail's own way asks for the page, then for its kind, then for what it leads to.
    """
    topics = Topic.objects.filter(articles=OuterRef("pk"))
    page = (
        Page.objects.child_of(front)
        .live()
        .filter(slug=slug)
        .select_related("article__story", "article__lead_image", "as_story__primer")
        .annotate(
            topic_name=Subquery(topics.values("name")[:1]),
            topic_slug=Subquery(topics.values("slug")[:1]),
        )
        .first()
    )
    article: Article | None = getattr(page, "article", None)
    if article is None:
        return getattr(page, "as_story", None)
    article.topic_name, article.topic_slug = page.topic_name or "", page.topic_slug or ""
    prefetch_related_objects([article], "authors")
    return article
