"""What a story knows beside its page: what moved in it, and which readers come back to it."""

from django.conf import settings
from django.db import models


class Movement(models.Model):
    """Something that moved in a story. What it says is open to everybody.

    `key` names what moved, so that it is told once; `on` is the date it is about; `article` is
    the one to read, and while that is not live the movement is not told.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article"
        ENTRY = "entry"
        STATE = "state"
        CORRECTION = "correction"
        PRIMER = "primer"

    story = models.ForeignKey("articles.Story", on_delete=models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    on = models.DateField()
    text = models.CharField(max_length=400)
    article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["story", "key"], name="movement_once")]
        indexes = [models.Index(fields=["story", "-at"], name="movement_of_story")]

    def __str__(self) -> str:
        return self.text


class StoryReader(models.Model):
    """A reader who comes back to a story, follows it, or both.

    `here_at` is when this visit began, `before_at` when the one before did. What moved after
    `before_at` is new to them. `told_id` is the last movement that a mail told a follower of.
    """

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stories_read"
    )
    story = models.ForeignKey("articles.Story", on_delete=models.CASCADE, related_name="readers")
    here_at = models.DateTimeField(null=True, blank=True)
    before_at = models.DateTimeField(null=True, blank=True)
    follows_since = models.DateTimeField(null=True, blank=True)
    told_id = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "story"], name="story_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} in {self.story_id}"
