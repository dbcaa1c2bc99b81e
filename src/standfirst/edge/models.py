"""The changes that every process hears of."""

from django.db import models


class Change(models.Model):
    """Something changed: written in the transaction that changed it.

    `subject` is what (`feed.PAGES`, `feed.READERS`, `reader:5`, `session:ab12…`), `at` wall time.
    Rows are only ever added; old ones are cleared away.
    """

    at = models.DateTimeField(auto_now_add=True)
    subject = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"change {self.pk}"
