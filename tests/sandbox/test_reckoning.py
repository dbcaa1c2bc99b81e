"""Sums add up, whatever is taken off and put on."""

from hypothesis import given
from hypothesis import strategies as st

from standfirst.sandbox.reckoning import Cut, Piece, reckon
from standfirst.sandbox.rounding import part_of, smallest

CURRENCIES = st.sampled_from(["sek", "jpy", "kwd"])
PERCENTS = st.sampled_from([0, 19, 20, 25])
CUTS = st.lists(
    st.one_of(
        st.integers(1, 10_000).map(lambda hundredths: ("percent", hundredths)),
        st.integers(1, 5_000).map(lambda steps: ("amount", steps)),
    ),
    max_size=3,
)


def steps_of(amounts: list[int], currency: str) -> list[int]:
    return [amount * smallest(currency) for amount in amounts]


@given(
    amounts=st.lists(st.integers(-5_000, 99_999), min_size=1, max_size=4),
    currency=CURRENCIES,
    inclusive=st.booleans(),
    percent=PERCENTS,
    drawn=CUTS,
)
def test_nothing_is_lost_and_nothing_made(
    amounts: list[int], currency: str, inclusive: bool, percent: int, drawn: list[tuple[str, int]]
) -> None:
    sums = steps_of(amounts, currency)
    pieces = [Piece(amount, currency, inclusive=inclusive) for amount in sums]
    cuts = [
        Cut(f"di_{at}", hundredths=size)
        if kind == "percent"
        else Cut(f"di_{at}", amount_off=size * smallest(currency))
        for at, (kind, size) in enumerate(drawn)
    ]
    rows = reckon(pieces, cuts, percent)
    for piece, row in zip(pieces, rows, strict=True):
        assert row.net + row.off == piece.amount
        assert row.taxable + row.tax == row.total
        assert min(0, piece.amount) <= row.net <= max(0, piece.amount)
        assert all(off >= 0 for _, off in row.cuts)
        assert row.total % smallest(currency) == row.tax % smallest(currency) == 0
    for cut in cuts:
        off = sum(amount for row in rows for ident, amount in row.cuts if ident == cut.ident)
        assert cut.hundredths or off <= cut.amount_off


@given(amount=st.integers(-99_999, 99_999), part=st.integers(0, 100), currency=CURRENCIES)
def test_a_part_is_near_what_it_should_be(amount: int, part: int, currency: str) -> None:
    found = part_of(amount, part, 100, currency)
    assert abs(found * 100 - amount * part) * 2 <= 100 * smallest(currency)
    assert part_of(-amount, part, 100, currency) == -found


def test_a_half_is_rounded_away_from_zero() -> None:
    assert [part_of(amount, 1, 2, "sek") for amount in (5, -5)] == [3, -3]
    assert part_of(1250, 1, 10, "kwd") == 130
