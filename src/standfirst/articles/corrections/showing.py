"""Corrections on an article's page: those who may not read on, and those who read it before."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from standfirst.articles import headers
from standfirst.articles.corrections.models import Correction
from standfirst.articles.corrections.queries import is_corrected_lately, since_read_by
from standfirst.articles.publication import publication
from standfirst.articles.readings.noting import note
from standfirst.kernel import clock
from standfirst.readers.models import Reader
from standfirst.readers.queries import reader_of

if TYPE_CHECKING:
    from standfirst.articles.models import Article


def is_for_each(request: HttpRequest, article: "Article") -> bool:
    """Whether a page that is made for many readers has to be made for each of them: the article
    was corrected not long ago."""
    if headers.FOR_READERS not in request.META:
        return False
    kept = publication().readings_kept
    return is_corrected_lately(article, now=clock.now(), kept=kept)


def corrected_since_read(request: HttpRequest, article: "Article") -> list[Correction]:
    """What was corrected since a reader read the article; nothing for everybody else."""
    if not isinstance(request.user, Reader) or not article.corrections.raw_data:
        return []
    return since_read_by(reader_of(request).pk, article)


def note_reading(request: HttpRequest, article: "Article") -> None:
    """Notes that a signed-in reader has the article before them."""
    if isinstance(request.user, Reader):
        note(reader_of(request).pk, article.address)
