"""The feeds: the standfirst and the open parts of each article, never a word from behind a gate.

The feed of one reader holds what that reader may read just now, each article decided anew.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape, format_html

from standfirst.access.rules import Entitlement, decide
from standfirst.articles.blocks.quote import at_hand
from standfirst.articles.corrections.models import Correction
from standfirst.articles.corrections.queries import last_changes, told
from standfirst.articles.models import Article
from standfirst.articles.primers.queries import fetch_kept
from standfirst.articles.publication import Publication
from standfirst.articles.queries import gate_of
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
        if item["content"] is not None:
            handler.addQuickElement("content:encoded", item["content"])


class Atom(Atom1Feed):
    """Atom with the open parts in full beside the summary."""

    def add_item_elements(self, handler, item) -> None:  # type: ignore[no-untyped-def]  # untyped in Django
        """The usual elements, and the content."""
        super().add_item_elements(handler, item)
        if item["content"] is not None:
            handler.addQuickElement("content", item["content"], {"type": "html"})


Kind = type[Rss] | type[Atom]


@dataclass(frozen=True)
class Whole:
    """A feed with what one reader may read."""

    entitlement: Entitlement
    now: datetime

    def may_read(self, article: Article) -> bool:
        """What the gate says of the article to this reader."""
        return decide(self.entitlement, gate_of(article), self.now).allowed


def feed_of(
    kind: Kind,
    publication: Publication,
    *,
    path: str,
    has_open_part: bool = True,
    whole: Whole | None = None,
) -> Rss | Atom:
    """The articles published last as a feed: their open parts, or for one reader all they may read.

    Without the open part an entry holds headline and standfirst.
    """
    feed = kind(
        title=publication.name,
        link=settings.BASE_URL + "/",
        description=publication.tagline,
        language=publication.language,
        feed_url=settings.BASE_URL + path,
    )
    articles = Article.objects.found_in().order_by("-first_published_at", "-pk")
    if whole:
        articles = articles.prefetch_related("plans")
    listed = list(articles[:LENGTH])
    fetch_kept(listed)
    corrected = last_changes(listed)
    with at_hand(article.body for article in listed):
        for article in listed:
            may_read = whole is not None and whole.may_read(article)
            content = _content(article, may_read=may_read) if has_open_part or may_read else None
            _add(feed, article, publication, content, corrected.get(article.pk, []))
    return feed


def _add(
    feed: Rss | Atom,
    article: Article,
    publication: Publication,
    content: str | None,
    corrected: list[Correction],
) -> None:
    """An entry. What was corrected stands in its summary, and makes it new to feed readers."""
    address = _address(article)
    published = article.first_published_at or clock.now()
    changed = [row.published_at for row in corrected]
    feed.add_item(
        title=article.title,
        link=address,
        unique_id=address,
        description=escape(" ".join([article.standfirst, *map(told, corrected)]).strip()),
        author_name=article.author_names() or publication.name,
        categories=[topic.name for topic in article.topics.all()],
        pubdate=published,
        updateddate=max([published, article.updated_at or published, *changed]),
        content=content,
    )


def _content(article: Article, *, may_read: bool) -> str:
    opened, locked = article.divided(with_images=False)
    shown, locked = (opened + locked, ()) if may_read else (opened, locked)
    html = "\n".join(part.html for part in shown)
    html = with_whole_addresses(OWN_ANCHOR.sub("", html))
    standfirst = f"<p><em>{escape(article.standfirst)}</em></p>" if article.standfirst else ""
    rest = format_html('<p><a href="{}">Read on at the publication</a></p>', _address(article))
    return standfirst + html + (rest if locked else "")


def _address(article: Article) -> str:
    return settings.BASE_URL + article.address


def with_whole_addresses(html: str) -> str:
    """HTML of ours whose addresses name the publication's host, for wherever else it is read."""
    return OWN_ADDRESS.sub(rf'\1="{settings.BASE_URL}/', html)
