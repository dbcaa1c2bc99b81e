"""The pages of people, subjects and statements: the same for everybody."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standfirst.articles import headers
from standfirst.articles.models import Article, Person
from standfirst.articles.publication import publication
from standfirst.articles.statements import queries, structured
from standfirst.articles.statements.models import Statement, Subject
from standfirst.articles.structured import script_text

ARTICLES_OF_PERSON = 5


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """A person: offices, what they stated, what they wrote."""
    found = Person.objects.select_related("photo", "merged_into").filter(slug=slug).first()
    found = found or queries.person_formerly_at(slug)
    if found is None:
        raise Http404
    if found.address != request.path:
        return redirect(found.address, permanent=True)
    subjects = list(queries.subjects_of(found))
    asked = request.GET.get("subject", "")
    subject = next((one for one in subjects if one.slug == asked), None)
    if asked and subject is None:
        return redirect(found.address)
    sheet = queries.sheet_of_person(found, _number(request), subject=subject)
    context = {
        "person": found,
        "offices": list(found.offices.all()),
        "subjects": subjects,
        "subject": subject,
        "sheet": sheet,
        "groups": [queries.Group(subject, sheet.statements)]
        if subject
        else queries.grouped(sheet.statements),
        "pairs": queries.pairs_of_person(found) if _is_first(sheet) and subject is None else [],
        "articles": _articles_of(found, sheet),
        "structured": _facts(sheet.statements),
    }
    return _answer(request, "fronts/person.html", context)


def _articles_of(person: Person, sheet: queries.Sheet) -> list[Article]:
    """The latest few of what a person wrote, on the first sheet; their page of articles has all."""
    articles = Article.objects.filter(authors=person).shown()
    return list(articles[: ARTICLES_OF_PERSON + 1]) if _is_first(sheet) else []


def _is_first(sheet: queries.Sheet) -> bool:
    return not sheet.has_previous


@require_safe
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    """A subject: what was stated about it, by whom and when."""
    found = get_object_or_404(Subject, slug=slug)
    sheet = queries.sheet_of_subject(found, _number(request))
    context = {
        "subject": found,
        "sheet": sheet,
        "pairs": queries.pairs_of_subject(found) if _is_first(sheet) else [],
        "structured": _facts(sheet.statements),
    }
    return _answer(request, "fronts/subject.html", context)


@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    """Every subject on which somebody is on record."""
    return _answer(request, "fronts/subjects.html", {"subjects": queries.open_subjects()})


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement by itself, where it may stand by itself."""
    rows = Statement.objects.filter(pk=pk).opened().select_related("person", "article", "reviewer")
    found = rows.prefetch_related("person__offices", "subjects").first()
    if found is None:
        raise Http404
    return _answer(
        request, "fronts/statement.html", {"statement": found, "structured": _facts([found])}
    )


def mapped() -> QuerySet[Person]:
    """The people whose pages say something: they wrote an article, or are on record openly."""
    wrote = Article.objects.live().filter(authors=OuterRef("pk"))
    stated = Statement.objects.filter(person=OuterRef("pk")).opened()
    return Person.objects.filter(Exists(wrote) | Exists(stated), merged_into=None)


def _number(request: HttpRequest) -> int:
    return queries.number_of(request.GET.get("page", "1"))


def _facts(statements: list[Statement]) -> str:
    """What the page shows, for search engines; nothing where it shows none."""
    if not statements:
        return ""
    name = publication().name
    return script_text(structured.quotations(statements, settings.BASE_URL, publisher=name))


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = TemplateResponse(request, template, context)
    headers.mark_caching(request, response)
    return response
