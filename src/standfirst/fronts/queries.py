"""What stands on the front, and what a search finds."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from rapidfuzz import fuzz, process

from standfirst.articles.blocks.quote import at_hand
from standfirst.articles.models import Article, ArticleQuerySet, Person, Story, TimelineEntry, Topic
from standfirst.articles.primers.queries import fetch_kept
from standfirst.articles.reading import timeline_of
from standfirst.articles.rendering import fetch_renditions
from standfirst.articles.rules import Kind
from standfirst.articles.statements import queries as statements
from standfirst.articles.statements.models import Statement
from standfirst.fronts.rules import Run, best_snippet, words_of

if TYPE_CHECKING:
    from standfirst.fronts.models import FrontPage

Sheet = Page[Article]

BESIDE = 3
BELOW = 8
STORIES = 4
A_SHEET = 20
A_SHEET_FOUND = 10
SUGGESTION_SCORE_MIN = 78

NEWS_FOR, NEWS_MAX = timedelta(days=2), 1000
"""What a news sitemap may hold, and for how long:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""


@dataclass(frozen=True)
class Front:
    """What stands on the front page."""

    lead: Article | None
    beside: list[Article]
    below: list[Article]
    strip: list[TimelineEntry]
    stories: list[Story]


def front_of(page: "FrontPage") -> Front:
    """The front page: its lead and the articles published last."""
    articles = list(Article.objects.shown().select_related("lead_image")[: BESIDE + BELOW + 1])
    lead = _lead(page, articles)
    others = [article for article in articles if lead is None or article.pk != lead.pk]
    if lead:
        fetch_renditions([lead.lead_image])
    return Front(
        lead=lead,
        beside=others[:BESIDE],
        below=others[BESIDE : BESIDE + BELOW],
        strip=_strip(lead),
        stories=_stories_of(articles),
    )


def _stories_of(articles: list[Article]) -> list[Story]:
    """The stories that the latest articles belong to; asks the database nothing."""
    told = {article.story.pk: article.story for article in articles if article.story}
    return [story for story in told.values() if story.live][:STORIES]


def recent_news(now: datetime) -> ArticleQuerySet:
    """What a news sitemap lists: the articles of the last two days."""
    return (
        Article.objects.live()
        .filter(first_published_at__gt=now - NEWS_FOR, first_published_at__lte=now)
        .order_by("-first_published_at")
        .defer("body", "corrections")[:NEWS_MAX]
    )


def _lead(page: "FrontPage", articles: list[Article]) -> Article | None:
    """The lead article that the editor chose, if it is live, else the one published last."""
    known = {article.pk: article for article in articles}
    if page.lead_id in known:
        return known[page.lead_id]
    chosen = None
    if page.lead_id:
        chosen = (
            Article.objects.shown().select_related("lead_image").filter(pk=page.lead_id).first()
        )
    return chosen or (articles[0] if articles else None)


def _strip(lead: Article | None) -> list[TimelineEntry]:
    """Four entries of the lead's story: the last three that happened, and the next that is due."""
    if lead is None or lead.story is None or not lead.story.live:
        return []
    entries = timeline_of(lead.story)
    due = [entry for entry in entries if entry.is_due][:1]
    return [entry for entry in entries if not entry.is_due][-(4 - len(due)) :] + due


def sheet_of(articles: ArticleQuerySet, number: str) -> Sheet:
    """One sheet of a long list; a number out of range gives the nearest there is."""
    return Paginator(articles, A_SHEET).get_page(number)


@dataclass(frozen=True)
class Hit:
    """An article that was found, and the lines that say why."""

    article: Article
    snippet: list[Run]


@dataclass(frozen=True)
class Found:
    """What a search found. `suggestion` is what may have been meant, when it found nothing;
    `statements` those on record, on the first sheet."""

    hits: list[Hit]
    sheet: Sheet | None
    suggestion: str = ""
    statements: list[Statement] = field(default_factory=list)


def search(question: str, number: str) -> Found:
    """The live articles whose headline, standfirst, authors or open words hold the words asked."""
    words = words_of(question)
    if not words:
        return Found([], None)
    results = Article.objects.found_in().search(" ".join(words), operator="and")
    sheet = Paginator(results, A_SHEET_FOUND).get_page(number)
    fetch_kept(sheet)
    with at_hand(article.body for article in sheet):
        hits = [_hit(article, words) for article in sheet]
    stated = statements.found(words) if sheet.number == 1 else []
    return Found(hits, sheet, "" if hits or stated else suggestion_for(words), stated)


def _hit(article: Article, words: list[str]) -> Hit:
    told = [part.text for part in article.open_parts() if part.kind is not Kind.HEADING]
    return Hit(article, best_snippet(told, words))


def suggestion_for(words: list[str]) -> str:
    """The words with each unknown one replaced by one from the headlines that is spelt like it."""
    known = _known_words()
    better = [_nearest(word, known) for word in words]
    return " ".join(better) if better != words else ""


def _nearest(word: str, known: set[str]) -> str:
    if word in known:
        return word
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=SUGGESTION_SCORE_MIN)
    return str(found[0]) if found else word


def _known_words() -> set[str]:
    """The words of headlines, standfirsts, people and topics: all of them open to everybody."""
    lines = [
        f"{title} {standfirst}"
        for title, standfirst in Article.objects.live().values_list("title", "standfirst")[:2000]
    ]
    lines += Person.objects.values_list("name", flat=True)
    lines += Topic.objects.values_list("name", flat=True)
    return {word for line in lines for word in re.findall(r"\w{4,}", line.casefold())}
