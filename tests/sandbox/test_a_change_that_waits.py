"""A switch of price that waits for the end of the paid period, by a subscription schedule."""

from pathlib import Path
from typing import Any

import pytest
import stripe
from tests.sandbox.town import Clock, Town, open_town


def plan_switch(
    town: Town, subscription: stripe.Subscription, price: stripe.Price, **more: Any
) -> stripe.SubscriptionSchedule:
    """What a cheaper plan asks for: the running phase as it is, then the other price."""
    schedules = town.api.subscription_schedules
    schedule = schedules.create({"from_subscription": subscription.id})
    running = schedule.phases[0]
    phases: Any = [
        {
            "items": [{"price": str(running.items[0].price), "quantity": 1}],
            "start_date": running.start_date,
            "end_date": running.end_date,
        },
        {"items": [{"price": price.id, "quantity": 1}], "proration_behavior": "none", **more},
    ]
    return schedules.update(schedule.id, {"phases": phases, "end_behavior": "release"})


def test_the_cheaper_price_is_what_the_renewal_asks_for(town: Town) -> None:
    subscription = town.subscribe(line_items=[{"price": town.price(1900).id, "quantity": 1}])
    schedule = plan_switch(town, subscription, town.price(900))
    waiting = town.again(subscription)
    assert waiting.schedule == schedule.id
    assert waiting["items"].data[0].price.unit_amount == 1900
    town.events()
    town.turn(days=31)
    assert [i.total for i in town.invoices(subscription)] == [1900, 900]
    switched = town.again(subscription)
    assert switched["items"].data[0].price.unit_amount == 900
    told = town.events()
    assert told[:3] == [
        "subscription_schedule.updated",
        "invoice.created",
        "customer.subscription.updated",
    ]


def test_after_its_last_phase_the_schedule_lets_go(town: Town) -> None:
    subscription = town.subscribe(line_items=[{"price": town.price(1900).id, "quantity": 1}])
    schedule = plan_switch(
        town, subscription, town.price(900), duration={"interval": "month", "interval_count": 1}
    )
    town.turn(days=31)
    assert town.again(subscription).schedule == schedule.id
    town.events()
    town.turn(days=31)
    released = town.api.subscription_schedules.retrieve(schedule.id)
    assert (released.status, released.released_subscription) == ("released", subscription.id)
    assert town.again(subscription).schedule is None
    assert [i.total for i in town.invoices(subscription)] == [1900, 900, 900]
    assert "subscription_schedule.released" in town.events()
    town.turn(days=31)
    assert town.invoices(subscription)[-1].total == 900


@pytest.mark.parametrize(
    ("amounts", "intervals"),
    [((900, 9000), ("month", "year")), ((9000, 900), ("year", "month"))],
)
def test_another_interval_begins_with_the_renewal(
    town: Town, amounts: tuple[int, int], intervals: tuple[str, str]
) -> None:
    first, second = (town.price(a, i) for a, i in zip(amounts, intervals, strict=True))
    subscription = town.subscribe(line_items=[{"price": first.id, "quantity": 1}])
    plan_switch(town, subscription, second)
    paid_until = town.again(subscription)["items"].data[0].current_period_end
    town.turn(days=31 if intervals[0] == "month" else 365)
    assert [i.total for i in town.invoices(subscription)] == list(amounts)
    switched = town.again(subscription)
    item = switched["items"].data[0]
    assert (item.current_period_start, switched.billing_cycle_anchor) == (paid_until, paid_until)
    town.turn(days=366 if intervals[1] == "year" else 31)
    assert town.invoices(subscription)[-1].total == amounts[1]
    assert len(town.invoices(subscription)) == 3


def test_while_it_waits_the_subscription_itself_is_not_changed(town: Town) -> None:
    subscription = town.subscribe()
    other = town.price(500)
    schedule = plan_switch(town, subscription, other)
    item = subscription["items"].data[0].id
    update = town.api.subscriptions.update
    with pytest.raises(stripe.InvalidRequestError, match="managed by the subscription schedule"):
        update(subscription.id, {"cancel_at_period_end": True})
    with pytest.raises(stripe.InvalidRequestError, match="managed by the subscription schedule"):
        update(subscription.id, {"items": [{"id": item, "price": other.id}]})
    update(subscription.id, {"metadata": {"seen": "yes"}})
    town.events()
    town.api.subscription_schedules.release(schedule.id)
    assert town.events() == ["subscription_schedule.released", "customer.subscription.updated"]
    assert update(subscription.id, {"cancel_at_period_end": True}).cancel_at_period_end
    with pytest.raises(stripe.InvalidRequestError, match="`released` status"):
        town.api.subscription_schedules.release(schedule.id)


def test_one_schedule_at_a_time(town: Town) -> None:
    subscription = town.subscribe()
    schedules = town.api.subscription_schedules
    town.events()
    first = schedules.create({"from_subscription": subscription.id})
    assert town.events() == ["subscription_schedule.created", "customer.subscription.updated"]
    with pytest.raises(stripe.InvalidRequestError, match="already attached"):
        schedules.create({"from_subscription": subscription.id})
    found = schedules.list({"customer": str(subscription.customer)})
    assert [one.id for one in found.data] == [first.id]
    assert first.current_phase is not None
    item = subscription["items"].data[0]
    assert first.current_phase.end_date == item.current_period_end


def test_cancelling_the_schedule_ends_the_subscription(town: Town) -> None:
    subscription = town.subscribe()
    schedule = town.api.subscription_schedules.create({"from_subscription": subscription.id})
    town.events()
    assert town.api.subscription_schedules.cancel(schedule.id).status == "canceled"
    assert town.again(subscription).status == "canceled"
    assert town.events() == ["subscription_schedule.canceled", "customer.subscription.deleted"]


def test_a_schedule_that_ends_its_subscription(town: Town) -> None:
    subscription = town.subscribe()
    schedules = town.api.subscription_schedules
    schedule = schedules.create({"from_subscription": subscription.id})
    schedules.update(schedule.id, {"end_behavior": "cancel"})
    town.turn(days=31)
    assert town.again(subscription).status == "canceled"
    assert schedules.retrieve(schedule.id).status == "completed"
    assert len(town.invoices(subscription)) == 1


def test_a_phase_that_begins_within_the_period_is_charged_by_the_day(town: Town) -> None:
    subscription = town.subscribe()
    schedules = town.api.subscription_schedules
    schedule = schedules.create({"from_subscription": subscription.id})
    start = schedule.phases[0].start_date
    old, new = str(schedule.phases[0].items[0].price), town.price(1900).id
    half = start + 1_339_200
    phases: Any = [
        {"items": [{"price": old}], "start_date": start, "end_date": half},
        {"items": [{"price": new}], "proration_behavior": "always_invoice"},
    ]
    schedules.update(schedule.id, {"phases": phases})
    town.turn(days=16)
    invoice = town.invoices(subscription)[-1]
    assert (invoice.total, invoice.status) == (500, "paid")


def test_what_a_schedule_cannot_be(town: Town) -> None:
    subscription = town.subscribe()
    schedules = town.api.subscription_schedules
    schedule = schedules.create({"from_subscription": subscription.id})
    price = str(schedule.phases[0].items[0].price)
    start = schedule.phases[0].start_date

    def refused(match: str, *phases: dict[str, Any]) -> None:
        asked: Any = {"phases": list(phases)}
        with pytest.raises(stripe.InvalidRequestError, match=match):
            schedules.update(schedule.id, asked)

    items = [{"price": price}]
    refused("start_date", {"items": items})
    refused("start date of the current", {"items": items, "start_date": start + 1})
    refused("after it starts", {"items": items, "start_date": start, "end_date": start})
    refused("items", {"start_date": start})
    month = {"interval": "month"}
    refused(
        "only specify one",
        {"items": items, "start_date": start, "end_date": start + 9, "duration": month},
    )
    refused(
        "before it",
        {"items": items, "start_date": start},
        {"items": items, "start_date": start + 5},
    )
    with pytest.raises(stripe.InvalidRequestError, match="from_subscription"):
        schedules.create({"customer": str(subscription.customer)})
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        schedules.retrieve("sub_sched_none")


def test_a_subscription_that_ends_unpaid_aborts_its_schedule(tmp_path: Path, clock: Clock) -> None:
    town = open_town(tmp_path / "strict.sqlite3", clock, after_retries="canceled")
    subscription = town.subscribe()
    schedule = plan_switch(
        town, subscription, town.price(500), duration={"interval": "year", "interval_count": 1}
    )
    town.sandbox.turn_card(str(subscription.default_payment_method), number="4000000000000341")
    town.turn(days=31)
    town.events()
    town.turn(days=16)
    assert town.again(subscription).status == "canceled"
    told = town.events()
    assert "subscription_schedule.aborted" in told
    assert "subscription_schedule.canceled" not in told
    assert town.api.subscription_schedules.retrieve(schedule.id).status == "canceled"
    town.sandbox.close()


def test_a_schedule_on_a_trial_waits_for_its_end(town: Town) -> None:
    subscription = town.subscribe(
        line_items=[{"price": town.price(1900).id, "quantity": 1}],
        subscription_data={"trial_period_days": 14},
    )
    plan_switch(town, subscription, town.price(900))
    town.turn(days=14)
    renewed = town.again(subscription)
    assert (renewed.status, renewed["items"].data[0].price.unit_amount) == ("active", 900)
    assert [invoice.total for invoice in town.invoices(subscription)] == [0, 900]
