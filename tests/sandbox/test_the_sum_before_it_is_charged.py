"""A preview says what a change will cost; then exactly that is charged."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import stripe
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.town import Clock, Town, open_town

AT_ONCE = "always_invoice"
SWEDEN: Any = {"country": "SE", "postal_code": "111 22"}
GERMANY: Any = {"country": "DE", "postal_code": "10115"}


def details(subscription: stripe.Subscription, price: stripe.Price, **more: Any) -> Any:
    return {"items": [{"id": subscription["items"].data[0].id, "price": price.id}], **more}


def preview(town: Town, subscription: stripe.Subscription, asked: Any = None, **more: Any) -> Any:
    params: Any = {"subscription": subscription.id, **more}
    if asked:
        params["subscription_details"] = asked
    return town.api.invoices.create_preview(params)


def sums(invoice: stripe.Invoice) -> dict[str, Any]:
    """All that is counted on an invoice, line by line."""
    return {
        "sums": (invoice.subtotal, invoice.total, invoice.total_excluding_tax),
        "due": (invoice.amount_due, invoice.starting_balance, invoice.ending_balance),
        "discounts": [told.amount for told in invoice.total_discount_amounts or ()],
        "taxes": [
            (told.amount, told.taxable_amount, told.tax_behavior)
            for told in invoice.total_taxes or ()
        ],
        "lines": [
            (line.amount, line.description, line.period.start, line.period.end)
            for line in invoice.lines.data
        ],
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((900, "month"), (1900, "month")),
        ((1900, "month"), (900, "month")),
        ((900, "month"), (9000, "year")),
        ((9000, "year"), (900, "month")),
        ((2900, "month"), (100, "year")),
    ],
)
@pytest.mark.parametrize("discount", [None, "once", "forever"])
@pytest.mark.parametrize("days", [0, 7.3, 30.9])
def test_what_is_previewed_is_what_is_charged(
    town: Town,
    before: tuple[int, str],
    after: tuple[int, str],
    discount: Any,
    days: float,
) -> None:
    offers = []
    if discount:
        coupon = town.api.coupons.create({"percent_off": 33, "duration": discount})
        offers = [{"coupon": coupon.id}]
    lines = [{"price": town.price(*before).id, "quantity": 1}]
    subscription = town.subscribe(line_items=lines, discounts=offers)
    town.turn(days=days)
    change = details(subscription, town.price(*after), proration_behavior=AT_ONCE)
    foreseen = preview(town, subscription, change)
    town.api.subscriptions.update(subscription.id, change)
    charged = town.invoices(subscription)[-1]
    assert sums(foreseen) == sums(charged)
    assert charged.status == "paid"
    paid = [c.amount for c in town.api.charges.list().data]
    assert (foreseen.amount_due in paid) or foreseen.amount_due == 0


@pytest.mark.parametrize("behavior", ["inclusive", "exclusive"])
def test_with_tax_too(town: Town, behavior: Any) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example", "address": SWEDEN})
    card = town.card(customer.id)
    prices = [taxed_price(town, amount, behavior) for amount in (900, 1900)]
    subscription = town.api.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": prices[0].id}],
            "default_payment_method": card.id,
            "automatic_tax": {"enabled": True},
        }
    )
    town.turn(days=10)
    change = details(subscription, prices[1], proration_behavior=AT_ONCE)
    foreseen = preview(town, subscription, change)
    town.api.subscriptions.update(subscription.id, change)
    charged = town.invoices(subscription)[-1]
    assert sums(foreseen) == sums(charged)
    assert charged.total_taxes


def taxed_price(town: Town, amount: int, behavior: Any) -> stripe.Price:
    product = town.api.products.create({"name": "The Courier"})
    return town.api.prices.create(
        {
            "product": product.id,
            "unit_amount": amount,
            "currency": "sek",
            "recurring": {"interval": "month"},
            "tax_behavior": behavior,
        }
    )


def test_nothing_of_a_preview_is_kept(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=5)
    town.events()
    before = town.again(subscription).to_dict()
    change = details(subscription, town.price(1900), proration_behavior=AT_ONCE)
    town.events()
    foreseen = preview(town, subscription, change)
    assert foreseen.id.startswith("upcoming_in_")
    assert (foreseen.status, foreseen.number, foreseen.billing_reason) == (
        "draft",
        None,
        "upcoming",
    )
    assert {line.invoice for line in foreseen.lines.data} == {foreseen.id}
    assert town.again(subscription).to_dict() == before
    assert len(town.invoices(subscription)) == 1
    assert town.events() == []
    with pytest.raises(stripe.InvalidRequestError, match="No such invoice"):
        town.api.invoices.retrieve(foreseen.id)


def test_the_next_renewal_foreseen(town: Town) -> None:
    coupon = town.api.coupons.create({"percent_off": 50, "duration": "once"})
    subscription = town.subscribe()
    town.api.subscriptions.update(subscription.id, {"discounts": [{"coupon": coupon.id}]})
    foreseen = preview(town, subscription)
    town.turn(days=31)
    assert sums(foreseen) == sums(town.invoices(subscription)[-1])
    assert foreseen.total == 450


def test_differences_that_wait_are_in_the_next_renewal(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=10)
    change = details(subscription, town.price(1900))
    foreseen = preview(town, subscription, change)
    town.api.subscriptions.update(subscription.id, change)
    town.turn(days=30)
    assert sums(foreseen) == sums(town.invoices(subscription)[-1])


def test_a_moment_held_fast_gives_the_same_sum_later(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=10)
    at = int(town.clock.time.timestamp())
    change = details(subscription, town.price(1900), proration_behavior=AT_ONCE, proration_date=at)
    foreseen = preview(town, subscription, change)
    town.turn(minutes=9)
    town.api.subscriptions.update(subscription.id, change)
    assert sums(foreseen) == sums(town.invoices(subscription)[-1])
    too_old = {**change, "proration_date": at - 40 * 86_400}
    with pytest.raises(stripe.InvalidRequestError, match="proration date"):
        preview(town, subscription, too_old)


def test_a_period_begun_anew_foreseen(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=10)
    foreseen = preview(town, subscription, {"billing_cycle_anchor": "now"})
    anew: Any = {"billing_cycle_anchor": {"type": "now"}}
    town.api.subscriptions.update(subscription.id, anew)
    assert sums(foreseen) == sums(town.invoices(subscription)[-1])


def test_with_a_discount_that_is_only_asked_about(town: Town) -> None:
    subscription = town.subscribe()
    coupon = town.api.coupons.create({"percent_off": 50, "duration": "forever"})
    foreseen = preview(town, subscription, discounts=[{"coupon": coupon.id}])
    assert (foreseen.subtotal, foreseen.total) == (900, 450)
    assert town.again(subscription).discounts == []
    assert town.api.coupons.retrieve(coupon.id).times_redeemed == 0


def test_a_schedule_foreseen(town: Town) -> None:
    subscription = town.subscribe()
    schedule = town.api.subscription_schedules.create({"from_subscription": subscription.id})
    first = schedule.phases[0]
    town.api.subscription_schedules.update(
        schedule.id,
        {
            "end_behavior": "release",
            "phases": [
                {
                    "items": [{"price": str(first["items"][0].price)}],
                    "start_date": first.start_date,
                    "end_date": first.end_date,
                },
                {
                    "items": [{"price": town.price(9000, "year").id}],
                    "duration": {"interval": "year", "interval_count": 1},
                },
            ],
        },
    )
    foreseen = town.api.invoices.create_preview({"schedule": schedule.id})
    town.turn(days=31)
    charged = town.invoices(subscription)[-1]
    assert (foreseen.total, charged.total) == (9000, 9000)
    assert sums(foreseen) == sums(charged)


def test_no_invoice_comes_after_the_end(town: Town) -> None:
    subscription = town.subscribe()
    town.api.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    with pytest.raises(stripe.InvalidRequestError, match="No upcoming") as raised:
        preview(town, subscription)
    assert raised.value.code == "invoice_upcoming_none"
    kept = preview(town, subscription, {"cancel_at_period_end": False})
    assert kept.total == 900
    town.api.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="No upcoming"):
        preview(town, subscription)


def test_a_first_invoice_foreseen(town: Town) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    foreseen = town.api.invoices.create_preview(
        {
            "customer": customer.id,
            "subscription_details": {"items": [{"price": taxed_price(town, 1000, "exclusive").id}]},
            "automatic_tax": {"enabled": True},
            "customer_details": {"address": GERMANY},
        }
    )
    assert (foreseen.subtotal, foreseen.total) == (1000, 1190)
    assert town.api.subscriptions.list().data == []
    assert town.api.customers.retrieve(customer.id).address is None


def test_a_credit_that_is_used_up(town: Town) -> None:
    subscription = town.subscribe(line_items=[{"price": town.price(3100).id, "quantity": 1}])
    change = details(subscription, town.price(100), proration_behavior=AT_ONCE)
    assert preview(town, subscription, change).ending_balance == -3000
    town.api.subscriptions.update(subscription.id, change)
    foreseen = preview(town, subscription)
    assert (foreseen.total, foreseen.amount_due, foreseen.ending_balance) == (100, 0, -2900)


PRICES = st.tuples(st.integers(100, 20_000), st.sampled_from(["week", "month", "year"]))


@settings(max_examples=25, deadline=None)
@given(
    prices=st.lists(PRICES, min_size=2, max_size=4),
    days=st.lists(st.floats(0, 45), min_size=3, max_size=3),
    percent=st.sampled_from([0, 10, 33, 100]),
    duration=st.sampled_from(["once", "forever"]),
    behavior=st.sampled_from(["always_invoice", "create_prorations", "none"]),
)
def test_after_any_switches_the_next_is_foreseen(
    prices: list[tuple[int, str]],
    days: list[float],
    percent: int,
    duration: Any,
    behavior: str,
) -> None:
    with TemporaryDirectory() as folder:
        town = open_town(Path(folder) / "sandbox.sqlite3", Clock(), seed="linde")
        lines = [{"price": town.price(*prices[0]).id, "quantity": 1}]
        subscription = town.subscribe(line_items=lines)
        if percent:
            coupon = town.api.coupons.create({"percent_off": percent, "duration": duration})
            town.api.subscriptions.update(subscription.id, {"discounts": [{"coupon": coupon.id}]})
        for price, by in zip(prices[1:], days, strict=False):
            town.turn(days=by)
            change = details(subscription, town.price(*price), proration_behavior=behavior)
            foreseen = preview(town, subscription, change)
            before = len(town.invoices(subscription))
            town.api.subscriptions.update(subscription.id, change)
            invoices = town.invoices(subscription)
            if len(invoices) > before:
                assert sums(foreseen) == sums(invoices[-1])
        foreseen = preview(town, subscription)
        end = town.again(subscription)["items"].data[0].current_period_end
        town.turn_to(datetime.fromtimestamp(end, UTC))
        assert sums(foreseen) == sums(town.invoices(subscription)[-1])
        town.sandbox.close()
