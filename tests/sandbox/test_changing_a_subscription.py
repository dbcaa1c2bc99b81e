"""A subscription is ended, kept, paused, switched, refunded."""

from typing import Any

import pytest
import stripe
from tests.sandbox.town import Town


def test_cancel_at_the_end_of_the_period(town: Town) -> None:
    subscription = town.subscribe()
    ending = town.api.subscriptions.update(
        subscription.id,
        {"cancel_at_period_end": True, "cancellation_details": {"feedback": "too_expensive"}},
    )
    assert ending.status == "active"
    assert ending.cancel_at == ending["items"].data[0].current_period_end
    assert ending.cancellation_details is not None
    assert ending.cancellation_details.reason == "cancellation_requested"
    town.events()
    town.turn(days=31)
    assert town.events() == ["customer.subscription.deleted"]
    ended = town.again(subscription)
    assert (ended.status, ended.ended_at) == ("canceled", ending.cancel_at)
    assert len(town.invoices(subscription)) == 1
    assert town.sandbox.next_due() is None


def test_resume_before_the_end(town: Town) -> None:
    subscription = town.subscribe()
    update = town.api.subscriptions.update
    update(subscription.id, {"cancel_at_period_end": True})
    kept = update(subscription.id, {"cancel_at_period_end": False})
    assert (kept.cancel_at, kept.canceled_at) == (None, None)
    town.turn(days=31)
    assert town.again(subscription).status == "active"
    assert len(town.invoices(subscription)) == 2


def test_cancel_now(town: Town) -> None:
    subscription = town.subscribe()
    town.events()
    ended = town.api.subscriptions.cancel(subscription.id)
    assert ended.status == "canceled"
    assert ended.cancellation_details is not None
    assert ended.cancellation_details.reason == "cancellation_requested"
    assert town.events() == ["customer.subscription.deleted"]
    with pytest.raises(stripe.InvalidRequestError):
        town.api.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        town.api.subscriptions.update(subscription.id, {"cancel_at_period_end": True})


def test_canceling_stops_the_retries(town: Town) -> None:
    subscription = town.subscribe()
    card = str(subscription.default_payment_method)
    town.sandbox.turn_card(card, number="4000000000000341")
    town.turn(days=31)
    town.api.subscriptions.cancel(subscription.id)
    town.turn(days=30)
    invoice = town.invoices(subscription)[-1]
    assert (invoice.status, invoice.attempt_count) == ("open", 1)


def test_a_pause_voids_invoices_until_it_ends(town: Town) -> None:
    subscription = town.subscribe()
    resumes = int(town.clock.time.timestamp()) + 45 * 86_400
    town.events()
    town.api.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": "void", "resumes_at": resumes}}
    )
    assert town.events() == ["customer.subscription.updated"]
    town.turn(days=31)
    paused = town.again(subscription)
    assert paused.status == "active"
    assert paused.pause_collection is not None
    town.turn(days=31)
    assert town.again(subscription).pause_collection is None
    assert [i.status for i in town.invoices(subscription)] == ["paid", "void", "paid"]


def test_a_pause_taken_back(town: Town) -> None:
    subscription = town.subscribe()
    update = town.api.subscriptions.update
    update(subscription.id, {"pause_collection": {"behavior": "keep_as_draft"}})
    assert update(subscription.id, {"pause_collection": ""}).pause_collection is None


def switch_to(
    town: Town, subscription: stripe.Subscription, price: stripe.Price, **more: object
) -> stripe.Subscription:
    item = subscription["items"].data[0]
    params: Any = {"items": [{"id": item.id, "price": price.id}], **more}
    return town.api.subscriptions.update(subscription.id, params)


def test_a_dearer_price_is_charged_by_the_day_at_once(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=15.5)
    switched = switch_to(town, subscription, town.price(1900), proration_behavior="always_invoice")
    assert switched["items"].data[0].price.unit_amount == 1900
    invoice = town.invoices(subscription)[-1]
    assert (invoice.billing_reason, invoice.total, invoice.status) == (
        "subscription_update",
        500,
        "paid",
    )
    assert [line.amount for line in invoice.lines.data] == [-450, 950]


def test_the_difference_waits_for_the_next_invoice(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=15.5)
    switch_to(town, subscription, town.price(1900))
    town.turn(days=20)
    assert town.invoices(subscription)[-1].total == 500 + 1900


def test_a_switch_without_proration(town: Town) -> None:
    subscription = town.subscribe()
    switch_to(town, subscription, town.price(1900), proration_behavior="none")
    town.turn(days=31)
    assert [i.total for i in town.invoices(subscription)] == [900, 1900]


def test_from_month_to_year_begins_a_new_period_today(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=15.5)
    switched = switch_to(town, subscription, town.price(9000, "year"))
    assert switched.billing_cycle_anchor == int(town.clock.time.timestamp())
    assert town.invoices(subscription)[-1].total == 9000 - 450


def test_a_cheaper_price_leaves_a_credit_that_is_used_up(town: Town) -> None:
    subscription = town.subscribe(line_items=[{"price": town.price(3100).id, "quantity": 1}])
    switch_to(town, subscription, town.price(100), proration_behavior="always_invoice")
    customer = town.api.customers.retrieve(str(subscription.customer))
    assert customer.balance == -3000
    town.turn(days=31)
    invoice = town.invoices(subscription)[-1]
    assert (invoice.total, invoice.amount_due, invoice.status) == (100, 0, "paid")
    assert town.api.customers.retrieve(str(subscription.customer)).balance == -2900


def charge_of(town: Town, subscription: stripe.Subscription) -> stripe.Charge:
    return town.api.charges.list({"customer": str(subscription.customer)}).data[0]


def test_a_refund_in_part_and_then_the_rest(town: Town) -> None:
    charge = charge_of(town, town.subscribe())
    refunds = town.api.refunds
    town.events()
    refunds.create({"charge": charge.id, "amount": 400})
    assert town.events() == ["refund.created", "charge.refunded"]
    assert town.api.charges.retrieve(charge.id).refunded is False
    refunds.create({"payment_intent": str(charge.payment_intent)})
    whole = town.api.charges.retrieve(charge.id)
    assert (whole.refunded, whole.amount_refunded) == (True, 900)
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        refunds.create({"charge": charge.id})


def test_no_more_is_refunded_than_was_paid(town: Town) -> None:
    charge = charge_of(town, town.subscribe())
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        town.api.refunds.create({"charge": charge.id, "amount": 901})


def test_subscribing_by_the_api(town: Town) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    card = town.card(customer.id)
    subscription = town.api.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": town.price().id}],
            "default_payment_method": card.id,
        }
    )
    assert subscription.status == "active"


def test_subscribing_by_the_api_without_a_card_stays_incomplete(town: Town) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    params = {"customer": customer.id, "items": [{"price": town.price().id}]}
    subscription = town.api.subscriptions.create(params)  # type: ignore[arg-type]  # a plain dict
    assert subscription.status == "incomplete"
    with pytest.raises(stripe.InvalidRequestError):
        town.api.subscriptions.create(
            {**params, "payment_behavior": "error_if_incomplete"}  # type: ignore[arg-type]  # a plain dict
        )
    assert len(town.api.subscriptions.list({"status": "all"}).data) == 1


def test_the_portal_leads_back_and_takes_a_card(town: Town) -> None:
    subscription = town.subscribe()
    customer = str(subscription.customer)
    session = town.api.billing_portal.sessions.create(
        {"customer": customer, "return_url": "http://localhost/account"}
    )
    html = town.page(session.url).body.decode()
    assert 'href="http://localhost/account"' in html
    assert "9 crowns a month" in html
    form = {"number": "5555555555554444", "expiry": "01/30", "cvc": "123"}
    assert town.page(session.url, form).headers["Location"] == "http://localhost/account"
    settings = town.api.customers.retrieve(customer).invoice_settings
    assert settings is not None
    assert settings.default_payment_method != subscription.default_payment_method
