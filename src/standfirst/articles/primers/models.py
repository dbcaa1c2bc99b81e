"""Primers: background that is kept once and placed in many articles."""

from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from standfirst.articles.blocks.primer import FEATURES, LABEL, Told


def of_the_newsroom() -> Q:
    """Readers who may come into the admin."""
    name = {"codename": "access_admin", "content_type__app_label": "wagtailadmin"}
    by_role = {f"groups__permissions__{field}": value for field, value in name.items()}
    alone = {f"user_permissions__{field}": value for field, value in name.items()}
    return Q(is_active=True) & (Q(is_superuser=True) | Q(**by_role) | Q(**alone))


class Primer(
    DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, models.Model
):
    """Background that is kept once. Its row is what readers see; drafts are revisions of it.

    It is rich text without blocks, so that no primer can stand in a primer.
    """

    title = models.CharField(max_length=120, help_text="What it explains; for lists and choices.")
    slug = models.SlugField(unique=True, max_length=80)
    label = models.CharField(
        max_length=80, default=LABEL, help_text="The heading that it has in an article."
    )
    text = RichTextField(features=FEATURES)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        limit_choices_to=of_the_newsroom,
        related_name="+",
        help_text="Who is told by mail when it is time to check it again.",
    )
    checked_on = models.DateField(
        null=True, blank=True, verbose_name="last checked", help_text="Readers see it."
    )
    review_by = models.DateField(
        null=True,
        blank=True,
        verbose_name="check again by",
        help_text="From the day after, the newsroom is warned.",
    )
    is_history_public = models.BooleanField(
        default=False,
        verbose_name="its history is public",
        help_text="Gives it a page of its own, open to everybody, with all that it ever said.",
    )

    search_fields: ClassVar = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title or f"primer {self.pk}"

    @property
    def address(self) -> str:
        """Where its history is, for those whose history is public."""
        return f"/primers/{self.slug}/"

    @property
    def told(self) -> Told:
        """What it says in an article, as of now."""
        history = self.address if self.is_history_public else ""
        return Told.of(self.label, self.text, self.checked_on, history)

    @property
    def told_here(self) -> Told:
        """The same for the page of its history, which leads to no other."""
        return Told.of(self.label, self.text, self.checked_on)

    @property
    def preview_modes(self) -> Sequence[tuple[str, str]]:
        """One: as it stands in an article."""
        return [("", "As readers see it")]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """A page with the primer alone."""
        return "articles/primer_preview.html"


class PrimerVersion(models.Model):
    """What a primer said from one publishing to the next. Articles may keep one for good."""

    primer = models.ForeignKey(Primer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision_id = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(max_length=80)
    text = models.TextField()
    checked_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["primer", "number"], name="primer_version_once"),
            models.UniqueConstraint(
                fields=["primer", "revision_id"], name="primer_version_of_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class PrimerUse(models.Model):
    """A primer placed in an article that was published. Without a version it follows the primer."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="primer_uses"
    )
    primer = models.ForeignKey(Primer, on_delete=models.PROTECT, related_name="uses")
    version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "primer", "version"],
                nulls_distinct=False,
                name="primer_use_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.primer_id} in {self.article_id}"


class PrimerSpread(models.Model):
    """How far what a primer says now has reached the articles that follow it."""

    primer = models.ForeignKey(Primer, on_delete=models.CASCADE, related_name="spreads")
    begun_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    reached_id = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"


class ReviewReminder(models.Model):
    """That the owner of a primer was told that it is stale: once for each date."""

    primer = models.ForeignKey(Primer, on_delete=models.CASCADE, related_name="reminders")
    review_by = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["primer", "review_by"], name="primer_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.primer_id} by {self.review_by}"
