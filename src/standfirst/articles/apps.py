"""Tells Django of the package."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class ArticlesConfig(AppConfig):
    """The application `articles`."""

    name = "standfirst.articles"
    label = "articles"

    def ready(self) -> None:
        """Connects the receivers."""
        from wagtail.signals import (  # noqa: PLC0415 - models must be loaded first
            page_published,
            page_unpublished,
            published,
            unpublished,
        )

        from standfirst.articles import receivers  # noqa: PLC0415 - likewise

        for sender in receivers.SENDERS:
            post_save.connect(receivers.publication_changed, sender=sender)
            post_delete.connect(receivers.publication_changed, sender=sender)
        page_published.connect(receivers.article_published)
        page_published.connect(receivers.story_published)
        published.connect(receivers.primer_published)
        unpublished.connect(receivers.primer_unpublished)
        page_unpublished.connect(receivers.article_withdrawn)
        for signal in (published, unpublished):
            signal.connect(receivers.statement_moved)
        post_delete.connect(receivers.placing_gone, sender=self.get_model("Placing"))
