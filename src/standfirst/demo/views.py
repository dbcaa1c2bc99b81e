"""The demo's own pages: its manifest, cast, clock and inbox. They exist in the demo only."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from standfirst.articles.models import Article
from standfirst.demo import turning, year
from standfirst.demo.cast import CAST, CODE, Member
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError
from standfirst.mail.models import CapturedMail
from standfirst.readers.actions import sign_in
from standfirst.readers.adapter import is_own_path
from standfirst.readers.models import Reader

MAIL_SHOWN = 200

CARDS = (
    ("4242 4242 4242 4242", "is good"),
    ("4000 0000 0000 0002", "is declined at once"),
    ("4000 0000 0000 9995", "has not enough money on it"),
    ("4000 0000 0000 0069", "has run out"),
    ("4000 0000 0000 0341", "is taken, and declines each charge"),
    ("4000 0027 6000 3184", "has the bank asked at each charge"),
)


@never_cache
@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What there is to try, with what is expected of the gate written down as literals."""
    articles = Article.objects.live().order_by("-first_published_at")
    return JsonResponse(
        {
            "articles": [
                {
                    "url": request.build_absolute_uri(article.get_url(request)),
                    "gate": article.audience,
                    "title": article.title,
                }
                for article in articles
            ],
            "readers": [_listed(request, member) for member in CAST],
            "clock": request.build_absolute_uri(reverse("demo:clock")),
            "inbox": request.build_absolute_uri(reverse("demo:inbox")),
        }
    )


def _listed(request: HttpRequest, member: Member) -> dict[str, str]:
    signin = request.build_absolute_uri(reverse("demo:signin", args=[member.email]))
    return {
        "email": member.email,
        "state": member.state,
        "access": member.access,
        "reason": member.reason,
        "signin": signin,
    }


@never_cache
@require_GET
def signin(request: HttpRequest, email: str) -> HttpResponse:
    """Signs that member of the cast in, as often as asked, and leads to `next`."""
    reader = Reader.objects.filter(email=email, email__in=[m.email for m in CAST]).first()
    if reader is None:
        raise Http404
    sign_in(request, reader)
    wanted = request.GET.get("next", "/")
    return redirect(wanted if is_own_path(wanted) else "/")


@never_cache
@csrf_exempt
@require_POST
def turn_clock(request: HttpRequest) -> JsonResponse:
    """Turns the clock by `{"advance": "14d"}`; answers when all that fell due is done.

    No sign-in and no CSRF token: it is the demo's, on loopback.
    """
    try:
        step = turning.step_of(str(_body(request).get("advance", "")))
    except InputError as fault:
        answer = {"error": fault.message, "help": fault.help, "code": fault.code}
        return JsonResponse(answer, status=400)
    turning.turn_by(step)
    return JsonResponse({"now": clock.now().isoformat(timespec="seconds")})


def _body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object, or the form, that the request carries."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise InputError('The clock takes {"advance": "14d"}.', code="bad_step")
    return body


@never_cache
@require_GET
def inbox(request: HttpRequest) -> JsonResponse:
    """Captured mail, the latest last; `?to=` asks for one address."""
    mails = CapturedMail.objects.order_by("id")
    if address := request.GET.get("to"):
        mails = mails.filter(to=address)
    rows = mails.values("id", "to", "subject", "text", "html", "at")
    return JsonResponse(list(rows), safe=False)


@never_cache
@require_GET
def stage(request: HttpRequest) -> HttpResponse:
    """The control page: the cast to become, the clock to turn, the cards to try."""
    context = {
        "cast": CAST,
        "cards": CARDS,
        "code": CODE,
        "now": clock.now(),
        "next": request.GET.get("next"),
    }
    return render(request, "demo/stage.html", context)


@never_cache
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """The control page's clock buttons."""
    try:
        turning.turn_by(turning.step_of(request.POST.get("advance", "")))
    except InputError as fault:
        messages.error(request, fault.message)
    return redirect("demo:stage")


@never_cache
@require_GET
def past_year(request: HttpRequest) -> HttpResponse:
    """The last twelve months, counted: a picture, a table and the sums."""
    report = year.report(clock.now())
    rows = [(line.name, year.figures(line), year.income(line)) for line in report.tally.lines]
    context = {
        "picture": year.picture(report.tally),
        "heads": [head for _, head in year.COLUMNS],
        "rows": rows,
        "total": (year.figures(report.tally.total), year.income(report.tally.total)),
        "sums": year.sums(report),
        "now": clock.now(),
    }
    return render(request, "demo/year.html", context)


@never_cache
@require_GET
def past_year_text(request: HttpRequest) -> HttpResponse:
    """The same as text."""
    text = year.as_text(year.report(clock.now()))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@never_cache
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """Captured mail as a page, the latest first."""
    rows = CapturedMail.objects.order_by("-id")[:MAIL_SHOWN]
    return render(request, "demo/mail.html", {"mails": rows, "demo": settings.DEMO})


@never_cache
@require_GET
def letter(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One captured mail as its HTML, in a policy of its own: mail has inline styles."""
    row = CapturedMail.objects.filter(pk=mail_id).first()
    if row is None:
        raise Http404
    answer = HttpResponse(row.html)
    answer._csp_replace = {  # type: ignore[attr-defined]  # django-csp's mark
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
    return answer
