"""Counting what became of subscriptions: pure, transitions and payments in, a table out.

Two sums hold in every line: subscribers at the start, and new, less ended, are those at the end;
debts at the start, and payments that failed, are those recovered, ended unpaid and still owing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from standfirst.billing.rules import State
from standfirst.kernel.money import Money


@dataclass(frozen=True)
class Passage:
    """One transition on record; `before` is empty for a subscription that was not known."""

    subscription: str
    at: datetime
    before: str
    state: str
    cause: str = ""


@dataclass(frozen=True)
class Payment:
    """An invoice that was paid. `is_first` is the one that a subscription begins with."""

    at: datetime
    money: Money
    is_first: bool = False
    refunded_minor: int = 0


@dataclass(frozen=True)
class Span:
    """A stretch of time to count in: from `begins` up to, and without, `ends`."""

    name: str
    begins: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """True for a moment inside."""
        return self.begins <= moment < self.ends


class Turn(StrEnum):
    """What a transition means for the count."""

    NEW = "new"
    ENDED = "ended"
    FAILED = "failed"
    RECOVERED = "recovered"
    ENDED_UNPAID = "ended_unpaid"
    HELD = "held"
    CANCELED = "canceled"


@dataclass(frozen=True)
class Line:
    """What happened in one span. `income` is what was paid less what was given back since."""

    name: str
    at_start: int
    new: int
    ended: int
    at_end: int
    renewed: int
    owing_at_start: int
    failed: int
    recovered: int
    ended_unpaid: int
    owing_at_end: int
    held: int
    canceled: int
    income: tuple[Money, ...] = ()

    @property
    def adds_up(self) -> bool:
        """True when both sums hold."""
        subscribers = self.at_start + self.new - self.ended
        debts = self.owing_at_start + self.failed - self.recovered - self.ended_unpaid
        return subscribers == self.at_end and debts == self.owing_at_end


@dataclass(frozen=True)
class Tally:
    """A line for each span, in order, and one for all of them together."""

    lines: tuple[Line, ...]
    total: Line


def tally(
    passages: Iterable[Passage], payments: Iterable[Payment], spans: tuple[Span, ...]
) -> Tally:
    """Counts in each span. `passages` come in the order in which they were recorded, from the
    very first on; `spans` follow each other without a gap."""
    turns = list(turns_of(passages))
    paid = list(payments)
    whole = Span("All of it", spans[0].begins, spans[-1].ends)
    return Tally(tuple(_line(span, turns, paid) for span in spans), _line(whole, turns, paid))


def turns_of(passages: Iterable[Passage]) -> Iterator[tuple[datetime, Turn]]:
    """What each transition means, one subscription's after the other's as they came."""
    running: set[str] = set()
    owing: set[str] = set()
    for passage in passages:
        for turn in _turns(passage, passage.subscription in running, passage.subscription in owing):
            _keep(turn, passage.subscription, running, owing)
            yield passage.at, turn


UNPAID = frozenset({State.GRACE, State.HELD})
NOT_BEGUN = frozenset({State.PENDING, State.ENDED})


def _turns(passage: Passage, is_running: bool, is_owing: bool) -> Iterator[Turn]:
    state = passage.state
    if not is_running and state not in NOT_BEGUN:
        yield Turn.NEW
    if state in UNPAID and not is_owing:
        yield Turn.FAILED
    if state == State.HELD:
        yield Turn.HELD
    if is_owing and state == State.ENDED:
        yield Turn.ENDED_UNPAID
    elif is_owing and state not in UNPAID | {State.PAUSED}:
        yield Turn.RECOVERED
    if state == State.CANCELING:
        yield Turn.CANCELED
    if is_running and state == State.ENDED:
        yield Turn.ENDED


def _keep(turn: Turn, subscription: str, running: set[str], owing: set[str]) -> None:
    match turn:
        case Turn.NEW:
            running.add(subscription)
        case Turn.ENDED:
            running.discard(subscription)
        case Turn.FAILED:
            owing.add(subscription)
        case Turn.RECOVERED | Turn.ENDED_UNPAID:
            owing.discard(subscription)


def _line(span: Span, turns: list[tuple[datetime, Turn]], payments: list[Payment]) -> Line:
    before = Counter(turn for at, turn in turns if at < span.begins)
    inside = Counter(turn for at, turn in turns if span.holds(at))
    paid = [payment for payment in payments if span.holds(payment.at)]
    after = before + inside
    return Line(
        name=span.name,
        at_start=_subscribers(before),
        new=inside[Turn.NEW],
        ended=inside[Turn.ENDED],
        at_end=_subscribers(after),
        renewed=sum(not payment.is_first for payment in paid),
        owing_at_start=_debts(before),
        failed=inside[Turn.FAILED],
        recovered=inside[Turn.RECOVERED],
        ended_unpaid=inside[Turn.ENDED_UNPAID],
        owing_at_end=_debts(after),
        held=inside[Turn.HELD],
        canceled=inside[Turn.CANCELED],
        income=_income(paid),
    )


def _subscribers(turns: Counter[Turn]) -> int:
    return turns[Turn.NEW] - turns[Turn.ENDED]


def _debts(turns: Counter[Turn]) -> int:
    return turns[Turn.FAILED] - turns[Turn.RECOVERED] - turns[Turn.ENDED_UNPAID]


def _income(payments: list[Payment]) -> tuple[Money, ...]:
    """By currency, in the order of their names."""
    sums: Counter[str] = Counter()
    for payment in payments:
        sums[payment.money.currency] += payment.money.amount_minor - payment.refunded_minor
    return tuple(Money(amount, currency) for currency, amount in sorted(sums.items()))
