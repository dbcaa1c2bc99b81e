"""Answers with an article or a story. Who may read what is asked of `access`."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from standfirst.access.queries import entitlement_of_request
from standfirst.access.rules import Audience, decide
from standfirst.articles import headers, reading, showing, structured
from standfirst.articles.corrections.showing import (
    corrected_since_read,
    is_for_each,
    note_reading,
)
from standfirst.articles.gates import notice_for, panel_for
from standfirst.articles.previews import As, elsewhere, entitlement_as
from standfirst.articles.primers.queries import uses_in
from standfirst.articles.queries import gate_of
from standfirst.articles.stories.returning import return_of
from standfirst.billing import reconciling
from standfirst.kernel import clock
from standfirst.readers.models import Reader

if TYPE_CHECKING:
    from standfirst.articles.models import Article, Story


def preview(request: HttpRequest, page: "Article", mode: str) -> HttpResponse:
    """The article as somebody else will see it."""
    whom = As(mode) if mode in set(As) else As.NEWSROOM
    request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own mark
    if whom is As.ELSEWHERE:
        context = {"article": page, "elsewhere": elsewhere(page)}
        return TemplateResponse(request, "articles/elsewhere.html", context)
    if whom is As.SIGNED_OUT:
        request.user = AnonymousUser()
    seen = entitlement_as(whom, gate_of(page), clock.now())
    request.entitlement = seen  # type: ignore[attr-defined]  # as `access.queries` keeps it
    return article(request, page)


def article(request: HttpRequest, page: "Article") -> HttpResponse:
    """The article as far as whoever asks may read it."""
    is_preview = getattr(request, "is_preview", False)
    entitlement = entitlement_of_request(request)
    if page.audience == Audience.PLANS:
        prefetch_related_objects([page], "plans")
    gate = gate_of(page)
    decision = decide(entitlement, gate, clock.now())
    read = reading.reading_of(page, decision)
    panel = panel_for(
        request,
        decision,
        entitlement=entitlement,
        audience=page.audience,
        plans=[plan.name for plan in page.plans.all()] if gate.plans else [],
    )
    reading.fetch_images(page)
    neighbours = [] if is_preview else page.neighbours()
    context = {
        "article": page,
        "reading": read,
        "panel": panel if read.has_locked else None,
        "notice": notice_for(request, entitlement),
        "thread": reading.thread_of(page),
        "neighbours": neighbours,
        "structured": structured.script_text(reading.facts_of(page)),
        "corrected": [] if is_preview else corrected_since_read(request, page),
    }
    response = _answer(request, page.template, context, shows=_shown(page, neighbours))
    headers.mark_decision(response, decision)
    headers.tell_gate(request, gate, decision)
    if is_for_each(request, page):
        headers.keep_from_others(request)
    if decision.allowed and not is_preview:
        note_reading(request, page)
    if not decision.allowed and not is_preview and isinstance(request.user, Reader):
        reconciling.doubt(request.user.pk, wall=timezone.now(), now=clock.now())
    return response


def story(request: HttpRequest, page: "Story") -> HttpResponse:
    """A story's page: the same for everybody who is signed out. Readers see what is new to them."""
    entries = reading.timeline_of(page)
    back = return_of(request, page, now=clock.now())
    context = {
        "story": page,
        "primer": page.background,
        "comes_first": back is None or back.is_first,
        "timeline": entries,
        "people": page.shown_people(),
        "questions": page.questions.all(),
        "articles": page.shown_articles(),
        "back": back,
    }
    shows = [showing.story(page.pk), showing.in_story(page.pk)]
    shows += [showing.person(one.person_id) for one in context["people"]]
    shows += [showing.primer(page.primer_id)] if page.primer_id else []
    response = _answer(request, page.template, context, shows=shows)
    headers.keep_from_others(request)
    return response


def _shown(page: "Article", neighbours: "list[Article]") -> list[str]:
    """What an article's page shows."""
    shown = [showing.article(page.pk)]
    shown += [showing.story(page.story_id)] if page.story_id else []
    shown += [showing.beside(other.pk) for other in neighbours]
    shown += [showing.primer(use.primer_id) for use in uses_in(page.body)]
    shown += [showing.person(one.pk) for one in page.authors.all()]
    return [*shown, showing.PLANS] if page.is_gated else shown


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, shows: list[str]
) -> HttpResponse:
    response = TemplateResponse(request, template, context)
    headers.mark_caching(request, response, shows=shows)
    return response
