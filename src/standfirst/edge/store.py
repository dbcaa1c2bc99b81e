"""Variants by path and kind: in memory, bounded, each forgotten as soon as what it shows changes.

What memory has no room for is on the `shelf`, a file. Nothing is looked for there to forget it: a
page is held against what has changed since it was made when it is taken out. No Django.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import uuid4

from standfirst.edge.kinds import ANYBODY, Kind, prefix_of
from standfirst.edge.shelf import Origin, Shelf
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

    def __init__(
        self,
        *,
        bytes_max: int,
        age_max_s: float,
        fresh_s: float | None = None,
        shelf: Shelf | None = None,
        overlap: int = 0,
    ) -> None:
        self.bytes_max = bytes_max
        self.age_max_s = age_max_s
        self.fresh_s = age_max_s if fresh_s is None else fresh_s
        self.shelf = shelf
        self.overlap = overlap
        """Of two transactions the later number may come first: so many changes before the last
        that another process knew are taken to have come after the page that it made."""

        self.aged: Callable[[bytes, Kind], None] | None = None
        """Told of a page that is older than `fresh_s`: it is given still, and made anew."""

        self.version = 0
        self.bytes = 0
        self.serves_old = False
        """Set while nobody can say what changed, and what is at hand is the best there is."""

        self.day = ""
        self.change = 0
        self.known_since = 0
        """The publication's day, the last change that is known, and the first since which none is
        missing; the feed sets them."""

        self._boot = uuid4().hex
        self._kept: dict[bytes, Kept] = {}
        self._showing: defaultdict[str, set[bytes]] = defaultdict(set)
        self._changed: dict[str, int] = {}
        self._all_changed = 0
        self._changed_by: dict[str, int] = {}
        self._lock = threading.Lock()

    def get(self, path: bytes, kind: Kind = ANYBODY) -> Variant | None:
        """The variant of a path. One that is older than `age_max_s` is none."""
        key = path if kind is ANYBODY else prefix_of(kind) + path
        kept = self._kept.get(key)
        if kept is None:
            return self._from_shelf(key, path, kind) if self.shelf is not None else None
        now, variant = time.monotonic(), kept.variant
        if now - variant.made_at > self.fresh_s and not self.serves_old:
            if now - variant.made_at > self.age_max_s:
                return None
            if self.aged is not None:
                self.aged(path, kind)
        kept.asked_at = now
        return variant

    def put(self, path: bytes, variant: Variant, *, version: int, kind: Kind = ANYBODY) -> bool:
        """Keeps a variant whose making began at `version`; False when it is overtaken."""
        key = prefix_of(kind) + path
        if not self._keep(key, (path, kind), variant, version):
            return False
        if self.shelf is not None:
            age = time.monotonic() - variant.made_at
            made_at = time.time() - age
            origin = Origin(self._boot, version, self.change, self.day, made_at)
            self.shelf.put(key, variant, origin)
        return True

    def _keep(self, key: bytes, place: Place, variant: Variant, version: int) -> bool:
        with self._lock:
            if self._is_overtaken(variant, version) or variant.size > self.bytes_max:
                return False
            self._drop(key)
            self._kept[key] = Kept(place, variant, time.monotonic())
            self.bytes += variant.size
            for what in variant.shows:
                self._showing[what].add(key)
            if self.bytes > self.bytes_max:
                self._make_room(key)
        return True

    def _from_shelf(self, key: bytes, path: bytes, kind: Kind) -> Variant | None:
        """The page from the file, if it can be shown that nothing in it has changed since."""
        if self.shelf is None or b"?" in path or (found := self.shelf.get(key)) is None:
            return None
        variant, origin = found
        age = time.time() - origin.made_at
        version = self.version if origin.boot != self._boot else origin.version
        if not 0 <= age <= self.age_max_s or not self._is_current(variant, origin):
            self.shelf.drop(key)
            return None
        variant = replace(variant, made_at=time.monotonic() - age)
        return variant if self._keep(key, (path, kind), variant, version) else None

    def _is_current(self, variant: Variant, origin: Origin) -> bool:
        """Whether nothing that it shows has changed since a page was made, by this process or the
        one before it."""
        if origin.day != self.day:
            return False
        if origin.boot == self._boot:
            return not self._is_overtaken(variant, origin.version)
        since = max(origin.change - self.overlap, 0)
        if since < self.known_since:
            return False
        changed = self._changed_by
        return all(changed.get(what, 0) <= since for what in (*EVERYTHING, *variant.shows))

    def forget(self, what: str = "", *, change: int = 0) -> list[Place]:
        """Gives up all that shows it, and whatever is being made just now and shows it.

        Says what that was, the one that was asked for last first. `change` is its number.
        """
        with self._lock:
            self.version += 1
            if change:
                self._changed_by[what] = max(change, self._changed_by.get(what, 0))
            if what in EVERYTHING:
                self._changed.clear()
                self._all_changed = self.version
                return self._give_up(list(self._kept))
            if len(self._changed) >= NAMED_MAX:
                self._changed.clear()
                self._all_changed = self.version
            if len(self._changed_by) >= NAMED_MAX:
                self._changed_by = {"site": max(self._changed_by.values())}
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
