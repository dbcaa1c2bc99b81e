"""What is asked about corrections."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Subquery

from standfirst.articles import dates, rich_text
from standfirst.articles.corrections.models import Correction
from standfirst.articles.corrections.rules import Kind, Told
from standfirst.articles.readings.models import Reading

if TYPE_CHECKING:
    from standfirst.articles.models import Article


BEHIND = "What changed stands behind the gate."


def told_in(corrections: Any) -> list[Told]:
    """The corrections of an article (a StreamValue) as the rules have them."""
    return [
        Told(
            block_id=child.id or "",
            kind=Kind(child.value["kind"] or Kind.CORRECTION),
            corrected_on=child.value["corrected_on"],
            text=child.value["text"].source,
            is_locked=bool(child.value["is_locked"]),
        )
        for child in corrections
    ]


def public_corrections() -> QuerySet[Correction]:
    """Those of live articles, the latest first, with their articles: one statement."""
    unread = ("article__body", "article__corrections")
    rows = Correction.objects.filter(article__live=True)
    return rows.select_related("article").defer(*unread)


def last_changes(articles: "Iterable[Article]") -> dict[int, list[Correction]]:
    """The corrections of several articles by the article's key, the latest first."""
    found: dict[int, list[Correction]] = {}
    for row in Correction.objects.filter(article__in=[article.pk for article in articles]):
        found.setdefault(row.article_id, []).append(row)
    return found


def told(row: Correction) -> str:
    """`Corrected 4 March 2026: it was 38.`, without marks; what is locked is not told."""
    words = BEHIND if row.is_locked else rich_text.text_of(row.text)
    return f"{row.verb} {dates.day(row.corrected_on)}: {words}"


def since_read_by(reader_id: int, article: "Article") -> list[Correction]:
    """What was corrected in an article after a reader read it last, as far as that is known."""
    read = Reading.objects.filter(reader_id=reader_id, article=article).values("read_at")[:1]
    return list(Correction.objects.filter(article=article, published_at__gt=Subquery(read)))


def is_corrected_lately(article: "Article", *, now: datetime, kept: timedelta) -> bool:
    """Whether anybody of whom it is known that they read it may have read it uncorrected.

    Asks the database only about an article that has corrections.
    """
    if not article.corrections.raw_data:
        return False
    return Correction.objects.filter(article=article, published_at__gt=now - kept).exists()
