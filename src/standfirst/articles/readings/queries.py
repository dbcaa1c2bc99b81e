"""What is asked about readings."""

from datetime import datetime
from typing import TYPE_CHECKING

from standfirst.articles.readings.models import Reading

if TYPE_CHECKING:
    from standfirst.articles.models import Article


def last_read_at(reader_id: int, article: "Article") -> datetime | None:
    """When a reader had an article before them last, as far as that is remembered."""
    rows = Reading.objects.filter(reader_id=reader_id, article=article)
    return rows.values_list("read_at", flat=True).first()
