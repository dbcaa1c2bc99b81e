"""What Wagtail and Django tell the package."""

from typing import Any

from wagtail.search import index

from standfirst.articles.actions import record_gate
from standfirst.articles.corrections.actions import note_corrections
from standfirst.articles.files.actions import record_files
from standfirst.articles.models import Article, PublicationSettings, Story, Topic
from standfirst.articles.primers.actions import note_uses, publish_version, withdraw
from standfirst.articles.primers.models import Primer
from standfirst.articles.publication import forget
from standfirst.articles.reading import fetch_images, make_renditions
from standfirst.articles.statements import actions as statements
from standfirst.articles.statements.models import Placing, Statement
from standfirst.articles.stories.actions import note_article, note_story
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
        now = clock.now()
        record_gate(instance, now=now)
        note_uses(instance)
        note_article(instance, now=now)
        note_corrections(instance, now=now)
        statements.record_placings(instance)
        record_files(instance)
        index.insert_or_update_object(instance)
        fetch_images(instance)
        make_renditions(instance)


def article_withdrawn(sender: type, instance: Any, **_: Any) -> None:
    """Shuts at once what it alone showed to everybody."""
    if isinstance(instance, Article):
        statements.record_placings(instance)


def placing_gone(sender: type, instance: Placing, **_: Any) -> None:
    """Settles the statement of an article that was deleted."""
    statements.settle_all([instance.statement_id])


def statement_moved(sender: type, instance: Any, **_: Any) -> None:
    """Brings up to date what quotes a statement that was published or withdrawn."""
    if isinstance(instance, Statement):
        statements.statement_changed(instance)


def story_published(sender: type, instance: Any, **_: Any) -> None:
    """Writes down what moved."""
    if isinstance(instance, Story):
        note_story(instance, now=clock.now())


def primer_published(sender: type, instance: Any, **_: Any) -> None:
    """Writes down what a primer says now, and has it reach the articles."""
    if isinstance(instance, Primer):
        publish_version(instance, now=clock.now())


def primer_unpublished(sender: type, instance: Any, **_: Any) -> None:
    """Has a primer leave the articles."""
    if isinstance(instance, Primer):
        withdraw(instance, now=clock.now())


SENDERS = (PublicationSettings, Topic)
"""Those whose saving changes the head of every page."""
