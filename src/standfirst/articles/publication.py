"""The publication as every page needs it, kept in the process for a short while.

A change in this process shows at once (`forget`); one in another process after `KEPT_S`, or
`WORDS_KEPT_S` where it decides what is locked.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps

KEPT_S = 10.0
WORDS_KEPT_S = 1.0


@dataclass(frozen=True)
class Section:
    """A topic in the head of the page."""

    name: str
    url: str


@dataclass(frozen=True)
class Publication:
    """What it is called, and its sections."""

    name: str
    tagline: str = ""
    colophon: str = ""
    language: str = "en"
    help_mail: str = ""
    readings_kept: timedelta = timedelta()
    sections: tuple[Section, ...] = ()


_kept: tuple[float, Publication] | None = None
_words: tuple[float, int] | None = None


def publication() -> Publication:
    """The publication as it is now, or was a moment ago."""
    global _kept
    if _kept is None or time.monotonic() - _kept[0] > KEPT_S:
        _kept = (time.monotonic(), _read())
    return _kept[1]


def open_words() -> int:
    """How many words are open where an article has a gate and no break."""
    global _words
    if _words is None or time.monotonic() - _words[0] > WORDS_KEPT_S:
        row = apps.get_model("articles", "PublicationSettings").in_force()
        _words = (time.monotonic(), row.open_words)
    return _words[1]


def last_known() -> Publication | None:
    """The publication as last read, without asking the database: for when that is down."""
    return _kept[1] if _kept else None


def forget() -> None:
    """Makes the next question go to the database."""
    global _kept, _words
    _kept = _words = None


def _read() -> Publication:
    row = apps.get_model("articles", "PublicationSettings").in_force()
    topics = apps.get_model("articles", "Topic").objects.all()
    return Publication(
        name=row.name,
        tagline=row.tagline,
        colophon=row.colophon,
        language=row.language,
        help_mail=row.help_mail,
        readings_kept=timedelta(days=row.readings_kept_days or 0),
        sections=tuple(Section(topic.name, topic.address) for topic in topics),
    )
