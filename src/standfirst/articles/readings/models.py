"""Which article a signed-in reader read last when: so that they can be told of a correction."""

from django.conf import settings
from django.db import models


class Reading(models.Model):
    """That a reader had an article before them. Nobody but the reader is shown it."""

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readings"
    )
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "article"], name="reading_once")]
        indexes = [models.Index(fields=["read_at"], name="reading_by_age")]

    def __str__(self) -> str:
        return f"{self.reader_id} of {self.article_id}"
