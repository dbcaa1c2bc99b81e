"""Mail on its way out, and mail that the demo captured."""

from django.db import models


class OutgoingMail(models.Model):
    """A mail that will be sent once. `key` makes asking for it twice the same as asking once.

    `created_at` and `sent_at` are the publication's time.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        DROPPED = "dropped"

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]


class CapturedMail(models.Model):
    """A mail that the inbox backend kept instead of sending: the demo's and the tests' inbox."""

    to = models.EmailField()
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
