"""People, topics and what is on record in the admin."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TitleFieldPanel
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from standfirst.articles.checklist import views as checklist
from standfirst.articles.models import Person, Topic
from standfirst.articles.panels import SLUG
from standfirst.articles.primers import admin as primers
from standfirst.articles.statements import admin as record
from standfirst.articles.statements.forms import PersonForm


class PersonViewSet(SnippetViewSet):
    """Those who write, and those who are quoted."""

    model = Person
    icon = "user"
    menu_label = "People"
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["name", "office"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([TitleFieldPanel("name", classname="", placeholder=False), SLUG]),
            FieldPanel("office", help_text="What they are today: chair of the water board."),
            record.OFFICES,
            FieldPanel("bio", help_text="A sentence or two at the head of their page."),
            FieldPanel("photo"),
        ],
        base_form_class=PersonForm,
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Everybody but those who turned out to be somebody else."""
        return Person.objects.filter(merged_into=None)


class TopicViewSet(SnippetViewSet):
    """The sections in the head of every page."""

    model = Topic
    icon = "folder-open-inverse"
    menu_label = "Topics"
    menu_order = 220
    add_to_admin_menu = True
    list_display = ["name", "sort_order"]
    panels = [
        TitleFieldPanel("name", classname="", placeholder=False),
        SLUG,
        FieldPanel(
            "sort_order", heading="Order", help_text="The smallest stands first in the head."
        ),
    ]


register_snippet(PersonViewSet)
register_snippet(TopicViewSet)
register_snippet(primers.PrimerViewSet)


@hooks.register("register_admin_urls")
def checklist_addresses() -> list[URLPattern]:
    """What to look at before an article is published."""
    return checklist.urlpatterns


@hooks.register("register_admin_urls")
def primer_addresses() -> list[URLPattern]:
    """An article as it will be with a primer's draft."""
    return primers.urlpatterns


register_snippet(record.Record)


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    """Where two people are made one."""
    return [path("people/<int:pk>/merge/", record.merge, name="merge_people")]


@hooks.register("register_snippet_listing_buttons")
def offer_merging(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Any]:
    """In the list of people: is somebody who is here already."""
    if isinstance(snippet, Person) and user.has_perm(record.PERMISSION):
        yield Button(
            "Is the same as …",
            reverse("merge_people", args=[snippet.pk]),
            icon_name="resubmit",
            priority=30,
        )


@hooks.register("before_delete_snippet")
def keep_what_is_on_record(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Lets nobody delete a person or a statement that something would lose."""
    reasons = [reason for one in instances if (reason := record.refusal_to_delete(one))]
    if not reasons:
        return None
    for reason in reasons:
        messages.error(request, reason)
    kind = instances[0]._meta.model_name
    return redirect(reverse(f"wagtailsnippets_articles_{kind}:list"))
