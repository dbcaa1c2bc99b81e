"""What others ask of articles."""

from typing import TYPE_CHECKING

from standfirst.access.rules import Audience, Gate

if TYPE_CHECKING:
    from standfirst.articles.models import Article


def gate_of(article: "Article") -> Gate:
    """Who an article is for. The plans are asked for only where they decide."""
    if article.audience != Audience.PLANS:
        return Gate(article.audience)
    return Gate(article.audience, frozenset(plan.key for plan in article.plans.all()))
