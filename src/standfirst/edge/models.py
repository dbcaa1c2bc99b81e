"""The changes that every process hears of."""

from django.db import models


class Change(models.Model):
    """Something that pages show has changed: written in the transaction that changed it.

    `at` is wall time. Rows are only ever added; old ones are cleared away.
    """

    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"change {self.pk}"
