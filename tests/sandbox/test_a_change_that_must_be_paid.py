"""A switch that takes effect only when its money is in, and a trial that ends today."""

from typing import Any

import pytest
import stripe
from tests.sandbox.town import VISA, Town

FAILS = "4000000000000341"
ASKS = "4000002760003184"


def switch(town: Town, subscription: stripe.Subscription, **more: Any) -> stripe.Subscription:
    item = subscription["items"].data[0]
    params: Any = {
        "items": [{"id": item.id, "price": town.price(1900).id}],
        "proration_behavior": "always_invoice",
        "payment_behavior": "pending_if_incomplete",
        **more,
    }
    return town.api.subscriptions.update(subscription.id, params)


def amount(subscription: stripe.Subscription) -> int:
    return int(subscription["items"].data[0].price.unit_amount)


def turned(town: Town, number: str) -> stripe.Subscription:
    """A subscription, ten days old, whose card behaves otherwise from now on."""
    subscription = town.subscribe()
    town.turn(days=10)
    town.sandbox.turn_card(str(subscription.default_payment_method), number=number)
    town.events()
    return subscription


def test_with_a_good_card_the_switch_is_made_at_once(town: Town) -> None:
    switched = switch(town, turned(town, VISA))
    assert amount(switched) == 1900
    assert switched.pending_update is None
    assert "customer.subscription.pending_update_applied" in town.events()


@pytest.mark.parametrize("number", [FAILS, ASKS])
def test_without_the_money_nothing_changes_yet(town: Town, number: str) -> None:
    subscription = turned(town, number)
    waiting = switch(town, subscription)
    assert (waiting.status, amount(waiting)) == ("active", 900)
    assert waiting.pending_update is not None
    assert waiting.pending_update.subscription_items is not None
    assert waiting.pending_update.subscription_items[0].price.unit_amount == 1900
    invoice = town.invoices(subscription)[-1]
    assert (invoice.status, waiting.latest_invoice) == ("open", invoice.id)


def test_paid_later_the_switch_is_made_then(town: Town) -> None:
    subscription = turned(town, FAILS)
    switch(town, subscription)
    invoice = town.invoices(subscription)[-1]
    card = town.card(str(subscription.customer), "pm_card_mastercard")
    town.api.invoices.pay(invoice.id, {"payment_method": card.id})
    switched = town.again(subscription)
    assert (amount(switched), switched.pending_update) == (1900, None)
    town.sandbox.turn_card(str(subscription.default_payment_method), number=VISA)
    town.turn(days=25)
    assert town.invoices(subscription)[-1].total == 1900


def test_confirmed_with_the_bank_the_switch_is_made_then(town: Town) -> None:
    subscription = turned(town, ASKS)
    switch(town, subscription)
    invoice = town.invoices(subscription)[-1]
    to_bank = town.page(invoice.hosted_invoice_url, {"confirm": "yes"}).headers["Location"]
    town.page(to_bank, {"verdict": "approve"})
    assert amount(town.again(subscription)) == 1900


def test_not_paid_within_a_day_it_is_dropped(town: Town) -> None:
    subscription = turned(town, FAILS)
    switch(town, subscription)
    town.events()
    town.turn(hours=22)
    assert town.again(subscription).pending_update is not None
    town.turn(hours=2)
    after = town.again(subscription)
    assert (after.status, amount(after), after.pending_update) == ("active", 900, None)
    assert town.invoices(subscription)[-1].status == "void"
    assert town.events() == [
        "payment_intent.canceled",
        "invoice.voided",
        "customer.subscription.pending_update_expired",
        "customer.subscription.updated",
    ]
    town.sandbox.turn_card(str(subscription.default_payment_method), number=VISA)
    town.turn(days=21)
    assert town.invoices(subscription)[-1].total == 900


def test_its_invoice_voided_it_is_dropped(town: Town) -> None:
    subscription = turned(town, FAILS)
    switch(town, subscription)
    town.api.invoices.void_invoice(town.invoices(subscription)[-1].id)
    after = town.again(subscription)
    assert (after.status, after.pending_update) == ("active", None)


def test_some_changes_cannot_wait(town: Town) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="pending_if_incomplete"):
        switch(town, turned(town, FAILS), metadata={"a": "b"})


def test_all_or_nothing(town: Town) -> None:
    subscription = turned(town, FAILS)
    with pytest.raises(stripe.CardError):
        switch(town, subscription, payment_behavior="error_if_incomplete")
    assert amount(town.again(subscription)) == 900
    assert len(town.invoices(subscription)) == 1
    assert town.again(subscription).status == "active"


@pytest.mark.parametrize(("behavior", "total"), [("none", 900), ("create_prorations", 450)])
def test_a_period_begun_anew_today(town: Town, behavior: str, total: int) -> None:
    subscription = town.subscribe()
    town.turn(days=15.5)
    now = int(town.clock.time.timestamp())
    params: Any = {"billing_cycle_anchor": {"type": "now"}, "proration_behavior": behavior}
    anew = town.api.subscriptions.update(subscription.id, params)
    assert anew["items"].data[0].current_period_start == now
    assert town.invoices(subscription)[-1].total == total


def test_a_trial_ended_today_is_paid_today(town: Town) -> None:
    subscription = town.subscribe(subscription_data={"trial_period_days": 14})
    town.turn(days=3)
    now = int(town.clock.time.timestamp())
    ended = town.api.subscriptions.update(subscription.id, {"trial_end": "now"})
    assert (ended.status, ended.trial_end, ended.billing_cycle_anchor) == ("active", now, now)
    assert [(i.total, i.status) for i in town.invoices(subscription)] == [
        (0, "paid"),
        (900, "paid"),
    ]
    town.turn(days=31)
    assert len(town.invoices(subscription)) == 3


def test_a_trial_ended_today_with_a_card_that_fails(town: Town) -> None:
    subscription = town.subscribe(subscription_data={"trial_period_days": 14})
    town.sandbox.turn_card(str(subscription.default_payment_method), number=FAILS)
    ended = town.api.subscriptions.update(subscription.id, {"trial_end": "now"})
    assert ended.status == "past_due"
    again = town.subscribe(subscription_data={"trial_period_days": 14})
    town.sandbox.turn_card(str(again.default_payment_method), number=FAILS)
    waiting = town.api.subscriptions.update(
        again.id, {"trial_end": "now", "payment_behavior": "pending_if_incomplete"}
    )
    assert (waiting.status, waiting.trial_end) == ("trialing", again.trial_end)
