"""Customers on a test clock live in a time that moves when it is told to."""

from typing import Any

import pytest
import stripe
from tests.sandbox.town import Town, card_form

DAY = 86_400


@pytest.fixture
def noon(town: Town) -> stripe.test_helpers.TestClock:
    """A clock that stands at the town's time."""
    now = int(town.clock.time.timestamp())
    return town.api.test_helpers.test_clocks.create({"frozen_time": now, "name": "Noon"})


def subscribed(town: Town, clock: stripe.test_helpers.TestClock) -> stripe.Subscription:
    customer = town.api.customers.create({"email": "bo@linde.example", "test_clock": clock.id})
    card = town.card(customer.id)
    return town.api.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": town.price().id}],
            "default_payment_method": card.id,
        }
    )


def turn(town: Town, clock: stripe.test_helpers.TestClock, days: int) -> None:
    clocks = town.api.test_helpers.test_clocks
    to = clocks.retrieve(clock.id).frozen_time + days * DAY
    assert clocks.advance(clock.id, {"frozen_time": to}).status == "advancing"
    done = clocks.retrieve(clock.id)
    assert (done.status, done.frozen_time) == ("ready", to)


def test_advancing_runs_what_fell_due_for_its_customers(
    town: Town, noon: stripe.test_helpers.TestClock
) -> None:
    here = town.subscribe()
    there = subscribed(town, noon)
    assert there.test_clock == noon.id
    town.events()
    turn(town, noon, 70)
    assert [invoice.total for invoice in town.invoices(there)] == [900] * 3
    assert len(town.invoices(here)) == 1
    told = town.events()
    assert told[0] == "test_helpers.test_clock.advancing"
    assert told[-1] == "test_helpers.test_clock.ready"
    assert told.count("invoice.paid") == 2
    starts = [invoice.created for invoice in town.invoices(there)]
    assert starts == sorted(starts)


def test_the_towns_time_leaves_them_alone(town: Town, noon: stripe.test_helpers.TestClock) -> None:
    there = subscribed(town, noon)
    town.turn(days=40)
    assert len(town.invoices(there)) == 1
    assert town.sandbox.next_due() is None


def test_what_is_asked_happens_at_the_clocks_time(
    town: Town, noon: stripe.test_helpers.TestClock
) -> None:
    there = subscribed(town, noon)
    turn(town, noon, 10)
    now = noon.frozen_time + 10 * DAY
    canceled = town.api.subscriptions.cancel(there.id)
    assert canceled.canceled_at == now
    session = town.checkout(customer=str(there.customer))
    assert session.created == now
    town.page(session.url, card_form("4242424242424242"))
    assert town.api.subscriptions.list({"customer": str(there.customer)}).data[0].created == now


def test_a_card_that_fails_is_tried_again_on_the_clock(
    town: Town, noon: stripe.test_helpers.TestClock
) -> None:
    there = subscribed(town, noon)
    town.sandbox.turn_card(str(there.default_payment_method), number="4000000000000341")
    turn(town, noon, 31)
    assert town.again(there).status == "past_due"
    turn(town, noon, 20)
    assert town.invoices(there)[1].attempt_count == 4


def test_lists_leave_them_out_unless_their_clock_is_named(
    town: Town, noon: stripe.test_helpers.TestClock
) -> None:
    here, there = town.subscribe(), subscribed(town, noon)
    subscriptions, customers = town.api.subscriptions, town.api.customers
    assert [s.id for s in subscriptions.list().data] == [here.id]
    assert [s.id for s in subscriptions.list({"test_clock": noon.id}).data] == [there.id]
    named = {"customer": str(there.customer)}
    assert [s.id for s in subscriptions.list(named).data] == [there.id]  # type: ignore[arg-type]  # a plain dict
    assert [c.id for c in customers.list({"test_clock": noon.id}).data] == [there.customer]
    assert [c.id for c in customers.list().data] == [here.customer]


def test_deleting_it_takes_its_customers_along(
    town: Town, noon: stripe.test_helpers.TestClock
) -> None:
    there = subscribed(town, noon)
    clocks = town.api.test_helpers.test_clocks
    assert [clock.id for clock in clocks.list().data] == [noon.id]
    assert clocks.delete(noon.id).deleted
    assert town.again(there).status == "canceled"
    assert clocks.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        town.api.customers.retrieve(str(there.customer))


@pytest.mark.parametrize("params", [{}, {"frozen_time": "noon"}])
def test_what_a_clock_cannot_be(town: Town, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        town.api.test_helpers.test_clocks.create(params)


def test_time_does_not_run_backwards(town: Town, noon: stripe.test_helpers.TestClock) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="after the current"):
        town.api.test_helpers.test_clocks.advance(noon.id, {"frozen_time": noon.frozen_time})
    with pytest.raises(stripe.InvalidRequestError, match="No such test clock"):
        town.api.customers.create({"test_clock": "clock_none"})
