"""The front page, what crawlers are told, and the feeds that readers have for themselves."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.url_routing import RouteResult

from standfirst.articles import rich_text
from standfirst.articles.models import Article, PublicPage
from standfirst.articles.panels import named
from standfirst.fronts import views
from standfirst.fronts.crawlers import Policy, Use
from standfirst.fronts.finding import page_below

KEY_LENGTH = 22


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


@register_setting(icon="globe")
class CrawlerPolicy(BaseSiteSetting, ClusterableModel):
    """What crawlers may do with the publication's pages, and how much of an article feeds hold."""

    allows_search = models.BooleanField(
        default=True, verbose_name="search", help_text="Found by search engines, with a snippet."
    )
    allows_answers = models.BooleanField(
        default=False,
        verbose_name="answers",
        help_text="Quoted in the answers of a chat program that names its source.",
    )
    allows_training = models.BooleanField(
        default=False, verbose_name="training", help_text="Taken in to train a language model."
    )
    licence_page = models.URLField(
        blank=True,
        help_text="Where a licence for what is not allowed may be had. Empty: nowhere.",
    )
    terms = RichTextField(
        blank=True, features=rich_text.FEATURES, help_text="In words, on the page /crawlers/."
    )
    has_open_part = models.BooleanField(
        default=True,
        verbose_name="the open part of each article in feeds",
        help_text="Without it a feed holds headline and standfirst alone.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(f"allows_{use}") for use in ("search", "answers", "training")],
            heading="Allowed for free",
        ),
        FieldPanel("licence_page"),
        InlinePanel("exceptions", heading="Single crawlers", label="Crawler"),
        FieldPanel("terms"),
        MultiFieldPanel([FieldPanel("has_open_part")], heading="Feeds"),
    ]

    class Meta:
        verbose_name = "crawlers and feeds"

    @classmethod
    def in_force(cls) -> "CrawlerPolicy":
        """What was saved, or the defaults where nothing was."""
        found: CrawlerPolicy | None = cls.objects.order_by("-site__is_default_site").first()
        return found or cls()

    def policy(self) -> Policy:
        """The rules that are told to crawlers."""
        flags = {
            Use.SEARCH: self.allows_search,
            Use.ANSWERS: self.allows_answers,
            Use.TRAINING: self.allows_training,
        }
        rows = self.exceptions.all() if self.pk else ()
        return Policy(
            allowed=frozenset(use for use, is_allowed in flags.items() if is_allowed),
            exceptions=tuple((row.agent, row.may_fetch) for row in rows),
            licence_page=self.licence_page,
        )


class CrawlerException(Orderable):
    """One crawler that is let in, or shut out, whatever it fetches for."""

    policy_of = ParentalKey(CrawlerPolicy, related_name="exceptions")
    agent = models.CharField(
        max_length=80,
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+\Z", "A name such as ExampleBot.")],
        verbose_name="name",
        help_text="As it stands in its User-Agent, such as ExampleBot.",
    )
    may_fetch = models.BooleanField(default=False, verbose_name="may fetch pages")


def new_key() -> str:
    """A word that nobody guesses."""
    return get_random_string(KEY_LENGTH)


class FeedKey(models.Model):
    """The feed of one reader: it holds what they may read, as long as they may."""

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    word = models.CharField(max_length=KEY_LENGTH, default=new_key)
    made_at = models.DateTimeField()
