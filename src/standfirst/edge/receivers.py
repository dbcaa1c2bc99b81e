"""What changes a page that everybody may read: Wagtail's signals, and rows that pages show."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from standfirst.articles.models import Person, PublicationSettings, Topic
from standfirst.billing.models import Plan, Price
from standfirst.edge.actions import note_change

ROWS = (Person, PublicationSettings, Topic, Plan, Price, Redirect, Site)
"""Tables whose every change may show on a page."""


def connect() -> None:
    """Has each of them noted. Called once, when Django is ready; twice is the same."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_changed, dispatch_uid="edge")
    post_delete.connect(_page_deleted, dispatch_uid="edge-pages")
    for model in ROWS:
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"edge-{model.__name__}")


def _changed(**_said: Any) -> None:
    note_change()


def _page_deleted(sender: type, **_said: Any) -> None:
    if issubclass(sender, Page):
        note_change()
