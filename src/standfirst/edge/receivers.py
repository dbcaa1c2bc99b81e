"""What changes a page that everybody may read: Wagtail's signals, and rows that pages show."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from standfirst.articles.models import Person, PublicationSettings, Topic
from standfirst.articles.statements.models import Comparison, Office, Statement, Subject
from standfirst.billing.models import Plan, Price
from standfirst.edge.actions import note_change
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


ROWS = (
    Comparison,
    Office,
    Person,
    PublicationSettings,
    Subject,
    Topic,
    Plan,
    Price,
    Redirect,
    Site,
)
"""Tables whose every change may show on a page."""


def connect() -> None:
    """Has each of them noted. Called once, when Django is ready; twice is the same."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_changed, dispatch_uid="edge")
    for signal in (published, unpublished, post_delete):
        signal.connect(_changed, sender=Statement, dispatch_uid="edge-statement")
    post_delete.connect(_page_deleted, dispatch_uid="edge-pages")
    for model in ROWS:
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"edge-{model.__name__}")
    post_delete.connect(_session_ended, sender=Session, dispatch_uid="edge-session")
    post_save.connect(_reader_saved, sender=Reader, dispatch_uid="edge-reader")


def _changed(**_said: Any) -> None:
    note_change()


def _session_ended(instance: Session, **_said: Any) -> None:
    note_change(f"session:{session_mark(instance.session_key)}")


def _reader_saved(instance: Reader, *, created: bool, **_said: Any) -> None:
    if not created:
        note_change(f"reader:{instance.pk}")


def _page_deleted(sender: type, **_said: Any) -> None:
    if issubclass(sender, Page):
        note_change()
