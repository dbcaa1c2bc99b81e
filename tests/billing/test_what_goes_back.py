"""What goes back to a reader who withdraws: whole minor units, rounded in the reader's favour."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfirst.billing.money_back import Paid, back_minor, kept_minor, shared_out, withdrawal_ends

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")

amounts = st.integers(min_value=0, max_value=10_000_000)
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))


@st.composite
def payments(draw: st.DrawFn) -> Paid:
    """A payment for up to a year and more, of which something may have gone back."""
    amount = draw(amounts)
    return Paid(
        amount_minor=amount,
        from_at=START,
        until=START + draw(spans),
        refunded_minor=draw(st.integers(min_value=0, max_value=amount)),
    )


@pytest.mark.parametrize(
    ("day", "kept"),
    [(0, 0), (0.99, 0), (1, 29), (10.5, 290), (14, 406), (31, 900), (99, 900), (-3, 0)],
)
def test_the_days_used_are_kept(day: float, kept: int) -> None:
    paid = Paid(900, START, START + timedelta(days=31))
    assert kept_minor(paid, START + timedelta(days=day)) == kept


@given(payments(), spans)
def test_nobody_pays_for_more_than_the_time_used(paid: Paid, used: timedelta) -> None:
    kept = kept_minor(paid, START + used)
    moment = timedelta(microseconds=1)
    share = Fraction(used // moment, max((paid.until - paid.from_at) // moment, 1))
    assert 0 <= kept <= min(Fraction(paid.amount_minor), paid.amount_minor * share)


@given(payments(), spans, st.booleans())
def test_what_is_kept_and_what_goes_back_is_what_was_paid(
    paid: Paid, used: timedelta, asked: bool
) -> None:
    back = back_minor(paid, START + used, begun_on_request=asked)
    assert isinstance(back, int)
    assert 0 <= back <= paid.amount_minor - paid.refunded_minor
    kept = kept_minor(paid, START + used) if asked else 0
    assert back == max(paid.amount_minor - kept - paid.refunded_minor, 0)


@given(payments(), spans, spans)
def test_who_withdraws_earlier_never_gets_less(paid: Paid, one: timedelta, two: timedelta) -> None:
    early, late = sorted((one, two))
    first = back_minor(paid, START + early, begun_on_request=True)
    assert first >= back_minor(paid, START + late, begun_on_request=True)


@given(payments(), spans)
def test_giving_back_twice_gives_nothing_more(paid: Paid, used: timedelta) -> None:
    back = back_minor(paid, START + used, begun_on_request=True)
    after = Paid(paid.amount_minor, paid.from_at, paid.until, paid.refunded_minor + back)
    assert back_minor(after, START + used, begun_on_request=True) == 0


@given(amounts, st.lists(payments(), max_size=5))
def test_a_sum_is_shared_out_and_none_gets_more_than_was_paid(sum_: int, rows: list[Paid]) -> None:
    shares = shared_out(sum_, rows)
    rooms = [row.amount_minor - row.refunded_minor for row in rows]
    assert all(0 <= share <= room for share, room in zip(shares, rooms, strict=True))
    assert sum(shares) == min(sum_, sum(rooms))


@pytest.mark.parametrize(
    ("began", "last"),
    [
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), date(2026, 3, 16)),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), date(2026, 3, 17)),
        (datetime(2026, 2, 28, 9, 0, tzinfo=UTC), date(2026, 3, 16)),
        (datetime(2026, 3, 1, 9, 0, tzinfo=UTC), date(2026, 3, 16)),
        (datetime(2026, 3, 20, 9, 0, tzinfo=UTC), date(2026, 4, 3)),
    ],
)
def test_the_time_ends_with_a_day_that_is_no_saturday_or_sunday(
    began: datetime, last: date
) -> None:
    ends = withdrawal_ends(began, days=14, zone=STOCKHOLM)
    assert ends == datetime.combine(last + timedelta(days=1), datetime.min.time(), STOCKHOLM)
