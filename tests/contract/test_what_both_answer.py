"""What the sandbox answers is what Stripe answers: the same stories, asked of both."""

from decimal import Decimal
from typing import Any

import pytest
import stripe

from tests.contract.company import Company, fresh_key


def test_a_customer_is_made_changed_and_found(company: Company) -> None:
    customer = company.customer(name="Ane Møller", metadata={"reader": "7"})
    assert (customer.object, customer.livemode, customer.balance) == ("customer", False, 0)
    assert customer.test_clock == company.clock.id
    company.api.customers.update(customer.id, {"metadata": {"reader": "", "plan": "linde"}})
    found = company.api.customers.retrieve(customer.id)
    assert found.name == "Ane Møller"
    assert found.to_dict()["metadata"] == {"plan": "linde"}


def test_a_price_belongs_to_a_product(company: Company) -> None:
    price = company.price(1900, "year")
    assert (price.unit_amount, price.unit_amount_decimal) == (1900, Decimal(1900))
    assert price.currency == "eur"
    assert (price.type, price.active) == ("recurring", True)
    assert price.recurring is not None
    assert (price.recurring.interval, price.recurring.interval_count) == ("year", 1)
    found = company.api.prices.list({"product": str(price.product)})
    assert [one.id for one in found.data] == [price.id]


def test_a_checkout_has_a_page_and_runs_out(company: Company) -> None:
    customer = company.customer()
    session = company.api.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": customer.id,
            "line_items": [{"price": company.price().id, "quantity": 1}],
            "success_url": "https://courier.example/thanks?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://courier.example/plans",
            "client_reference_id": "reader-7",
            "subscription_data": {"metadata": {"reader": "7"}},
        }
    )
    assert (session.status, session.payment_status, session.mode) == (
        "open",
        "unpaid",
        "subscription",
    )
    assert (session.amount_total, session.currency) == (900, "eur")
    assert (session.client_reference_id, session.customer) == ("reader-7", customer.id)
    assert (session.subscription, session.invoice) == (None, None)
    assert str(session.url).startswith("http")
    gone = company.api.checkout.sessions.expire(session.id)
    assert (gone.status, gone.url) == ("expired", None)


def test_a_subscription_begins_paid(company: Company) -> None:
    subscription = company.subscribe(metadata={"reader": "7"})
    item = subscription["items"].data[0]
    assert (subscription.status, subscription.cancel_at_period_end) == ("active", False)
    assert (item.price.unit_amount, item.quantity) == (900, 1)
    assert item.current_period_start == subscription.billing_cycle_anchor == company.now
    [invoice] = company.invoices(subscription)
    assert (invoice.status, invoice.total, invoice.amount_remaining) == ("paid", 900, 0)
    assert invoice.billing_reason == "subscription_create"
    assert invoice.parent is not None
    assert invoice.parent.subscription_details is not None
    assert invoice.parent.subscription_details.subscription == subscription.id


def test_a_month_later_it_renews(company: Company) -> None:
    subscription = company.subscribe()
    first_end = subscription["items"].data[0].current_period_end
    company.turn_past(subscription)
    renewed = company.again(subscription)
    assert renewed["items"].data[0].current_period_start == first_end
    invoices = company.invoices(subscription)
    assert [(one.status, one.total) for one in invoices] == [("paid", 900)] * 2
    assert invoices[-1].billing_reason == "subscription_cycle"
    assert renewed.latest_invoice == invoices[-1].id


def test_a_card_that_fails_and_another_one_that_pays(company: Company) -> None:
    subscription = company.subscribe()
    customer = str(subscription.customer)
    company.card(customer, "pm_card_chargeCustomerFail")
    company.turn_past(subscription)
    assert company.again(subscription).status == "past_due"
    owed = company.invoices(subscription)[-1]
    assert (owed.status, owed.attempt_count, owed.attempted) == ("open", 1, True)
    assert owed.next_payment_attempt is not None
    with pytest.raises(stripe.CardError) as refusal:
        company.api.invoices.pay(str(owed.id))
    assert (refusal.value.http_status, refusal.value.code) == (402, "card_declined")
    card = company.card(customer)
    company.api.subscriptions.update(subscription.id, {"default_payment_method": card})
    assert company.api.invoices.pay(str(owed.id)).status == "paid"
    assert company.again(subscription).status == "active"


def test_a_first_payment_that_fails(company: Company) -> None:
    customer = company.customer()
    company.card(customer.id, "pm_card_chargeCustomerFail")
    asked: Any = {"customer": customer.id, "items": [{"price": company.price().id}]}
    subscription = company.api.subscriptions.create(asked)
    assert subscription.status == "incomplete"
    asked["payment_behavior"] = "error_if_incomplete"
    with pytest.raises(stripe.CardError):
        company.api.subscriptions.create(asked)


def test_cancelling_at_the_end_and_thinking_again(company: Company) -> None:
    subscription = company.subscribe()
    update = company.api.subscriptions.update
    ending = update(subscription.id, {"cancel_at_period_end": True})
    assert ending.cancel_at == ending["items"].data[0].current_period_end
    kept = update(subscription.id, {"cancel_at_period_end": False})
    assert (kept.cancel_at, kept.canceled_at) == (None, None)
    update(subscription.id, {"cancel_at_period_end": True})
    company.turn_past(subscription)
    ended = company.again(subscription)
    assert (ended.status, ended.ended_at) == ("canceled", ending.cancel_at)
    assert ended.cancellation_details is not None
    assert ended.cancellation_details.reason == "cancellation_requested"


def test_cancelling_now(company: Company) -> None:
    subscription = company.subscribe()
    ended = company.api.subscriptions.cancel(subscription.id)
    assert (ended.status, ended.canceled_at) == ("canceled", company.now)
    with pytest.raises(stripe.InvalidRequestError):
        company.api.subscriptions.cancel(subscription.id)


def test_a_pause_asks_for_nothing(company: Company) -> None:
    subscription = company.subscribe()
    paused = company.api.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": "void"}}
    )
    assert paused.pause_collection is not None
    assert (paused.status, paused.pause_collection.behavior) == ("active", "void")
    company.turn_past(subscription)
    assert company.again(subscription).status == "active"
    assert company.invoices(subscription)[-1].status == "void"
    resumed = company.api.subscriptions.update(subscription.id, {"pause_collection": ""})
    assert resumed.pause_collection is None


def test_a_refund_in_part(company: Company) -> None:
    invoice = company.invoices(company.subscribe())[0]
    [paid] = company.api.invoice_payments.list({"invoice": str(invoice.id)}).data
    intent = str(paid.payment.payment_intent)
    refund = company.api.refunds.create({"payment_intent": intent, "amount": 400})
    assert (refund.amount, refund.status, refund.payment_intent) == (400, "succeeded", intent)
    charge = company.api.charges.retrieve(str(refund.charge))
    assert (charge.amount_refunded, charge.refunded) == (400, False)
    with pytest.raises(stripe.InvalidRequestError):
        company.api.refunds.create({"payment_intent": intent, "amount": 501})


def test_a_switch_is_shown_before_it_is_charged(company: Company) -> None:
    subscription = company.subscribe()
    item = subscription["items"].data[0].id
    dearer: Any = [{"id": item, "price": company.price(1900).id}]
    asked: Any = {
        "customer": str(subscription.customer),
        "subscription": subscription.id,
        "subscription_details": {"items": dearer, "proration_behavior": "always_invoice"},
    }
    shown = company.api.invoices.create_preview(asked)
    assert (shown.total, shown.amount_due) == (1000, 1000)
    assert company.again(subscription)["items"].data[0].price.unit_amount == 900
    company.api.subscriptions.update(
        subscription.id, {"items": dearer, "proration_behavior": "always_invoice"}
    )
    charged = company.invoices(subscription)[-1]
    assert (charged.total, charged.status) == (shown.total, "paid")


def test_a_cheaper_price_waits_for_the_renewal(company: Company) -> None:
    subscription = company.subscribe(amount=1900)
    schedules = company.api.subscription_schedules
    schedule = schedules.create({"from_subscription": subscription.id})
    running = schedule.phases[0]
    assert company.again(subscription).schedule == schedule.id
    cheaper = company.price(900)
    phases: Any = [
        {
            "items": [{"price": str(running.items[0].price), "quantity": 1}],
            "start_date": running.start_date,
            "end_date": running.end_date,
        },
        {
            "items": [{"price": cheaper.id, "quantity": 1}],
            "duration": {"interval": "month", "interval_count": 1},
            "proration_behavior": "none",
        },
    ]
    schedules.update(schedule.id, {"phases": phases, "end_behavior": "release"})
    with pytest.raises(stripe.InvalidRequestError, match="managed by the subscription schedule"):
        company.api.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    company.turn_past(subscription)
    assert [invoice.total for invoice in company.invoices(subscription)] == [1900, 900]
    released = schedules.release(schedule.id)
    assert (released.status, released.released_subscription) == ("released", subscription.id)
    assert company.again(subscription).schedule is None


def test_a_coupon_takes_off_once(company: Company) -> None:
    coupon = company.coupon(percent_off=25, duration="once")
    subscription = company.subscribe(discounts=[{"coupon": coupon.id}])
    company.turn_past(subscription)
    assert [invoice.total for invoice in company.invoices(subscription)] == [675, 900]


def test_the_same_key_gives_the_same_answer(company: Company) -> None:
    asked: Any = {"email": "bo@linde.example", "test_clock": company.clock.id}
    options: stripe.RequestOptions = {"idempotency_key": fresh_key()}
    first = company.api.customers.create(asked, options)
    assert company.api.customers.create(asked, options).id == first.id
    asked["name"] = "Bo"
    with pytest.raises(stripe.IdempotencyError):
        company.api.customers.create(asked, options)


@pytest.mark.parametrize(
    ("call", "status", "code", "param"),
    [
        (lambda api: api.customers.retrieve("cus_none"), 404, "resource_missing", "id"),
        (lambda api: api.customers.create({"shoe": "38"}), 400, "parameter_unknown", "shoe"),
        (lambda api: api.prices.create({"currency": "eur"}), 400, "parameter_missing", None),
        (
            lambda api: api.subscriptions.create({"customer": "cus_none", "items": []}),
            400,
            "resource_missing",
            "customer",
        ),
        (lambda api: api.customers.list({"limit": 101}), 400, "parameter_invalid_integer", "limit"),
    ],
)
def test_what_is_wrong_is_said_the_same_way(
    company: Company, call: Any, status: int, code: str, param: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        call(company.api)
    assert refusal.value.http_status == status
    assert refusal.value.code == code or refusal.value.code is None
    if param and refusal.value.param:
        assert refusal.value.param == param


def test_pages_of_a_list(company: Company) -> None:
    made = [company.customer(name=name).id for name in ("Ane", "Bo", "Cai")][::-1]
    every = company.api.customers.list
    page = every({"test_clock": company.clock.id, "limit": 2})
    assert ([one.id for one in page.data], page.has_more) == (made[:2], True)
    rest = every({"test_clock": company.clock.id, "limit": 2, "starting_after": made[1]})
    assert ([one.id for one in rest.data], rest.has_more) == (made[2:], False)
    before = every({"test_clock": company.clock.id, "limit": 1, "ending_before": made[2]})
    assert [one.id for one in before.data] == [made[1]]
    walked = every({"test_clock": company.clock.id, "limit": 1}).auto_paging_iter()
    assert [one.id for one in walked] == made
