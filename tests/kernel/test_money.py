"""Money as people read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfirst.kernel.money import Money


@pytest.mark.parametrize(
    ("money", "figures", "shown"),
    [
        (Money(900, "sek"), "9.00", "9 crowns"),
        (Money(950, "eur"), "9.50", "€9.50"),
        (Money(900, "eur"), "9.00", "€9"),
        (Money(900, "jpy"), "900", "¥900"),
        (Money(1250, "kwd"), "1.250", "1.250 KWD"),
        (Money(5, "usd"), "0.05", "$0.05"),
        (Money(-250, "gbp"), "-2.50", "-£2.50"),
        (Money(0, "eur"), "0.00", "€0"),
        (Money(125050, "eur"), "1250.50", "€1,250.50"),
        (Money(-1_000_000, "jpy"), "-1000000", "-¥1,000,000"),
    ],
)
def test_an_amount_is_written_as_its_currency_wants(money: Money, figures: str, shown: str) -> None:
    assert money.figures() == figures
    assert str(money) == shown


@given(st.integers(-(10**9), 10**9), st.sampled_from(["sek", "eur", "jpy", "kwd"]))
def test_no_minor_unit_is_lost_in_writing(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert int(money.figures().replace(".", "")) == amount
