"""Statements, subjects and comparisons in the admin, and two people made one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from standfirst.articles.models import Person
from standfirst.articles.panels import SLUG
from standfirst.articles.statements import actions
from standfirst.articles.statements.forms import (
    ComparisonForm,
    MergeForm,
    StatementForm,
)
from standfirst.articles.statements.models import Comparison, Statement, Subject
from standfirst.articles.statements.queries import holdings_of

PERMISSION = "articles.change_person"

OFFICES = InlinePanel(
    "offices",
    label="office",
    heading="Offices",
    help_text="With the days on which each was held: a statement finds its office by them.",
    panels=[FieldPanel("title"), FieldRowPanel([FieldPanel("since"), FieldPanel("until")])],
)


class StatementViewSet(SnippetViewSet):
    """Quotes on record."""

    model = Statement
    icon = "openquote"
    menu_label = "Statements"
    list_display = ["__str__", "said_on", "is_open"]
    list_filter = ["person", "subjects", "live", "is_public"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("person"),
            FieldPanel("words"),
            FieldRowPanel([FieldPanel("said_on"), FieldPanel("precision"), FieldPanel("manner")]),
            FieldRowPanel([FieldPanel("place"), FieldPanel("to_whom")]),
            FieldPanel("office"),
            MultiFieldPanel(
                [FieldPanel("source"), FieldPanel("unsourced_reason")],
                heading="Source",
                help_text="One of the two: without either it cannot be published.",
            ),
            FieldPanel("subjects", widget=forms.CheckboxSelectMultiple),
            FieldPanel("article"),
            FieldPanel("is_public"),
            MultiFieldPanel(
                [FieldPanel("corrections"), FieldPanel("is_slip")],
                heading="Corrections",
                help_text="They stand beside the words wherever those are quoted, for good.",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("review"),
                    FieldPanel("verdict"),
                    FieldRowPanel([FieldPanel("reviewer"), FieldPanel("reviewed_on")]),
                ],
                heading="Review",
                classname="collapsed",
            ),
        ],
        base_form_class=StatementForm,
    )


class SubjectViewSet(SnippetViewSet):
    """What statements are about."""

    model = Subject
    icon = "tag"
    menu_label = "Subjects"
    list_display = ["name"]
    panels = [
        FieldRowPanel([TitleFieldPanel("name", classname="", placeholder=False), SLUG]),
        FieldPanel("about"),
    ]


class ComparisonViewSet(SnippetViewSet):
    """Statements side by side."""

    model = Comparison
    icon = "duplicate"
    menu_label = "Side by side"
    list_display = ["__str__"]
    edit_handler = ObjectList(
        [FieldPanel("subject"), FieldPanel("earlier"), FieldPanel("later")],
        base_form_class=ComparisonForm,
    )


class Record(SnippetViewSetGroup):
    """What is on record."""

    items = (StatementViewSet, SubjectViewSet, ComparisonViewSet)
    menu_label = "On record"
    menu_icon = "openquote"
    menu_order = 215
    add_to_admin_menu = True


@require_admin_access
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what moves when somebody turns out to be somebody else, and moves it once confirmed."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    gone = get_object_or_404(Person, pk=pk, merged_into=None)
    form = MergeForm(request.POST or None, gone=gone)
    if form.is_valid() and "confirm" in request.POST:
        into = form.cleaned_data["into"]
        actions.merge_people(gone, into=into)
        messages.success(request, f"{gone.name} is {into.name} now.")
        return redirect(reverse("wagtailsnippets_articles_person:edit", args=[into.pk]))
    context = {
        "gone": gone,
        "form": form,
        "into": form.cleaned_data.get("into") if form.is_bound and form.is_valid() else None,
        "holdings": holdings_of(gone),
    }
    return TemplateResponse(request, "desk/merge_people.html", context)


def refusal_to_delete(instance: object) -> str:
    """Why a person or a statement cannot be deleted, and what to do; nothing where it can."""
    if isinstance(instance, Person):
        held = holdings_of(instance)
        return (
            f"{instance.name} cannot be deleted: {held.told}. If this is somebody else who is "
            "here, make the two one, and nothing is lost."
            if held.is_something
            else ""
        )
    if isinstance(instance, Statement) and instance.placings.exists():
        return f"{instance} is quoted in articles: unpublish it, or take it out of them first."
    return ""
