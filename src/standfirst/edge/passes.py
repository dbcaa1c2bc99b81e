"""A pass: what a reader may read, signed, in a cookie, for two minutes. No Django.

It is bound to a session, to the version of what was known when it was made, and to the secret key
of the publication. It opens nothing by itself: `access.rules.decide` is asked with what it holds.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from standfirst.access.rules import Concern, Entitlement, Reason, Right

FORM = 2
"""Raised when a pass of an earlier form must no longer be read."""

LIFE_S = 120.0
LIFE_IN_TROUBLE_S = 60.0
"""For a reader who is shut out or warned: what they do next is likely to change it."""

AHEAD_S = 5.0
"""So much longer than `LIFE_S` a pass may seem to last, for clocks that differ; one that seems to
last longer was made before the clock was set back."""

KEPT_MAX = 20_000


@dataclass(frozen=True)
class Pass:
    """What the edge knows of a reader. `expires` is in Unix seconds of wall time."""

    reader_id: int
    session: str
    version: int
    expires: float
    entitlement: Entitlement
    slots: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def subjects(self) -> tuple[str, str]:
        """What changes are told of that would make it void."""
        return f"reader:{self.reader_id}", f"session:{self.session}"

    @property
    def made_at(self) -> float:
        """When it was made, in Unix seconds of wall time."""
        return self.expires - life_s(self.entitlement)


def session_mark(session_key: str) -> str:
    """What stands for a session in a pass: the key itself is nobody's business."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:24]


def key_of(secret: str) -> bytes:
    """The signing key that follows from a secret of the publication."""
    return hmac.digest(secret.encode(), b"standfirst.edge.pass", "sha256")


class Seals:
    """Signs with the first key, reads what any of them signed: so keys can be changed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self.keys = tuple(keys)
        self._read: dict[str, Pass] = {}

    def seal(self, one: Pass) -> str:
        """The pass as text for a cookie."""
        body = json.dumps(_as_data(one), separators=(",", ":")).encode()
        return f"{_text(body)}.{_text(hmac.digest(self.keys[0], body, 'sha256'))}"

    def open(self, text: str, *, now: float) -> Pass | None:
        """The pass in a cookie, if it was signed here and has not expired. Never raises."""
        one = self._read.get(text)
        if one is None:
            one = self._verified(text)
            if one is None:
                return None
            if len(self._read) >= KEPT_MAX:
                self._read.clear()
            self._read[text] = one
        return one if now < one.expires < now + LIFE_S + AHEAD_S else None

    def _verified(self, text: str) -> Pass | None:
        try:
            packed, _, seal = text.partition(".")
            body, signature = _bytes(packed), _bytes(seal)
            right = [
                hmac.compare_digest(hmac.digest(k, body, "sha256"), signature) for k in self.keys
            ]
            return _from_data(json.loads(body)) if any(right) else None
        except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError):
            return None


def may_have(entitlement: Entitlement) -> bool:
    """Whether a reader's pages are those of a kind, so that a pass is of use.

    Not the newsroom's, who see more, and not those of a reader whose articles are counted.
    """
    return entitlement.is_signed_in and not entitlement.is_newsroom and entitlement.meter is None


def life_s(entitlement: Entitlement) -> float:
    """How long a pass with this in it lasts, in seconds."""
    is_in_trouble = entitlement.banner is not None or not entitlement.rights
    return LIFE_IN_TROUBLE_S if is_in_trouble else LIFE_S


def _as_data(one: Pass) -> list[Any]:
    known = one.entitlement
    rights = [[r.basis.value, r.plan, _seconds(r.until)] for r in known.rights]
    first = [[c.reason.value, c.on is not None] for c in known.obstacles[:1]]
    banner = known.banner.reason.value if known.banner else ""
    head = [FORM, one.reader_id, one.session, one.version, one.expires]
    return [*head, rights, first, banner, _seconds(known.until), dict(one.slots)]


def _from_data(data: list[Any]) -> Pass | None:
    if data[0] != FORM:
        return None
    reader_id, session, version, expires, rights, first, banner, until, slots = data[1:]
    entitlement = Entitlement(
        is_signed_in=True,
        rights=tuple(Right(Reason(basis), plan, _moment(ends)) for basis, plan, ends in rights),
        obstacles=tuple(
            Concern(Reason(why), SOME_DAY if has_day else None) for why, has_day in first
        ),
        banner=Concern(Reason(banner)) if banner else None,
        until=_moment(until),
    )
    return Pass(reader_id, session, version, expires, entitlement, slots)


SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the day that a panel tells: the words for it are in the pass, among the slots."""


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
