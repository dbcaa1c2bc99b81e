"""The sandbox's hosted pages, below `/sandbox/`. Their address is the only key to them, as at the
real payment company; they stand on our host only so that one process is the whole demo."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from standfirst.config import delivery
from standfirst.config.sandbox import sandbox


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Shows a hosted page or takes its form; webhooks that come of it are handed over at once."""
    answer = sandbox().page(
        "POST" if request.method == "POST" else "GET",
        f"/{path}?{request.META['QUERY_STRING']}",
        request.POST.dict(),
        hidden={"csrfmiddlewaretoken": get_token(request)},
    )
    if request.method == "POST":
        delivery.hand_over_webhooks()
    return HttpResponse(answer.body, status=answer.status, headers=answer.headers)
