"""Primers in the newsroom: the list, the form, what changes with one, and a look before."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.timezone import localtime
from wagtail.admin.auth import require_admin_access
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, TitleFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from standfirst.articles import views
from standfirst.articles.models import Article
from standfirst.articles.panels import SLUG
from standfirst.articles.primers.models import Primer
from standfirst.articles.primers.placing import articles_that_follow, articles_that_keep
from standfirst.articles.primers.queries import kept_in, words_of
from standfirst.articles.primers.rules import Use, compared, has_changed, is_stale
from standfirst.kernel import clock

SHOWN_MAX = 50


def today() -> date:
    """The day it is at the publication."""
    return localtime(clock.now()).date()


class DueColumn(Column):
    """The day by which a primer is to be checked again, and that it has passed."""

    def get_value(self, instance: Primer) -> Any:
        """The words of the cell."""
        if instance.review_by is None:
            return "–"
        day = instance.review_by.strftime("%-d %B %Y")
        if not is_stale(instance.review_by, today()):
            return day
        return format_html('<span class="w-status w-status--critical">Stale: due by {}</span>', day)


class ChangesPanel(HelpPanel):
    """What publishing will change: word by word, and in which articles."""

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel with a primer."""

        def is_shown(self) -> bool:
            """Of a primer that is kept already."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """The comparison, the articles, and how far the last change has come."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | changes_of(self.instance)


def changes_of(draft: Primer) -> dict[str, Any]:
    """What publishing a draft would change, and where."""
    live = Primer.objects.get(pk=draft.pk)
    runs = compared(words_of(live), words_of(draft)) if live.live else []
    following = articles_that_follow(live)
    return {
        "primer": live,
        "runs": runs,
        "has_changed": has_changed(runs),
        "articles": following.defer("body", "corrections")[:SHOWN_MAX],
        "count": following.count(),
        "keeping": articles_that_keep(live)[:SHOWN_MAX],
        "versions": live.versions.all()[:SHOWN_MAX],
        "spread": live.spreads.first(),
        "is_stale": is_stale(live.review_by, today()),
    }


class PrimerViewSet(SnippetViewSet):
    """Background that is kept once."""

    model = Primer
    icon = "info-circle"
    menu_label = "Primers"
    menu_order = 205
    add_to_admin_menu = True
    list_display = [
        "title",
        "owner",
        "checked_on",
        DueColumn("review_by", label="Check again by", sort_key="review_by"),
        Column("article_count", label="Articles", sort_key="article_count"),
    ]
    panels = [
        ChangesPanel(heading="What changes with it", template="newsroom/primer_changes.html"),
        FieldRowPanel([TitleFieldPanel("title", classname="", placeholder=False), SLUG]),
        FieldPanel("label"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("review_by")]),
        FieldPanel("owner"),
        FieldPanel("is_history_public"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Primer]:
        """All, with the number of published articles that each stands in."""
        live = Count("uses__article", filter=Q(uses__article__live=True), distinct=True)
        return Primer.objects.annotate(article_count=live)


@require_admin_access
def look(request: HttpRequest, primer_id: int, article_id: int) -> HttpResponse:
    """An article as it will be once the latest draft of a primer is published."""
    primer = get_object_or_404(Primer, pk=primer_id)
    article = get_object_or_404(Article, pk=article_id)
    draft = primer.get_latest_revision_as_object()
    article.kept = kept_in([article.body]) | {Use(primer.pk): draft.told}
    request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own mark
    return views.article(request, article)


urlpatterns: list[URLPattern] = [
    path("primers/<int:primer_id>/in/<int:article_id>/", look, name="primer_in_article"),
]
