"""Decisions about readers, their codes and their devices. Pure."""

from collections.abc import Set
from datetime import datetime, timedelta
from enum import StrEnum
from unicodedata import category

LINK_LASTS = timedelta(minutes=15)
"""How long a link that support made can be used, on wall time."""

UNCONFIRMED_LASTS = timedelta(days=7)
"""How long an address that was given but never confirmed is kept."""

CLOSED_HOST = "@closed.invalid"

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
"""What a user agent says of itself, the particular before those who pretend to be another."""

MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """A device as a person would call it: `Firefox on Linux`."""
    browser = _first(BROWSERS, user_agent) or "A browser"
    machine = _first(MACHINES, user_agent)
    return f"{browser} on {machine}" if machine else browser


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in table if mark in text), "")


TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Unicode's marks for the direction of writing: a name must not turn the words beside it."""


class Lock(StrEnum):
    """What can lock an account besides the mail address."""

    APP = "totp"
    PASSKEY = "webauthn"
    RECOVERY = "recovery_codes"


def is_locked_twice(locks: Set[str], *, is_newsroom: bool) -> bool:
    """True when a code by mail alone does not log this reader in.

    Whoever keeps an authenticator app needs it. A passkey is a convenience for readers, who may
    lose it and come in by mail; for the newsroom it is a second factor.
    """
    return Lock.APP in locks or (Lock.PASSKEY in locks and is_newsroom)


def one_line(text: str) -> str:
    """The text with single spaces for all that would break the line, or turn its direction."""
    plain = "".join(" " if is_odd(letter) else letter for letter in text)
    return " ".join(plain.split())


def is_odd(letter: str) -> bool:
    """True for control characters and for the marks that turn the direction of writing."""
    return category(letter) == "Cc" or letter in TURNS


def closed_address(reader_id: int) -> str:
    """The address that stands in for the one of a reader whose account was closed."""
    return f"closed-{reader_id}{CLOSED_HOST}"


def link_holds(made_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    """True while a link that support made can be used."""
    return used_at is None and made_at <= now < made_at + LINK_LASTS
