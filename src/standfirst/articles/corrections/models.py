"""Corrections, clarifications and updates on record: what articles show, as rows."""

from django.db import models

from standfirst.articles.blocks.correction import KINDS
from standfirst.articles.corrections.rules import Kind


class Correction(models.Model):
    """One correction of a published article. Written from the article when it is published.

    `block_id` is that of its block in the article, `published_at` when readers first saw it.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="correction_rows"
    )
    block_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=16, choices=KINDS, default=Kind.CORRECTION.value)
    corrected_on = models.DateField()
    text = models.TextField()
    is_locked = models.BooleanField(default=False)
    published_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-corrected_on", "-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "block_id"], name="correction_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.corrected_on}"

    @property
    def verb(self) -> str:
        """`Corrected`, `Clarified` or `Updated`."""
        return Kind(self.kind).verb
