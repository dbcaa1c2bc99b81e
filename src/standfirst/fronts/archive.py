"""What was published when: every month, and the articles of one."""

from datetime import UTC, date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from standfirst.articles.models import Article
from standfirst.fronts import queries
from standfirst.fronts.views import answer

FIRST_YEAR, LAST_YEAR = 1600, 2999


@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """The months in which something was published, the latest year first."""
    found = Article.objects.live().datetimes("first_published_at", "month", order="DESC")
    years = [(year, list(of)) for year, of in groupby(found, key=lambda moment: moment.year)]
    return answer(request, "fronts/archive.html", {"years": years})


@require_safe
def month(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The articles of one month."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Http404
    begins, ends = month_of(year, number)
    articles = Article.objects.shown().filter(
        first_published_at__gte=begins, first_published_at__lt=ends
    )
    sheet = queries.sheet_of(articles, request.GET.get("page", "1"))
    if not sheet.paginator.count:
        raise Http404
    context = {"sheet": sheet, "month": date(year, number, 1)}
    return answer(request, "fronts/month.html", context)


def month_of(year: int, number: int) -> tuple[datetime, datetime]:
    """When a month begins where the publication is, and when the next one does."""
    zone = timezone.get_current_timezone()
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    return _first_of(year, number, zone), _first_of(*after, zone)


def _first_of(year: int, number: int, zone: ZoneInfo) -> datetime:
    return datetime(year, number, 1, tzinfo=zone).astimezone(UTC)
