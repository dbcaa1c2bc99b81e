"""The front page."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from standfirst.articles.models import Article, PublicPage
from standfirst.articles.panels import named
from standfirst.fronts import views
from standfirst.fronts.finding import page_below


class FrontPage(PublicPage):
    """The publication's front; articles and stories stand below it."""

    page_ptr = models.OneToOneField(
        Page, on_delete=models.CASCADE, parent_link=True, related_name="as_front"
    )
    lead = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The lead article. Empty: the one published last.",
    )

    template = "fronts/front.html"
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["articles.Article", "articles.Story"]
    content_panels = [
        named(
            heading="Name in the newsroom",
            help_text="Readers see the publication’s name instead: Settings, Publication.",
        ),
        FieldPanel("lead", heading="Lead article"),
    ]

    class Meta:
        verbose_name = "front page"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Finds an article or a story with one statement; all else as Wagtail does.

        `self` may have been kept for a while (`fronts.middleware`): the front itself is read anew.
        """
        if not path_components:
            fresh = FrontPage.objects.filter(pk=self.pk, live=True).first()
            if fresh is None:
                raise Http404
            return RouteResult(fresh)
        if len(path_components) == 1:
            found = page_below(self, path_components[0])
            if found is not None:
                return RouteResult(found)
        result: RouteResult = super().route(request, path_components)
        return result

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The front page."""
        return views.front(request, self)
