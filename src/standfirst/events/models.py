"""The append-only record of what happened."""

from django.db import models


class Event(models.Model):
    """One thing that happened. Rows are added and never changed, but for the words about a reader
    who has left (`forgetting`).

    `kind` is a past participle with its subject (`subscription.held`), `at` the publication's
    time at which it happened, `recorded_at` the wall time at which it was written down.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    reader_id = models.BigIntegerField(null=True, blank=True)
    data = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["reader_id", "id"], name="event_of_reader"),
            models.Index(fields=["kind", "id"], name="event_of_kind"),
        ]
