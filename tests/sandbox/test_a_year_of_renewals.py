"""Subscriptions that are paid, period after period."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.sandbox.town import Clock, Town, open_town

from standfirst.sandbox.periods import add_months, end_after, moment, seconds


def month(count: int = 1) -> dict[str, object]:
    return {"interval": "month", "interval_count": count}


def test_a_year_of_months(town: Town) -> None:
    subscription = town.subscribe()
    town.events()
    town.turn_to(datetime(2027, 1, 15, 8, 59, tzinfo=UTC))
    assert [i.status for i in town.invoices(subscription)] == ["paid"] * 12
    assert (
        town.events()
        == [
            "invoice.created",
            "customer.subscription.updated",
            "invoice.finalized",
            "charge.succeeded",
            "payment_intent.succeeded",
            "invoice.paid",
            "invoice.payment_succeeded",
        ]
        * 11
    )
    town.turn(minutes=1)
    assert len(town.invoices(subscription)) == 13


def test_each_renewal_is_stamped_with_its_own_time(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=100)
    made = [moment(invoice.created) for invoice in town.invoices(subscription)]
    assert made == [datetime(2026, m, 15, 9, tzinfo=UTC) for m in (1, 2, 3, 4)]
    town.sandbox.deliver(town.take)
    paid = [e for e in town.told if e["type"] == "invoice.paid"]
    assert [moment(event["created"]) for event in paid] == made


def test_the_last_day_of_the_month_comes_back(town: Town) -> None:
    town.turn_to(datetime(2026, 1, 31, 9, tzinfo=UTC))
    subscription = town.subscribe()
    town.turn(days=150)
    days = [moment(invoice.created).strftime("%m-%d") for invoice in town.invoices(subscription)]
    assert days == ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"]


def test_a_year_from_the_leap_day(town: Town) -> None:
    town.turn_to(datetime(2028, 2, 29, 9, tzinfo=UTC))
    price = town.price(9000, "year")
    subscription = town.subscribe(line_items=[{"price": price.id, "quantity": 1}], exp_year=2040)
    town.turn(days=4 * 366)
    days = [moment(invoice.created).strftime("%Y-%m-%d") for invoice in town.invoices(subscription)]
    assert days == ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]


def test_the_next_thing_due_is_the_renewal(town: Town) -> None:
    town.subscribe()
    assert town.sandbox.next_due() == datetime(2026, 2, 15, 9, tzinfo=UTC)


def test_nothing_is_due_in_an_empty_town(town: Town) -> None:
    assert town.sandbox.next_due() is None
    assert town.sandbox.run_due(datetime(2099, 1, 1, tzinfo=UTC)) == 0


def test_small_steps_and_one_leap_come_to_the_same(town: Town) -> None:
    by_steps, by_leap = town.subscribe(), town.subscribe()
    while (due := town.sandbox.next_due()) and due < datetime(2026, 9, 1, tzinfo=UTC):
        town.turn_to(due)
    town.turn_to(datetime(2026, 9, 1, tzinfo=UTC))
    first, second = town.invoices(by_steps), town.invoices(by_leap)
    assert [(i.created, i.total) for i in first] == [(i.created, i.total) for i in second]


def test_the_period_stands_on_the_item_and_the_link_in_the_parent(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=40)
    item = town.again(subscription)["items"].data[0]
    assert moment(item.current_period_start) == datetime(2026, 2, 15, 9, tzinfo=UTC)
    assert moment(item.current_period_end) == datetime(2026, 3, 15, 9, tzinfo=UTC)
    invoice = town.invoices(subscription)[-1]
    assert invoice.parent is not None
    assert invoice.parent.subscription_details is not None
    assert invoice.parent.subscription_details.subscription == subscription.id
    line = invoice.lines.data[0]
    assert (line.period.start, line.period.end) == (
        item.current_period_start,
        item.current_period_end,
    )


def test_an_invoice_may_stay_a_draft_for_an_hour(town: Town, clock: Clock) -> None:
    path = town.sandbox.store.path.with_name("other.sqlite3")
    other = open_town(path, clock, draft_s=3600)
    subscription = other.subscribe()
    other.turn(days=31)
    assert [i.status for i in other.invoices(subscription)] == ["paid", "draft"]
    assert other.again(subscription).status == "active"
    other.turn(hours=1)
    assert [i.status for i in other.invoices(subscription)] == ["paid", "paid"]
    other.sandbox.close()


def test_invoices_are_numbered_in_order(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=70)
    numbers = [str(invoice.number).rpartition("-")[2] for invoice in town.invoices(subscription)]
    assert numbers == ["0001", "0002", "0003"]


moments = st.integers(
    seconds(datetime(2020, 1, 1, tzinfo=UTC)), seconds(datetime(2050, 1, 1, tzinfo=UTC))
)


@given(anchor=moments, count=st.integers(1, 12), steps=st.integers(0, 60))
def test_periods_never_drift_from_the_anchor(anchor: int, count: int, steps: int) -> None:
    start = anchor
    for _ in range(steps):
        following = end_after(start, anchor, month(count))
        assert following > start
        start = following
    assert start == add_months(anchor, steps * count)


@given(anchor=moments, later=st.integers(0, 10**9), count=st.integers(1, 12))
def test_the_end_is_the_first_boundary_after_the_start(anchor: int, later: int, count: int) -> None:
    finish = end_after(anchor + later, anchor, month(count))
    boundaries = [add_months(anchor, n * count) for n in range(400 // count + 2)]
    assert finish == min(b for b in boundaries if b > anchor + later)
