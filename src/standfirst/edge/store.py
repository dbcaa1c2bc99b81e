"""Variants by path and kind: in memory, bounded, each forgotten as soon as what it shows changes.

No Django.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from standfirst.edge.kinds import ANYBODY, Kind, prefix_of
from standfirst.edge.variants import Variant

EVERYTHING = ("", "site")
"""What every page shows: when that changes, all are forgotten."""

NAMED_MAX = 20_000
ROOM = 0.95
"""When memory runs out, so much of it is kept: not every page then pays for making room."""

Place = tuple[bytes, Kind]
"""Where a variant stands: the path, and for whom."""


@dataclass(slots=True)
class Kept:
    """A variant, where it stands, and when it was last asked for, by the monotonic clock."""

    place: Place
    variant: Variant
    asked_at: float


class Store:
    """Variants by path and kind, those not asked for longest given up when memory runs out.

    `version` is raised by each `forget`; what was begun before something that it shows changed is
    not taken in afterwards. `get` takes no lock: it changes nothing but a moment.
    """

    def __init__(self, *, bytes_max: int, age_max_s: float) -> None:
        self.bytes_max = bytes_max
        self.age_max_s = age_max_s
        self.version = 0
        self.bytes = 0
        self.serves_old = False
        """Set while nobody can say what changed, and what is at hand is the best there is."""

        self._kept: dict[bytes, Kept] = {}
        self._showing: defaultdict[str, set[bytes]] = defaultdict(set)
        self._changed: dict[str, int] = {}
        self._all_changed = 0
        self._lock = threading.Lock()

    def get(self, path: bytes, kind: Kind = ANYBODY) -> Variant | None:
        """The variant of a path. One that is older than `age_max_s` is none."""
        kept = self._kept.get(path if kind is ANYBODY else prefix_of(kind) + path)
        if kept is None:
            return None
        now, variant = time.monotonic(), kept.variant
        if now - variant.made_at > self.age_max_s and not self.serves_old:
            return None
        kept.asked_at = now
        return variant

    def put(self, path: bytes, variant: Variant, *, version: int, kind: Kind = ANYBODY) -> bool:
        """Keeps a variant whose making began at `version`; False when it is overtaken."""
        key = prefix_of(kind) + path
        with self._lock:
            if self._is_overtaken(variant, version) or variant.size > self.bytes_max:
                return False
            self._drop(key)
            self._kept[key] = Kept((path, kind), variant, time.monotonic())
            self.bytes += variant.size
            for what in variant.shows:
                self._showing[what].add(key)
            if self.bytes > self.bytes_max:
                self._make_room(key)
        return True

    def forget(self, what: str = "") -> list[Place]:
        """Gives up all that shows it, and whatever is being made just now and shows it.

        Says what that was, the one that was asked for last first.
        """
        with self._lock:
            self.version += 1
            if what in EVERYTHING:
                self._changed.clear()
                self._all_changed = self.version
                return self._give_up(list(self._kept))
            if len(self._changed) >= NAMED_MAX:
                self._changed.clear()
                self._all_changed = self.version
            self._changed[what] = self.version
            return self._give_up(list(self._showing.get(what, ())))

    def __len__(self) -> int:
        return len(self._kept)

    def _give_up(self, keys: Iterable[bytes]) -> list[Place]:
        gone = [kept for key in keys if (kept := self._drop(key))]
        gone.sort(key=lambda kept: -kept.asked_at)
        return [kept.place for kept in gone]

    def _make_room(self, newest: bytes) -> None:
        by_age = sorted(self._kept, key=lambda key: self._kept[key].asked_at)
        for key in by_age:
            if self.bytes <= self.bytes_max * ROOM:
                return
            if key != newest:
                self._drop(key)

    def _is_overtaken(self, variant: Variant, version: int) -> bool:
        """Whether anything that it shows has changed since the making began."""
        if version < self._all_changed:
            return True
        return any(self._changed.get(what, 0) > version for what in variant.shows)

    def _drop(self, key: bytes) -> Kept | None:
        kept = self._kept.pop(key, None)
        if kept is None:
            return None
        self.bytes -= kept.variant.size
        for what in kept.variant.shows:
            keys = self._showing[what]
            keys.discard(key)
            if not keys:
                del self._showing[what]
        return kept
