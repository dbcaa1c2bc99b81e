"""One reader of each kind that the gate treats alike, and nobody at all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from standfirst.access.models import Grant
from standfirst.access.queries import entitlement_for
from standfirst.access.rules import Decision, Gate, decide
from standfirst.billing.models import Subscription
from standfirst.ops.leaking.locked import Piece
from standfirst.readers.models import Reader

EACH_MAX = 25
"""How many readers of each recorded state are looked at to find the kinds."""


@dataclass(frozen=True)
class Outsider:
    """Somebody who may not read everything. `reader` is None for who is not logged in."""

    kind: str
    reader: Reader | None
    readable: frozenset[Piece]

    @property
    def name(self) -> str:
        """Who it is, for the report."""
        return self.reader.email if self.reader else "nobody"


def outsiders(pieces: list[Piece], *, now: datetime) -> list[Outsider]:
    """Nobody, and the first reader of each kind that there is, those who read most last.

    The newsroom is no outsider.
    """
    gates = list(dict.fromkeys(piece.gate for piece in pieces if piece.gate))
    kinds: dict[tuple[Decision, ...] | None, Outsider] = {}
    for reader in [None, *_readers()]:
        entitlement = entitlement_for(reader or AnonymousUser(), now=now)
        if entitlement.is_newsroom:
            continue
        decisions = {gate: decide(entitlement, gate, now) for gate in gates}
        key = tuple(_bare(decision) for decision in decisions.values()) if reader else None
        if key not in kinds:
            readable = [piece for piece in pieces if _reads(piece, decisions)]
            kinds[key] = Outsider(_kind(decisions.values()), reader, frozenset(readable))
    return sorted(kinds.values(), key=lambda one: (one.reader is not None, len(one.readable)))


def _bare(decision: Decision) -> Decision:
    """The decision without its dates, which differ from reader to reader."""
    return Decision(decision.allowed, decision.reason)


def _reads(piece: Piece, decisions: dict[Gate, Decision]) -> bool:
    return piece.gate is not None and decisions[piece.gate].allowed


def _kind(decisions: Iterable[Decision]) -> str:
    reasons = sorted(decisions, key=lambda decision: decision.allowed)
    return ", ".join(dict.fromkeys(decision.reason.value for decision in reasons))


def _readers() -> Iterator[Reader]:
    """Some readers of every state, those without a subscription included."""
    active = Reader.objects.filter(is_active=True).order_by("pk")
    states = Subscription.objects.order_by().values_list("state", "plan").distinct()
    for state, plan in sorted(states):
        alike = {"customer__subscriptions__state": state, "customer__subscriptions__plan": plan}
        yield from active.filter(**alike).distinct()[:EACH_MAX]
    granted = Grant.objects.order_by("-pk").values("reader")
    yield from active.filter(pk__in=granted)[: EACH_MAX * 4]
    alone = active.filter(customer__subscriptions__isnull=True).exclude(pk__in=granted)
    yield from alone[:EACH_MAX]
