"""What is asked about primers: what they say in articles, and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from standfirst.articles import rich_text
from standfirst.articles.blocks.primer import Told
from standfirst.articles.primers.models import Primer, PrimerVersion
from standfirst.articles.primers.rules import Run, Use, compared, stale_before

if TYPE_CHECKING:
    from standfirst.articles.models import Article

BLOCK = "primer"

Kept = dict[Use, Told]
"""What kept primers say, by where they are used. One that is not published says nothing."""


def uses_in(body: Any) -> set[Use]:
    """The kept primers in an article's body (a StreamValue); asks the database nothing."""
    values = [raw["value"] for raw in body.raw_data if raw["type"] == BLOCK]
    return {
        Use(value["primer"], value.get("version") or None)
        for value in values
        if value.get("primer")
    }


def kept_in(bodies: Iterable[Any]) -> Kept:
    """What the primers in all of these bodies say: one statement, none where there are none.

    It asks for versions, of which each published primer has a first, and gets the primers with
    them.
    """
    uses: set[Use] = set().union(*(uses_in(body) for body in bodies))
    if not uses:
        return {}
    wanted = Q()
    for use in uses:
        wanted |= Q(primer_id=use.primer_id, number=use.version or 1)
    told: Kept = {}
    for row in PrimerVersion.objects.filter(wanted, primer__live=True).select_related("primer"):
        told[Use(row.primer_id)] = row.primer.told
        told[Use(row.primer_id, row.number)] = Told.of(
            row.label, row.text, row.checked_on, row.primer.told.history
        )
    return told


def fetch_kept(articles: "Iterable[Article]") -> None:
    """Gets what the primers in several articles say at once."""
    listed = list(articles)
    kept = kept_in(article.body for article in listed)
    for article in listed:
        article.kept = kept


def stale_primers(today: date) -> QuerySet[Primer]:
    """Those that should have been checked again before today."""
    return Primer.objects.filter(live=True, review_by__lt=stale_before(today))


@dataclass(frozen=True)
class Step:
    """A version of a primer, and what it changed of the one before."""

    version: PrimerVersion
    runs: list[Run]


def history_of(primer: Primer) -> list[Step]:
    """All that a primer said, the latest first: one statement."""
    versions = list(primer.versions.all())
    older = [*versions[1:], None]
    return [
        Step(version, compared(words_of(before) if before else "", words_of(version)))
        for version, before in zip(versions, older, strict=True)
    ]


def words_of(said: "Primer | PrimerVersion") -> str:
    """What a primer says, one line for each part, for comparing."""
    return "\n".join(rich_text.lines_of(said.text))
