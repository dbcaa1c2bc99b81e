"""Which published articles a primer stands in."""

from django.db.models import QuerySet

from standfirst.articles.models import Article
from standfirst.articles.primers.models import Primer, PrimerUse


def articles_with(primer: Primer) -> QuerySet[Article]:
    """Those that it stands in."""
    return _articles(PrimerUse.objects.filter(primer=primer))


def articles_that_follow(primer: Primer) -> QuerySet[Article]:
    """Those that change with it: that keep no version."""
    return _articles(PrimerUse.objects.filter(primer=primer, version=None))


def articles_that_keep(primer: Primer) -> QuerySet[PrimerUse]:
    """Those that keep a version, and which."""
    uses = PrimerUse.objects.filter(primer=primer, version__isnull=False, article__live=True)
    unread = ("article__body", "article__corrections")
    return uses.select_related("article").defer(*unread).order_by("article")


def _articles(uses: QuerySet[PrimerUse]) -> QuerySet[Article]:
    found: QuerySet[Article] = Article.objects.live().filter(pk__in=uses.values("article"))
    return found.order_by("pk")
