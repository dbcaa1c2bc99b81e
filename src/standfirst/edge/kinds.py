"""The kinds of decision that a page is kept for: nothing of one reader's own is in them. No Django.

Of two readers with the same kind each gets the same page, but for the words that stand in its
slots: a day, a mail address.
"""

from dataclasses import dataclass
from functools import cache

from standfirst.access.rules import Decision, Entitlement, Reason


@dataclass(frozen=True)
class Kind:
    """For whom a variant is. `shut` is why a reader may not read on; None: there is all of it.

    `has_day`: the panel tells a day, which some reasons may do without.
    """

    is_reader: bool = False
    shut: Reason | None = None
    has_day: bool = False
    banner: Reason | None = None

    @property
    def prefix(self) -> bytes:
        """What it is stored under, before the path; empty for anybody."""
        if not self.is_reader:
            return b""
        told = (self.shut or "", "day" if self.has_day else "", self.banner or "")
        return f"reader {' '.join(told)} ".encode()


ANYBODY = Kind()
READER = Kind(is_reader=True)


def kind_of(entitlement: Entitlement, decision: Decision | None) -> Kind:
    """The kind of a reader, for a page with this decision, or with none where there is no gate."""
    banner = entitlement.banner.reason if entitlement.banner else None
    if decision is None or decision.allowed:
        return READER if banner is None else _kind(None, False, banner)
    concern = decision.concern
    return _kind(decision.reason, concern is not None and concern.on is not None, banner)


@cache
def _kind(shut: Reason | None, has_day: bool, banner: Reason | None) -> Kind:
    return Kind(True, shut, has_day, banner)


@cache
def prefix_of(kind: Kind) -> bytes:
    """Its prefix, worked out once."""
    return kind.prefix
