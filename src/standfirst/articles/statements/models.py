"""Statements on record, the offices in which they were made, the subjects they are about.

`articles.models` imports this module, so that Django finds the tables.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Orderable, RevisionMixin
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from standfirst.access.rules import Audience
from standfirst.articles.blocks.block import web_address
from standfirst.articles.blocks.quote import Mended
from standfirst.articles.dates import Precision
from standfirst.articles.statements import rules

MANNERS = [(one.value, one.value) for one in rules.Manner]
PRECISIONS = [(one.value, one.value) for one in Precision]


class Office(Orderable):
    """An office that somebody holds or held."""

    person = ParentalKey("articles.Person", on_delete=models.CASCADE, related_name="offices")
    title = models.CharField(max_length=200)
    since = models.DateField(null=True, blank=True, verbose_name="from")
    until = models.DateField(null=True, blank=True)

    class Meta(Orderable.Meta):
        ordering: ClassVar = [F("since").desc(nulls_last=True), "sort_order"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="an_office_ends_after_it_begins",
                violation_error_message="The office ends before it begins.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tenure(self) -> rules.Tenure:
        """As the rules have it."""
        return rules.Tenure(self.title, self.since, self.until)


class FormerAddress(models.Model):
    """An address that a person's page had: it leads to the one of today."""

    slug = models.SlugField(unique=True)
    person = models.ForeignKey(
        "articles.Person", on_delete=models.CASCADE, related_name="former_addresses"
    )


class Subject(models.Model):
    """What statements are about."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    about = models.TextField(blank=True, help_text="A sentence or two at the head of its page.")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where its statements are listed."""
        return f"/subjects/{self.slug}/"


class StatementQuerySet(SearchableQuerySetMixin, models.QuerySet["Statement"]):
    """Lists of statements."""

    def shown_openly(self) -> "StatementQuerySet":
        """Those whose words may stand on pages of their own (`rules.is_open`), asked of the rows
        as they are now: whatever is not known to be open is left out."""
        placing = Placing.objects.filter(
            statement=OuterRef("pk"), article__live=True, revision=F("article__live_revision_id")
        ).filter(Q(article__audience=Audience.EVERYONE.value) | Q(is_before_break=True))
        return self.filter(Q(is_public=True) | Exists(placing), live=True)

    def opened(self) -> "StatementQuerySet":
        """The same by way of the mark in the row, which finds them fast, and then asked again."""
        return self.filter(is_open=True).shown_openly()

    def told(self) -> "StatementQuerySet":
        """With what a quote says of each: one statement more."""
        return self.select_related("person").prefetch_related("person__offices")

    def listed(self) -> "StatementQuerySet":
        """With what a list says of each besides: where it was reported, what it is about."""
        told = self.told().select_related("article").prefetch_related("subjects")
        return told.defer("article__body", "article__corrections")


class Statement(DraftStateMixin, RevisionMixin, index.Indexed, ClusterableModel):
    """A quote on record: who, in which office, when, where, about what, source."""

    person = models.ForeignKey(
        "articles.Person", on_delete=models.PROTECT, related_name="statements"
    )
    words = models.TextField(
        help_text="Exactly, without quotation marks; an empty line starts a paragraph."
    )
    manner = models.CharField(
        max_length=9, choices=MANNERS, default=rules.Manner.SAID.value, verbose_name="kind"
    )
    said_on = models.DateField(verbose_name="date")
    precision = models.CharField(max_length=5, choices=PRECISIONS, default=Precision.DAY.value)
    office = models.CharField(
        max_length=200,
        blank=True,
        help_text="Empty: the one that the person held on that day, by the dates of their offices.",
    )
    place = models.CharField(max_length=200, blank=True, help_text="Such as: at the waterworks.")
    to_whom = models.CharField(max_length=200, blank=True, help_text="Such as: to reporters.")
    source = models.CharField(
        max_length=400, blank=True, help_text="A web address, or words such as: the minutes."
    )
    unsourced_reason = models.TextField(
        blank=True, help_text="Why it may be published without a source. Your name is kept with it."
    )
    unsourced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    unsourced_at = models.DateTimeField(null=True, blank=True, editable=False)
    subjects = ParentalManyToManyField(Subject, blank=True, related_name="statements")
    article = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="statements",
        help_text="Where it was first reported.",
    )
    is_public = models.BooleanField(
        default=False,
        verbose_name="public",
        help_text="Show its words on the pages of person and subject even while every article "
        "that quotes it keeps it behind the gate.",
    )
    corrections = StreamField([("correction", Mended())], blank=True)
    review = models.TextField(
        blank=True, help_text="A review of what was stated, where an editor writes one."
    )
    verdict = models.CharField(max_length=80, blank=True, help_text="The review in a few words.")
    reviewer = models.ForeignKey(
        "articles.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_on = models.DateField(null=True, blank=True)
    is_open = models.BooleanField(default=False, editable=False)
    """Whether it may be shown, as last reckoned (`actions.settle`): finds, but does not decide."""

    objects = StatementQuerySet.as_manager()

    search_fields: ClassVar = [
        index.SearchField("words"),
        index.AutocompleteField("words"),
        index.SearchField("person_name"),
        index.SearchField("subject_names"),
        index.FilterField("is_open"),
        index.FilterField("live"),
        index.FilterField("person"),
        index.FilterField("said_on"),
        index.FilterField("id"),
    ]

    class Meta:
        ordering: ClassVar = ["-said_on", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["person", "is_open", "-said_on", "-id"], name="statement_of_person"
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(live=False) | ~Q(source="") | ~Q(unsourced_reason=""),
                name="a_live_statement_is_proven",
                violation_error_message="Give the source, or the reason why there is none.",
            )
        ]

    def __str__(self) -> str:
        words = self.words if len(self.words) <= 80 else self.words[:79].rsplit(" ", 1)[0] + " …"
        return f"{self.person}: “{words}”"

    @property
    def address(self) -> str:
        """Where it stands by itself, once it may."""
        return f"/statements/{self.pk}/"

    @property
    def source_href(self) -> str:
        """The source when it is an address of the web, else nothing."""
        return web_address(self.source)

    @property
    def office_held(self) -> str:
        """The office it was made in: as written down, else the one held on that day."""
        tenures = [office.tenure for office in self.person.offices.all()]
        return self.office or rules.office_at(tenures, *rules.days_of(self.said_on, self.precision))

    def person_name(self) -> str:
        """For the search index."""
        return self.person.name

    def subject_names(self) -> str:
        """For the search index."""
        return ", ".join(subject.name for subject in self.subjects.all())


class Placing(models.Model):
    """A statement in the version of an article that is live."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="placings"
    )
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="placings")
    revision = models.BigIntegerField()
    is_before_break = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "article"], name="one_placing_an_article")
        ]


class Listing(models.Model):
    """A live statement under one of its subjects, in the order in which pages list it."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="listings")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="listings")
    person = models.ForeignKey("articles.Person", on_delete=models.CASCADE, related_name="+")
    said_on = models.DateField()
    is_open = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["-said_on", "-statement"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "subject"], name="one_listing_a_subject")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["subject", "is_open", "-said_on", "-statement"], name="listing_of_subject"
            ),
            models.Index(
                fields=["subject", "person", "is_open", "-said_on", "-statement"],
                name="listing_of_person",
            ),
        ]


class Comparison(models.Model):
    """Two statements of one person that an editor sets side by side, without a word of ours."""

    earlier = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")
    later = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="comparisons")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["earlier", "later", "subject"],
                name="one_comparison_a_pair",
                violation_error_message="These two stand side by side already.",
            ),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")),
                name="a_comparison_is_of_two",
                violation_error_message="Choose two different statements.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier.person} on {self.subject}"
