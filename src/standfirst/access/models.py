"""Rights to read that were not bought by the reader who has them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from standfirst.billing.models import Plan


class Grant(models.Model):
    """A gift, a complimentary subscription, one paid by transfer, or a seat in a group.

    Without a plan it opens what any subscriber reads. Taking it away sets `ends_at`.
    """

    class Kind(models.TextChoices):
        GIFT = "gift"
        COMPLIMENTARY = "complimentary"
        PAID = "paid", "paid by transfer"
        SEAT = "seat", "seat in a group"

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants"
    )
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(
        max_length=120, help_text="Who it is from, as the reader is told: “gift from J. Holm”."
    )
    why = models.CharField(max_length=200, blank=True, help_text="For the newsroom alone.")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="grants_given",
        editable=False,
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until taken away.")

    class Meta:
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gte=models.F("starts_at")),
                name="a_grant_ends_after_it_starts",
                violation_error_message="A grant ends after it starts.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} for {self.reader}"
