"""What Wagtail and Django tell the package."""

from typing import Any

from wagtail.search import index

from standfirst.articles.actions import record_gate
from standfirst.articles.models import Article, PublicationSettings, Topic
from standfirst.articles.publication import forget
from standfirst.articles.reading import fetch_images, make_renditions
from standfirst.kernel import clock


def publication_changed(sender: type, instance: Any, **_: Any) -> None:
    """Lets this process see a change of name or topics at once, and finds again only what is
    open by the number of words now in force."""
    forget()
    if sender is PublicationSettings:
        for article in Article.objects.live().iterator():
            index.insert_or_update_object(article)


def article_published(sender: type, instance: Any, **_: Any) -> None:
    """Has search know at once what is open now: the job that Wagtail queues may come late, and a
    stricter gate must not wait. Records the gate where it is another one. Makes the pictures'
    sizes before the first reader asks."""
    if isinstance(instance, Article):
        record_gate(instance, now=clock.now())
        index.insert_or_update_object(instance)
        fetch_images(instance)
        make_renditions(instance)


SENDERS = (PublicationSettings, Topic)
"""Those whose saving changes the head of every page."""
