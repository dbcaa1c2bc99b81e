"""The publication as plain text, for programs that read no page: what is open, and no more."""

import re

from django.conf import settings
from django.template.defaultfilters import date
from markdownify import markdownify

from standfirst.access.rules import Audience
from standfirst.articles.models import Article, Story
from standfirst.articles.publication import Publication
from standfirst.articles.rules import Kind, Parts
from standfirst.fronts.feeds import with_whole_addresses

LATEST = 50
BLANK_LINES = re.compile(r"\n{3,}")


def article_text(article: Article, publication: Publication) -> str:
    """The open part of an article as Markdown, with what it is and where the rest stands."""
    opened, locked = article.divided(with_images=False)
    address = settings.BASE_URL + article.address
    head = [f"# {_line(article.title)}", _line(article.standfirst), _byline(article, publication)]
    rest = f"The rest of the article is for {_whom(article)}: <{address}>" if locked else ""
    source = f"From {_line(publication.name)}: <{address}>"
    return _joined([*head, *_told(opened), rest, source])


def _told(parts: Parts) -> list[str]:
    return [markdown(part.html) for part in parts if part.kind is not Kind.IMAGE]


def markdown(html: str) -> str:
    """HTML of ours as Markdown (CommonMark); addresses are whole."""
    whole = with_whole_addresses(html)
    text: str = markdownify(whole, heading_style="ATX", bullets="-", strip=["button", "img"])
    return text.strip()


def _byline(article: Article, publication: Publication) -> str:
    when = article.first_published_at
    day = date(when, "j F Y") if when else ""
    return ", ".join(word for word in (article.author_names() or publication.name, day) if word)


def _whom(article: Article) -> str:
    return "registered readers" if article.audience == Audience.REGISTERED else "subscribers"


def site_text(publication: Publication) -> str:
    """`llms.txt` (https://llmstxt.org): what the publication is, and where its text stands."""
    latest = Article.objects.live().order_by("-first_published_at", "-pk")
    articles = latest.defer("body", "corrections")[:LATEST]
    stories = Story.objects.live().order_by("title").only("title", "url_path", "standfirst")
    return _joined(
        [
            f"# {_line(publication.name)}",
            f"> {_line(publication.tagline)}" if publication.tagline else "",
            "Each article has its open part as Markdown at its address with `.md` at the end. "
            "What is for subscribers stands on none of these pages. "
            f"What may be done with the text: {settings.BASE_URL}/crawlers/ and "
            f"{settings.BASE_URL}/license.xml",
            _listed(
                "Stories", [(story.title, story.address, story.standfirst) for story in stories]
            ),
            _listed(
                "Latest articles",
                [(one.title, text_address(one), one.standfirst) for one in articles],
            ),
        ]
    )


def text_address(article: Article) -> str:
    """Where the open part stands as Markdown."""
    return article.address.rstrip("/") + ".md"


def _listed(heading: str, rows: list[tuple[str, str, str]]) -> str:
    if not rows:
        return ""
    lines = [
        f"- [{_line(title)}]({settings.BASE_URL}{address}): {_line(told)}"
        for title, address, told in rows
    ]
    return "\n".join([f"## {heading}", "", *lines])


def _line(text: str) -> str:
    """On one line, without what Markdown would take for a mark of its own."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))


def _joined(pieces: list[str]) -> str:
    return BLANK_LINES.sub("\n\n", "\n\n".join(piece for piece in pieces if piece)) + "\n"
