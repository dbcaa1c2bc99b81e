"""The feeds: the standfirst and the open parts of each article, never a word from behind a gate."""

import re

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape, format_html

from standfirst.articles.models import Article
from standfirst.articles.publication import Publication
from standfirst.kernel import clock

LENGTH = 20
OWN_ADDRESS = re.compile(r'\b(href|src)="/(?!/)')
OWN_ANCHOR = re.compile(r'\shref="#[^"]*"|\sid="[^"]*"')


class Rss(Rss201rev2Feed):
    """RSS with the open parts in full beside the summary."""

    def rss_attributes(self) -> dict[str, str]:
        """The name space of `content:encoded` as well."""
        names: dict[str, str] = super().rss_attributes()
        return {**names, "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler, item) -> None:  # type: ignore[no-untyped-def]  # untyped in Django
        """The usual elements, and the content."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class Atom(Atom1Feed):
    """Atom with the open parts in full beside the summary."""

    def add_item_elements(self, handler, item) -> None:  # type: ignore[no-untyped-def]  # untyped in Django
        """The usual elements, and the content."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


Kind = type[Rss] | type[Atom]


def feed_of(kind: Kind, publication: Publication, *, path: str) -> Rss | Atom:
    """The articles published last as a feed."""
    feed = kind(
        title=publication.name,
        link=settings.BASE_URL + "/",
        description=publication.tagline,
        language=publication.language,
        feed_url=settings.BASE_URL + path,
    )
    articles = Article.objects.found_in().order_by("-first_published_at", "-pk")[:LENGTH]
    for article in articles:
        _add(feed, article, publication)
    return feed


def _add(feed: Rss | Atom, article: Article, publication: Publication) -> None:
    address = settings.BASE_URL + article.address
    published = article.first_published_at or clock.now()
    feed.add_item(
        title=article.title,
        link=address,
        unique_id=address,
        description=escape(article.standfirst),
        author_name=article.author_names() or publication.name,
        categories=[topic.name for topic in article.topics.all()],
        pubdate=published,
        updateddate=max(published, article.updated_at or published),
        content=_content(article, address),
    )


def _content(article: Article, address: str) -> str:
    opened, locked = article.divided(with_images=False)
    html = "\n".join(part.html for part in opened)
    html = OWN_ADDRESS.sub(rf'\1="{settings.BASE_URL}/', OWN_ANCHOR.sub("", html))
    standfirst = f"<p><em>{escape(article.standfirst)}</em></p>" if article.standfirst else ""
    rest = format_html('<p><a href="{}">Read on at the publication</a></p>', address)
    return standfirst + html + (rest if locked else "")
