"""What the list says of an article, as its draft stands."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.html import strip_tags

from standfirst.articles.checklist.rules import Facts, Point, points
from standfirst.articles.primers.panels import stale_in
from standfirst.articles.rules import Kind, Parts

if TYPE_CHECKING:
    from standfirst.articles.models import Article

ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
SHORT = 60


def checklist_of(article: "Article") -> list[Point]:
    """The list for an article; it may never have been saved."""
    return points(facts_of(article))


def facts_of(article: "Article") -> Facts:
    """What is known of it."""
    opened, locked = article.divided(with_images=False)
    quotes = [shown for shown in _quotes(article.body) if shown is not None]
    return Facts(
        headline=article.title,
        standfirst=article.standfirst,
        words=_words(opened) + _words(locked),
        open_words=_words(opened),
        is_gated=article.is_gated,
        has_break=any(child.block_type == "break" for child in article.body),
        has_locked=bool(locked),
        pictures_without_words=_without_words(article),
        quotes_without_speaker=sum(not shown.speaker for shown in quotes),
        quotes_without_source=tuple(
            _shortened(shown.text) for shown in quotes if not shown.source and not shown.address
        ),
        stale_primers=tuple(primer.title for primer in stale_in(article.body)),
        dead_links=tuple(dead_links(opened + locked)),
    )


def _words(parts: Parts) -> int:
    return sum(part.words for part in parts if part.kind is not Kind.BREAK)


def _quotes(body: Iterable[Any]) -> Iterable[Any]:
    return (child.value.shown for child in body if child.block_type == "quote")


def _without_words(article: "Article") -> int:
    """Pictures that say nothing to whoever cannot see them: neither in words nor in a caption."""
    shown = [child.value for child in article.body if child.block_type == "image"]
    bare = sum(not value["alt"] and not value["caption"] for value in shown)
    return bare + bool(article.lead_image and not article.lead_alt)


def dead_links(parts: Parts) -> list[str]:
    """The words of links that lead to a page that is gone, or to an anchor that there is not."""
    html = "\n".join(part.html for part in parts)
    anchors = set(re.findall(r'\bid="([^"]+)"', html))
    found = []
    for attributes, words in ANCHOR.findall(html):
        address = re.search(r'\bhref="([^"]*)"', attributes)
        is_inside = address is not None and address[1].startswith("#")
        if address is None or not address[1] or (is_inside and address[1][1:] not in anchors):
            found.append(_shortened(strip_tags(words)))
    return found


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[:SHORT].rpartition(" ")[0] + " …"
