"""Articles, the stories they belong to, the people in them, and the publication itself."""

from http import HTTPMethod
from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q, Subquery
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index

from standfirst.access.rules import Audience
from standfirst.articles import panels, previews, rich_text, views
from standfirst.articles.blocks.body import BLOCKS, COUNTS
from standfirst.articles.blocks.correction import Correction
from standfirst.articles.corrections import models as corrections
from standfirst.articles.dates import Precision
from standfirst.articles.files import models as files  # noqa: F401 - has tables
from standfirst.articles.forms import ArticleForm
from standfirst.articles.primers import models as primers
from standfirst.articles.primers.queries import Kept
from standfirst.articles.publication import open_words
from standfirst.articles.readings import models as readings
from standfirst.articles.rendering import parts_of
from standfirst.articles.rules import Parts, split, text_of, without_break
from standfirst.articles.statements import models as statements  # noqa: F401 - has tables
from standfirst.articles.stories import models as stories

PRECISIONS = [(one.value, one.value) for one in Precision]
AUDIENCES = [
    (Audience.EVERYONE.value, "everyone"),
    (Audience.REGISTERED.value, "registered readers"),
    (Audience.SUBSCRIBERS.value, "subscribers"),
    (Audience.PLANS.value, "the plans named below"),
]
OPEN_WORDS = 180


class Topic(models.Model):
    """What articles are about; the sections in the head of the page."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(unique=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Its name, by the word that pages use."""
        return self.name

    @property
    def address(self) -> str:
        """Where its articles are listed."""
        return f"/topics/{self.slug}/"


class Person(index.Indexed, ClusterableModel):
    """Somebody who writes articles, or is quoted in them."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    office = models.CharField(max_length=200, blank=True)
    bio = models.TextField(blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Their page; of two who turned out to be one, that of the one who stayed."""
        return f"/people/{self.slug}/" if self.merged_into is None else self.merged_into.address


class PublicPage(Page):
    """What the publication's own pages share. The gate alone shuts a page: Wagtail's page
    privacy, which would go round it, is not offered."""

    private_page_options: ClassVar[list[str]] = []
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """The path, as the address bar shows it; asks the database nothing."""
        return "/" + self.url_path.split("/", 2)[-1]

    def get_view_restrictions(self) -> "models.QuerySet[PageViewRestriction]":
        """None, without asking."""
        return PageViewRestriction.objects.none()


class Story(PublicPage):
    """The thread that articles belong to over time."""

    # Under its own name a page would have a `story` already, and an article could not.
    page_ptr = models.OneToOneField(
        Page, on_delete=models.CASCADE, parent_link=True, related_name="as_story"
    )
    standfirst = models.TextField(blank=True)
    state_of_play = RichTextField(blank=True, features=rich_text.PLAIN_FEATURES)
    checked_on = models.DateField(null=True, blank=True, verbose_name="last checked")
    primer = models.ForeignKey(
        primers.Primer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    template = "articles/story.html"
    parent_page_types: ClassVar[list[str]] = ["fronts.FrontPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = panels.STORY
    search_fields = [*Page.search_fields, index.SearchField("standfirst")]

    class Meta:
        verbose_name_plural = "stories"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The story's page, for everyone."""
        return views.story(request, self)

    @property
    def background(self) -> primers.Primer | None:
        """Its primer, as long as that is published."""
        return self.primer if self.primer and self.primer.live else None

    def shown_articles(self) -> "list[Article]":
        """Its articles, the latest first, with their authors: in one statement."""
        rows = (
            Article.objects.filter(story=self)
            .shown()
            .prefetch_related(None)
            .select_related(None)
            .annotate(
                author_id=F("authors"),
                author_name=F("authors__name"),
                author_slug=F("authors__slug"),
            )
            .order_by("-first_published_at", "-pk", "authors__name")
        )
        return [_with_authors(list(group)) for _, group in groupby(rows, attrgetter("pk"))]

    def shown_people(self) -> "models.QuerySet[StoryPerson]":
        """The people in it with what they said, in one statement."""
        people = self.people.all()
        return people.select_related("person") if isinstance(people, models.QuerySet) else people


def _with_authors(rows: "list[Any]") -> "Article":
    """An article from its rows, one for each author."""
    article: Article = rows[0]
    named = [row for row in rows if row.author_id is not None]
    article.authors.set(
        [Person(pk=row.author_id, name=row.author_name, slug=row.author_slug) for row in named]
    )
    return article


class TimelineEntry(Orderable):
    """Something that happened in a story, or is due to."""

    story = ParentalKey(Story, related_name="timeline")
    date = models.DateField()
    precision = models.CharField(max_length=5, choices=PRECISIONS, default=Precision.DAY.value)
    text = models.CharField(max_length=300)
    article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="entries"
    )
    is_due = models.BooleanField(default=False, verbose_name="due", help_text="Still to come.")

    class Meta(Orderable.Meta):
        ordering: ClassVar = ["date", "sort_order"]

    @property
    def key(self) -> str:
        """What it is called among the movements of its story."""
        return f"entry:{self.pk}"


class StoryPerson(Orderable):
    """Somebody in a story, and a statement of theirs on record."""

    story = ParentalKey(Story, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    statement = models.TextField(blank=True)
    source = models.CharField(
        max_length=200, blank=True, help_text="Where and when, such as: Sandhollow, 3 March 2026."
    )


class Question(Orderable):
    """Something that nobody has answered yet."""

    story = ParentalKey(Story, related_name="questions")
    question = models.CharField(max_length=200)
    answer = models.TextField(blank=True, verbose_name="what is known")


class ArticleQuerySet(PageQuerySet):
    """Lists of articles."""

    def shown(self) -> "ArticleQuerySet":
        """Live ones, the latest first, with what a list says of each: two statements more."""
        return (
            self.live()
            .order_by("-first_published_at", "-pk")
            .select_related("story")
            .prefetch_related("authors", "topics")
            .defer("body", "corrections", "draft_title", "search_description")
        )

    def found_in(self) -> "ArticleQuerySet":
        """Live ones with their bodies, for search and feeds."""
        return self.live().select_related("story").prefetch_related("authors", "topics")

    def beside(self, article: "Article") -> "ArticleQuerySet":
        """The one published before and the one after, of its story if it has one, in one statement.

        A headline and a standfirst are open to everybody.
        """
        when = article.first_published_at
        others = Article.objects.live()
        if article.story_id:
            others = others.filter(story=article.story_id)
        before = others.filter(first_published_at__lt=when).order_by("-first_published_at")
        after = others.filter(first_published_at__gt=when).order_by("first_published_at")
        found = self.filter(
            Q(pk__in=Subquery(before.values("pk")[:1])) | Q(pk__in=Subquery(after.values("pk")[:1]))
        )
        return found.order_by("first_published_at").only("title", "standfirst", "url_path")


class Article(PublicPage):
    """One piece, usually an explainer. Its title is the headline."""

    standfirst = models.TextField(blank=True, help_text="One or two sentences; everybody sees it.")
    authors = ParentalManyToManyField(Person, blank=True, related_name="articles")
    place = models.CharField(max_length=80, blank=True, help_text="Where it was written.")
    topics = ParentalManyToManyField(Topic, blank=True, related_name="articles")
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="articles"
    )
    updated_at = models.DateTimeField(null=True, blank=True, verbose_name="last substantial update")
    lead_image = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_alt = models.CharField(max_length=300, blank=True, verbose_name="what it shows")
    lead_caption = models.CharField(max_length=500, blank=True, verbose_name="caption")
    lead_credit = models.CharField(max_length=120, blank=True, verbose_name="credit")
    audience = models.CharField(
        max_length=16, choices=AUDIENCES, default=Audience.SUBSCRIBERS.value
    )
    plans = ParentalManyToManyField("billing.Plan", blank=True, related_name="+")
    body = StreamField(BLOCKS, block_counts=COUNTS, blank=True)
    source_id = models.CharField(  # noqa: DJ001 - unique where there is one
        max_length=200,
        null=True,
        unique=True,
        editable=False,
        help_text="What it was imported from: importing that again finds the article by this.",
    )
    corrections = StreamField([("correction", Correction())], blank=True)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    topic_name: str | None = None
    topic_slug: str | None = None
    """Its first topic, where it was asked for with the article (`fronts.finding`)."""

    kept: Kept | None = None
    """What its kept primers say, where that was asked for several articles at once."""

    template = "articles/article.html"
    base_form_class = ArticleForm
    parent_page_types: ClassVar[list[str]] = ["fronts.FrontPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = panels.ARTICLE
    promote_panels = panels.PROMOTE
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("author_names"),
        index.SearchField("open_text"),
    ]
    """What may be found: nothing from behind the gate."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The article as this reader may read it."""
        return views.article(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The article as others will see it: all of it, or as far as one kind of reader may."""
        return views.preview(request, self, mode_name)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Whom the newsroom can see the article as."""
        return previews.MODES

    @property
    def is_gated(self) -> bool:
        """True unless it is for everyone."""
        return self.audience != Audience.EVERYONE

    def neighbours(self) -> "list[Article]":
        """The articles published before and after it."""
        return list(Article.objects.beside(self)) if self.first_published_at else []

    @property
    def kicker(self) -> "Story | Topic | None":
        """What stands above its headline: its story, else its first topic."""
        if self.story is not None and self.story.live:
            return self.story
        if self.topic_slug is not None:
            known = Topic(name=self.topic_name or "", slug=self.topic_slug)
            return known if self.topic_slug else None
        return next(iter(self.topics.all()), None)

    @property
    def is_updated(self) -> bool:
        """True when it changed in substance after it was published."""
        published = self.first_published_at
        return bool(self.updated_at and published and self.updated_at > published)

    def divided(self, *, with_images: bool = True) -> tuple[Parts, Parts]:
        """The open parts and the locked ones; without a gate all are open."""
        parts = parts_of(self.body, with_images=with_images, kept=self.kept)
        return split(parts, open_words) if self.is_gated else (without_break(parts), ())

    def open_parts(self) -> Parts:
        """What everybody may read of it, without images: for feeds and search."""
        return self.divided(with_images=False)[0]

    def author_names(self) -> str:
        """For the search index."""
        return ", ".join(person.name for person in self.authors.all())

    def open_text(self) -> str:
        """What everybody may read of it, for the search index."""
        return text_of(self.open_parts())


@register_setting(icon="home")
class PublicationSettings(BaseSiteSetting):
    """The publication: what it is called, and how it does things."""

    name = models.CharField(max_length=80, default="Your publication")
    tagline = models.CharField(max_length=200, blank=True)
    colophon = models.TextField(blank=True, help_text="The last lines of every page.")
    language = models.CharField(max_length=10, default="en", help_text="Such as en or en-GB.")
    open_words = models.PositiveSmallIntegerField(
        default=OPEN_WORDS,
        help_text="How many words are open where an article has a gate but no break.",
    )
    help_text = RichTextField(blank=True, features=rich_text.FEATURES, verbose_name="help page")
    help_mail = models.EmailField(blank=True, verbose_name="mail address for help")
    readings_kept_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=90,
        verbose_name="days that readings are kept",
        help_text="How long it is remembered which article a signed-in reader read, so that they "
        "are told when it is corrected. Empty: not at all.",
    )

    panels = [
        FieldPanel(name)
        for name in (
            "name",
            "tagline",
            "colophon",
            "language",
            "open_words",
            "help_text",
            "help_mail",
            "readings_kept_days",
        )
    ]

    class Meta:
        verbose_name = "publication"

    @classmethod
    def in_force(cls) -> "PublicationSettings":
        """The settings of the publication, or the defaults where none were saved."""
        found: PublicationSettings | None = cls.objects.order_by("-site__is_default_site").first()
        return found or cls()


BESIDE = (corrections.Correction, primers.Primer, readings.Reading, stories.Movement)
"""Tables of the packages beside this one: Django finds them by this module."""
