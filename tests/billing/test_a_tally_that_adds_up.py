"""Counting transitions and payments: a made publication, and any publication."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from standfirst.billing.rules import State
from standfirst.billing.tallying import Line, Passage, Payment, Span, tally
from standfirst.kernel.money import Money

START = datetime(2026, 1, 1, tzinfo=UTC)


def on(day: float) -> datetime:
    """A day counted from 1 January."""
    return START + timedelta(days=day)


SPANS = tuple(
    Span(name, on(begins), on(ends))
    for name, begins, ends in (("January", 0, 31), ("February", 31, 59), ("March", 59, 90))
)


def life(name: str, *steps: tuple[float, State]) -> list[Passage]:
    """The transitions of one subscription."""
    states = ["", *(state.value for _, state in steps)]
    return [
        Passage(name, on(day), before, state.value)
        for (day, state), before in zip(steps, states, strict=False)
    ]


MADE = [
    *life("ada", (-20, State.ACTIVE)),
    *life("cleo", (2, State.TRIALING), (16, State.ACTIVE), (33, State.GRACE), (40, State.ACTIVE)),
    *life("dag", (3, State.ACTIVE), (34, State.GRACE), (48, State.HELD), (88, State.ENDED)),
    *life("eli", (-9, State.ACTIVE), (22, State.GRACE), (36, State.HELD), (70, State.ACTIVE)),
    *life("gus", (5, State.ACTIVE), (20, State.CANCELING), (36, State.ENDED)),
    *life("jun", (6, State.PENDING), (7, State.ENDED)),
    *life("nils", (8, State.ACTIVE), (39, State.GRACE), (41, State.PAUSED), (80, State.GRACE)),
]


def figures(line: Line) -> tuple[int, ...]:
    """A line's twelve figures."""
    return astuple(line)[1:13]


def test_a_made_publication_is_counted_month_by_month() -> None:
    counted = tally(MADE, [], SPANS)
    assert [figures(line) for line in counted.lines] == [
        (2, 4, 0, 6, 0, 0, 1, 0, 0, 1, 0, 1),
        (6, 0, 1, 5, 0, 1, 3, 1, 0, 3, 2, 0),
        (5, 0, 1, 4, 0, 3, 0, 1, 1, 1, 0, 0),
    ]
    assert figures(counted.total) == (2, 4, 2, 4, 0, 0, 4, 2, 1, 1, 2, 1)
    assert all(one.adds_up for one in (*counted.lines, counted.total))


def test_a_pause_neither_pays_a_debt_nor_makes_a_second_one() -> None:
    nils = [passage for passage in MADE if passage.subscription == "nils"]
    total = tally(nils, [], SPANS).total
    assert (total.failed, total.recovered, total.owing_at_end) == (1, 0, 1)


def test_payments_after_the_first_are_renewals_and_refunds_are_taken_off() -> None:
    payments = [
        Payment(on(2), Money(900, "sek"), is_first=True),
        Payment(on(33), Money(900, "sek")),
        Payment(on(34), Money(900, "sek"), refunded_minor=400),
        Payment(on(35), Money(700, "eur")),
    ]
    counted = tally([], payments, SPANS)
    assert [one.renewed for one in counted.lines] == [0, 3, 0]
    assert counted.lines[1].income == (Money(700, "eur"), Money(1400, "sek"))
    assert counted.total.income == (Money(700, "eur"), Money(2300, "sek"))


moves = st.tuples(
    st.sampled_from(["a", "b", "c", "d"]),
    st.floats(-40, 120, allow_nan=False),
    st.sampled_from(list(State)),
)


@given(st.lists(moves, max_size=40))
def test_any_record_adds_up_and_the_months_make_the_whole(
    moved: list[tuple[str, float, State]],
) -> None:
    passages = [Passage(name, on(day), "", state.value) for name, day, state in moved]
    counted = tally(sorted(passages, key=lambda one: one.at), [], SPANS)
    lines, total = counted.lines, counted.total
    assert all(one.adds_up for one in (*lines, total))
    assert (lines[0].at_start, lines[-1].at_end) == (total.at_start, total.at_end)
    assert (lines[0].owing_at_start, lines[-1].owing_at_end) == (
        total.owing_at_start,
        total.owing_at_end,
    )
    for figure in ("new", "ended", "failed", "recovered", "ended_unpaid", "held", "canceled"):
        assert sum(getattr(one, figure) for one in lines) == getattr(total, figure)
    for before, after in pairwise(lines):
        assert (before.at_end, before.owing_at_end) == (after.at_start, after.owing_at_start)
