"""What changes a page that everybody may read: Wagtail's signals, and rows that pages show."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Site
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from standfirst.articles import showing
from standfirst.articles.models import Person, Topic
from standfirst.articles.statements.models import Comparison, Office, Statement, Subject
from standfirst.billing.models import Plan, Price
from standfirst.edge import changes
from standfirst.edge.actions import note_change, note_changes
from standfirst.edge.feed import READERS
from standfirst.edge.passes import session_mark
from standfirst.events.models import Event
from standfirst.readers.models import Reader


def reader_changed(event: Event) -> None:
    """Voids the passes of a reader of whom something else is known now."""
    if event.reader_id is not None:
        note_change(f"reader:{event.reader_id}")


def readers_changed(_event: Event) -> None:
    """Voids every pass: another schedule may hold for anybody."""
    note_change(READERS)


EVERYWHERE = (Topic, Site, get_image_model(), Office, Subject, Comparison)
"""Tables whose rows show on any page: the menu, the address, pictures, what is on record."""

AT_GATES = (Plan, Price)
"""Tables whose rows show in panels."""

UNSEEN = frozenset(
    {
        "latest_revision",
        "latest_revision_created_at",
        "draft_title",
        "has_unpublished_changes",
        "locked",
        "locked_at",
        "locked_by",
        "go_live_at",
        "expire_at",
        "owner",
        "search_description",
    }
)
"""Fields of a page that no reader sees: a draft that is saved changes these alone."""


def connect() -> None:
    """Has each of them noted. Called once, when Django is ready; twice is the same."""
    pre_save.connect(_before_saving, dispatch_uid="edge-saving")
    post_save.connect(_after_saving, dispatch_uid="edge-saved")
    pre_delete.connect(_before_deleting, dispatch_uid="edge-deleting")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_page_changed, dispatch_uid="edge-pages")
    for signal in (published, unpublished):
        signal.connect(_piece_changed, dispatch_uid="edge-pieces")
    post_delete.connect(_session_ended, sender=Session, dispatch_uid="edge-session")
    post_save.connect(_reader_saved, sender=Reader, dispatch_uid="edge-reader")


def _before_saving(instance: Model, update_fields: Any = None, **_said: Any) -> None:
    """Notes in the same transaction what is shown of it still, and what is to be shown."""
    if instance.pk is None or (update_fields is not None and UNSEEN.issuperset(update_fields)):
        return
    if isinstance(instance, Page):
        note_changes(changes.of_page(instance))
    elif isinstance(instance, BaseSiteSetting):
        note_changes(changes.of_settings(instance))
    elif isinstance(instance, Person):
        note_changes(changes.of_person(instance))


def _after_saving(instance: Model, *, created: bool, **_said: Any) -> None:
    """Notes what is new, and rows that show in many places."""
    if isinstance(instance, AT_GATES):
        note_change(showing.PLANS)
    elif isinstance(instance, EVERYWHERE):
        if not (created and isinstance(instance, AbstractImage)):
            note_change()
    elif created and isinstance(instance, Page):
        note_changes(changes.of_page(instance))
    elif created and isinstance(instance, BaseSiteSetting):
        note_change()
    elif created and isinstance(instance, Person):
        note_changes([showing.FEEDS, showing.LISTS])


def _before_deleting(instance: Model, **_said: Any) -> None:
    if isinstance(instance, Page):
        note_changes(changes.of_page(instance, is_going=True))
    elif isinstance(instance, Person):
        note_changes(changes.of_person(instance))
    elif isinstance(instance, AT_GATES):
        note_change(showing.PLANS)
    elif isinstance(instance, (*EVERYWHERE, BaseSiteSetting, Statement)):
        note_change()


def _page_changed(instance: Page, **_said: Any) -> None:
    """Once more, for what others wrote because of it."""
    note_changes(changes.of_page(instance))


def _piece_changed(instance: Model, **_said: Any) -> None:
    """A piece that stands in articles, such as a primer, was published or withdrawn."""
    if not isinstance(instance, Page):
        note_change()


def _session_ended(instance: Session, **_said: Any) -> None:
    note_change(f"session:{session_mark(instance.session_key)}")


def _reader_saved(instance: Reader, *, created: bool, **_said: Any) -> None:
    if not created:
        note_change(f"reader:{instance.pk}")
