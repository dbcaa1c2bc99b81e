"""The publication as every page needs it, kept in the process for a second."""

import time
from dataclasses import dataclass

from django.apps import apps

KEPT_S = 1.0
"""No process gives an outdated answer for longer."""


@dataclass(frozen=True)
class Section:
    """A topic in the head of the page."""

    name: str
    url: str


@dataclass(frozen=True)
class Publication:
    """What it is called, its sections, and how much is open where no break is set."""

    name: str
    tagline: str = ""
    colophon: str = ""
    language: str = "en"
    open_words: int = 180
    help_mail: str = ""
    sections: tuple[Section, ...] = ()


_kept: tuple[float, Publication] | None = None


def publication() -> Publication:
    """The publication as it is now, or was a second ago."""
    global _kept
    if _kept is None or time.monotonic() - _kept[0] > KEPT_S:
        _kept = (time.monotonic(), _read())
    return _kept[1]


def last_known() -> Publication | None:
    """The publication as last read, without asking the database: for when that is down."""
    return _kept[1] if _kept else None


def forget() -> None:
    """Makes the next question go to the database."""
    global _kept
    _kept = None


def _read() -> Publication:
    row = apps.get_model("articles", "PublicationSettings").in_force()
    topics = apps.get_model("articles", "Topic").objects.all()
    return Publication(
        name=row.name,
        tagline=row.tagline,
        colophon=row.colophon,
        language=row.language,
        open_words=row.open_words,
        help_mail=row.help_mail,
        sections=tuple(Section(topic.name, topic.address) for topic in topics),
    )
