"""Answers with an article or a story. Who may read what is asked of `access`."""

from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from standfirst.access.queries import entitlement_of_request
from standfirst.access.rules import Audience, Entitlement, decide
from standfirst.articles import headers, reading, structured
from standfirst.articles.gates import notice_for, panel_for
from standfirst.articles.queries import gate_of
from standfirst.billing import reconciling
from standfirst.kernel import clock
from standfirst.readers.models import Reader

if TYPE_CHECKING:
    from standfirst.articles.models import Article, Story

NEWSROOM = Entitlement(is_signed_in=True, is_newsroom=True)


def article(request: HttpRequest, page: "Article") -> HttpResponse:
    """The article as far as whoever asks may read it; in a preview all of it."""
    is_preview = getattr(request, "is_preview", False)
    entitlement = NEWSROOM if is_preview else entitlement_of_request(request)
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
    context = {
        "article": page,
        "reading": read,
        "panel": panel if read.has_locked else None,
        "notice": notice_for(request, entitlement),
        "thread": reading.thread_of(page),
        "neighbours": [] if page.story_id or is_preview else page.neighbours(),
        "structured": structured.script_text(reading.facts_of(page)),
    }
    response = _answer(request, page.template, context)
    headers.mark_decision(response, decision)
    headers.tell_gate(request, gate)
    if not decision.allowed and isinstance(request.user, Reader):
        reconciling.doubt(request.user.pk, wall=timezone.now(), now=clock.now())
    return response


def story(request: HttpRequest, page: "Story") -> HttpResponse:
    """A story's page: the same for everybody."""
    entries = reading.timeline_of(page)
    context = {
        "story": page,
        "timeline": entries,
        "people": page.shown_people(),
        "questions": page.questions.all(),
        "articles": page.shown_articles(),
    }
    return _answer(request, page.template, context)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = TemplateResponse(request, template, context)
    headers.mark_caching(request, response)
    return response
