"""Which articles hand out which files. `articles.models` imports it, so that Django finds it."""

from typing import ClassVar

from django.db import models


class Attachment(models.Model):
    """A document or a recording in the version of an article that is live."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="attachments"
    )
    document = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.CASCADE, related_name="attachments"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "article"], name="one_attachment_each")
        ]
