"""What others ask of articles."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from standfirst.access.rules import Audience, Gate
from standfirst.events.models import Event

if TYPE_CHECKING:
    from standfirst.articles.models import Article


def gate_of(article: "Article") -> Gate:
    """Who an article is for. The plans are asked for only where they decide."""
    if article.audience != Audience.PLANS:
        return Gate(article.audience)
    return Gate(article.audience, frozenset(plan.key for plan in article.plans.all()))


def gates_on_record(article_id: int) -> QuerySet[Event]:
    """Each event that holds the gate of an article from its moment on, in order."""
    return Event.objects.filter(kind="article.gated", data__article=article_id)


def gate_from(event: Event) -> Gate:
    """The gate that such an event holds."""
    return Gate(event.data["audience"], frozenset(event.data["plans"]))
