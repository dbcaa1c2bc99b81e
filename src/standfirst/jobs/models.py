"""When a worker was last alive."""

from django.db import models


class Beat(models.Model):
    """A worker's sign of life: one row for each worker, on wall time."""

    worker = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
