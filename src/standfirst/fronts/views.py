"""The public pages that are not articles or stories: the same for everybody."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template import loader
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.admin.auth import require_admin_access

from standfirst.articles import headers, showing
from standfirst.articles.models import Article, Person, PublicationSettings, Story, Topic
from standfirst.articles.publication import last_known
from standfirst.fronts import patterns, queries

if TYPE_CHECKING:
    from standfirst.fronts.models import FrontPage

PICTURES = ("images/", "original_images/")
PICTURE_AGE_S = 24 * 60 * 60


def front(request: HttpRequest, page: "FrontPage") -> HttpResponse:
    """The front page."""
    context = {"front": queries.front_of(page), "page": page}
    shows = [showing.FRONT, showing.TODAY]
    return answer(request, "fronts/front.html", context, shows=shows)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic's articles."""
    found = get_object_or_404(Topic, slug=slug)
    articles = Article.objects.filter(topics=found).shown()
    sheet = queries.sheet_of(articles, request.GET.get("page", "1"))
    context = {"topic": found, "sheet": sheet}
    return answer(request, "fronts/topic.html", context, shows=[showing.in_topic(found.pk)])


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """A person's articles. What else there is of them stands on their own page."""
    found = get_object_or_404(Person.objects.select_related("merged_into"), slug=slug)
    if found.merged_into is not None:
        return redirect("author", found.merged_into.slug, permanent=True)
    articles = Article.objects.filter(authors=found).shown()
    sheet = queries.sheet_of(articles, request.GET.get("page", "1"))
    shows = [showing.person(found.pk), showing.in_person(found.pk)]
    return answer(request, "fronts/author.html", {"person": found, "sheet": sheet}, shows=shows)


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """All stories, the one that moved last first."""
    found = Story.objects.live().order_by("-checked_on", "title")
    return answer(request, "fronts/stories.html", {"stories": found}, shows=[showing.STORIES])


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the question finds among open words."""
    question = request.GET.get("q", "")[:200].replace("\x00", "").strip()
    number = request.GET.get("page", "1")
    found = queries.search(question, number)
    return answer(request, "fronts/search.html", {"question": question, "found": found})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to get help."""
    context = {"text": PublicationSettings.in_force().help_text}
    return answer(request, "fronts/help.html", context, shows=[showing.HELP])


def for_everybody(
    request: HttpRequest, response: HttpResponse, *, shows: Iterable[str] = ()
) -> HttpResponse:
    """An answer that holds nothing of anybody's own."""
    headers.mark_caching(request, response, shows=shows)
    return response


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture. Documents are not handed out here: they may be for the newsroom alone."""
    if not path.startswith(PICTURES):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = f"public, max-age={PICTURE_AGE_S}"
    return response


@require_safe
@require_admin_access
def pattern(request: HttpRequest) -> HttpResponse:
    """Every block as it looks, from its example: for the newsroom."""
    return answer(request, "fronts/patterns.html", {"patterns": patterns.examples()})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for an address where nothing is; it helps to look further."""
    context = {"articles": Article.objects.shown()[:3]}
    return TemplateResponse(request, "404.html", context, status=404).render()


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours: asks no database, since that may be the fault."""
    text = loader.render_to_string("500.html", {"publication": last_known()})
    return HttpResponse(text, status=500)


def answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, shows: Iterable[str] = ()
) -> HttpResponse:
    """A page, and what it says of who may keep it."""
    response = TemplateResponse(request, template, context)
    headers.mark_caching(request, response, shows=shows)
    return response
