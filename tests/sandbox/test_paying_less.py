"""Coupons and promotion codes: how much less, for how long, and who may."""

from typing import Any

import pytest
import stripe
from tests.sandbox.town import VISA, Town, card_form


def coupon(town: Town, **params: Any) -> stripe.Coupon:
    if "amount_off" not in params:
        params.setdefault("percent_off", 50)
    return town.api.coupons.create(params)  # type: ignore[arg-type]  # a plain dict


def code(town: Town, word: str = "SUMMER", **params: Any) -> stripe.PromotionCode:
    off = params.pop("coupon", None) or coupon(town, duration="forever")
    promotion = {"type": "coupon", "coupon": off.id}
    return town.api.promotion_codes.create(
        {"promotion": promotion, "code": word, **params}  # type: ignore[typeddict-item]  # a plain dict
    )


def totals(town: Town, subscription: stripe.Subscription) -> list[int]:
    return [invoice.total for invoice in town.invoices(subscription)]


def test_a_coupon_is_made_read_renamed_and_taken_away(town: Town) -> None:
    made = coupon(town, id="half", duration="repeating", duration_in_months=3, name="Half")
    assert (made.id, made.percent_off, made.valid, made.times_redeemed) == ("half", 50, True, 0)
    assert town.api.coupons.update("half", {"name": "Half price"}).name == "Half price"
    assert [c.id for c in town.api.coupons.list().data] == ["half"]
    assert town.api.coupons.delete("half").deleted is True
    assert town.api.coupons.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such coupon"):
        town.api.coupons.retrieve("half")
    assert town.events() == ["coupon.created", "coupon.updated", "coupon.deleted"]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"percent_off": "50", "amount_off": "100", "currency": "sek"},
        {"percent_off": "101"},
        {"percent_off": "0"},
        {"amount_off": "100"},
        {"percent_off": "50", "duration": "repeating"},
        {"percent_off": "50", "duration": "once", "duration_in_months": "3"},
        {"percent_off": "50", "redeem_by": "1"},
        {"percent_off": "50", "max_redemptions": "0"},
        {"amount_off": "5", "currency": "kwd"},
    ],
)
def test_a_coupon_that_makes_no_sense(town: Town, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        town.api.coupons.create(params)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"duration": "once"}, [450, 900, 900, 900]),
        ({"duration": "repeating", "duration_in_months": 2}, [450, 450, 900, 900]),
        ({"duration": "forever"}, [450, 450, 450, 450]),
        ({"amount_off": 200, "currency": "sek", "duration": "once"}, [700, 900, 900, 900]),
        ({"amount_off": 2000, "currency": "sek", "duration": "forever"}, [0, 0, 0, 0]),
    ],
)
def test_how_long_a_discount_lasts(town: Town, params: Any, expected: list[int]) -> None:
    subscription = town.subscribe(discounts=[{"coupon": coupon(town, **params).id}])
    town.turn(days=100)
    assert totals(town, subscription) == expected
    assert town.again(subscription).status == "active"


def test_what_an_invoice_says_of_a_discount(town: Town) -> None:
    off = coupon(town, percent_off=25.5, duration="forever")
    subscription = town.subscribe(discounts=[{"coupon": off.id}])
    found = town.api.subscriptions.retrieve(
        subscription.id, {"expand": ["discounts.source.coupon"]}
    )
    [discount] = found.discounts
    assert isinstance(discount, stripe.Discount)
    assert isinstance(discount.source.coupon, stripe.Coupon)
    assert discount.source.coupon.percent_off == 25.5
    [invoice] = town.invoices(subscription)
    assert (invoice.subtotal, invoice.total, invoice.amount_paid) == (900, 670, 670)
    assert invoice.discounts == [discount.id]
    assert invoice.total_discount_amounts is not None
    [told] = invoice.total_discount_amounts
    assert (told.amount, told.discount) == (230, discount.id)
    [line] = invoice.lines.data
    assert line.discount_amounts is not None
    assert (line.amount, line.discount_amounts[0].amount) == (900, 230)


def test_two_discounts_one_after_the_other(town: Town) -> None:
    half, hundred = coupon(town), coupon(town, amount_off=100, currency="sek")
    subscription = town.subscribe(discounts=[{"coupon": half.id}, {"coupon": hundred.id}])
    assert totals(town, subscription) == [350]


def test_a_discount_for_one_payment_waits_for_the_first_that_costs(town: Town) -> None:
    subscription = town.subscribe(
        discounts=[{"coupon": coupon(town).id}], subscription_data={"trial_period_days": 14}
    )
    town.turn(days=50)
    assert totals(town, subscription) == [0, 450, 900]


def test_a_discount_given_to_a_running_subscription_and_taken_back(town: Town) -> None:
    subscription = town.subscribe()
    update = town.api.subscriptions.update
    off = coupon(town, duration="forever")
    town.events()
    [discount] = update(subscription.id, {"discounts": [{"coupon": off.id}]}).discounts
    assert town.events() == [
        "customer.discount.created",
        "coupon.updated",
        "customer.subscription.updated",
    ]
    town.turn(days=31)
    kept = update(subscription.id, {"discounts": [{"discount": str(discount)}]})
    assert kept.discounts == [discount]
    assert update(subscription.id, {"discounts": ""}).discounts == []
    town.turn(days=31)
    assert totals(town, subscription) == [900, 450, 900]
    update(subscription.id, {"discounts": [{"coupon": off.id}]})
    town.api.subscriptions.delete_discount(subscription.id)
    assert town.again(subscription).discounts == []


def test_a_discount_outlives_its_coupon(town: Town) -> None:
    off = coupon(town, duration="forever")
    subscription = town.subscribe(discounts=[{"coupon": off.id}])
    town.api.coupons.delete(off.id)
    town.turn(days=31)
    assert totals(town, subscription) == [450, 450]
    with pytest.raises(stripe.InvalidRequestError, match="No such coupon"):
        town.checkout(discounts=[{"coupon": off.id}])


def test_a_coupon_that_is_used_up_or_too_old(town: Town) -> None:
    single = coupon(town, max_redemptions=1)
    town.subscribe(discounts=[{"coupon": single.id}])
    assert town.api.coupons.retrieve(single.id).valid is False
    with pytest.raises(stripe.InvalidRequestError, match="expired") as raised:
        town.checkout(discounts=[{"coupon": single.id}])
    assert raised.value.code == "coupon_expired"
    old = coupon(town, redeem_by=int(town.clock.time.timestamp()) + 3600)
    town.turn(hours=2)
    assert town.api.coupons.retrieve(old.id).valid is False
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        town.checkout(discounts=[{"coupon": old.id}])


def test_a_coupon_of_another_currency(town: Town) -> None:
    euros = coupon(town, amount_off=100, currency="eur")
    with pytest.raises(stripe.InvalidRequestError, match="currency"):
        town.checkout(discounts=[{"coupon": euros.id}])


def test_a_subscription_begun_by_the_api_with_a_promotion_code(town: Town) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    card = town.card(customer.id)
    subscription = town.api.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": town.price().id}],
            "default_payment_method": card.id,
            "discounts": [{"promotion_code": code(town).id}],
        }
    )
    assert totals(town, subscription) == [450]


def test_a_code_is_found_however_it_is_written(town: Town) -> None:
    made = code(town)
    assert [c.id for c in town.api.promotion_codes.list({"code": "summer"}).data] == [made.id]
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        code(town, "Summer")
    town.api.promotion_codes.update(made.id, {"active": False})
    assert town.api.promotion_codes.list({"active": True}).data == []
    assert code(town, "Summer").active is True
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        town.api.promotion_codes.update(made.id, {"active": True})


def test_a_code_typed_on_the_page_shows_the_new_sum_before_it_is_charged(town: Town) -> None:
    code(town)
    session = town.checkout(allow_promotion_codes=True)
    assert "Promotion code" in town.page(session.url).body.decode()
    shown = town.page(session.url, card_form(VISA, promotion_code="summer"))
    html = shown.body.decode()
    assert shown.status == 200
    assert "50% off each payment" in html
    assert "The sum is 4.50 crowns now. Nothing was charged yet." in html
    assert "Pay 4.50 crowns" in html
    assert f'value="{VISA}"' in html
    assert town.api.charges.list().data == []
    asked = town.api.checkout.sessions.retrieve(session.id)
    assert asked.total_details is not None
    assert (asked.amount_total, asked.total_details.amount_discount) == (450, 450)
    assert town.page(session.url, card_form(VISA, promotion_code="summer")).status == 303
    [charge] = town.api.charges.list().data
    assert charge.amount == 450


def test_a_code_taken_off_again(town: Town) -> None:
    code(town)
    session = town.checkout(allow_promotion_codes=True)
    town.page(session.url, {"promotion_code": "SUMMER", "act": "apply"})
    html = town.page(session.url, {"promotion_code": "", "act": "apply"}).body.decode()
    assert "Pay 9 crowns" in html


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("WINTER", "This code is invalid."),
        ("OFF", "This code is invalid."),
        ("OLD", "This code has expired."),
        ("USED", "This code is invalid."),
        ("EURO", "This code is for another currency."),
        ("OTHERS", "This code is invalid."),
        ("LARGE", "This order is too small for the code."),
    ],
)
def test_a_code_that_gives_nothing_loses_nothing_typed(
    town: Town, typed: str, message: str
) -> None:
    now = int(town.clock.time.timestamp())
    code(town, "OFF", active=False)
    code(town, "OLD", expires_at=now + 60)
    used = code(town, "USED", max_redemptions=1)
    code(town, "EURO", coupon=coupon(town, amount_off=100, currency="eur"))
    code(town, "OTHERS", customer=town.api.customers.create({}).id)
    code(town, "LARGE", restrictions={"minimum_amount": 901, "minimum_amount_currency": "sek"})
    town.subscribe(discounts=[{"promotion_code": used.id}])
    town.turn(minutes=2)
    session = town.checkout(allow_promotion_codes=True, customer_email="")
    charged = len(town.api.charges.list().data)
    form = card_form(VISA, email="bo@linde.example", promotion_code=typed)
    shown = town.page(session.url, form)
    html = shown.body.decode()
    assert shown.status == 422
    assert f'id="promotion_code-fault">{message}' in html
    for value in (VISA, "12/31", "bo@linde.example", typed):
        assert f'value="{value}"' in html
    assert len(town.api.charges.list().data) == charged


@pytest.mark.parametrize("act", ["apply", "pay"])
def test_a_code_that_gives_nothing_is_removed_in_one_step(town: Town, act: str) -> None:
    session = town.checkout(allow_promotion_codes=True)
    html = town.page(session.url).body.decode()
    assert "Remove the code" not in html
    form = card_form(VISA, promotion_code="WINTER")
    html = town.page(session.url, {**form, "act": act}).body.decode()
    assert 'id="promotion_code-fault">This code is invalid.' in html
    assert 'name="act" value="remove">Remove the code' in html
    html = town.page(session.url, {**form, "act": "remove"}).body.decode()
    assert "invalid" not in html
    assert "WINTER" not in html
    assert f'value="{VISA}"' in html
    assert town.page(session.url, card_form(VISA, promotion_code="")).status == 303


def test_a_code_that_holds_is_removed_in_one_step_too(town: Town) -> None:
    code(town)
    session = town.checkout(allow_promotion_codes=True)
    applied = town.page(session.url, {"promotion_code": "SUMMER", "act": "apply"}).body.decode()
    assert "Remove the code" in applied
    html = town.page(session.url, {"promotion_code": "SUMMER", "act": "remove"}).body.decode()
    assert "Pay 9 crowns" in html
    assert "Remove the code" not in html


def test_a_number_that_is_not_for_tests_is_not_shown_again(town: Town) -> None:
    session = town.checkout(allow_promotion_codes=True)
    shown = town.page(session.url, card_form("4539578763621486", promotion_code="NONE"))
    assert b"4539578763621486" not in shown.body


def test_a_code_used_up_by_somebody_else_meanwhile(town: Town) -> None:
    code(town, max_redemptions=1)
    first = town.checkout(allow_promotion_codes=True)
    second = town.checkout(allow_promotion_codes=True)
    for session in (first, second):
        town.page(session.url, {"promotion_code": "SUMMER", "act": "apply"})
    form = card_form(VISA, promotion_code="SUMMER")
    assert town.page(first.url, form).status == 303
    late = town.page(second.url, form)
    assert late.status == 422
    assert "This code is invalid." in late.body.decode()
    assert len(town.api.subscriptions.list().data) == 1
    without = town.page(second.url, card_form(VISA, promotion_code=""))
    assert "Pay 9 crowns" in without.body.decode()
    assert town.page(second.url, card_form(VISA, promotion_code="")).status == 303


def test_a_code_for_first_orders_only(town: Town) -> None:
    code(town, restrictions={"first_time_transaction": True})
    customer = str(town.subscribe().customer)
    session = town.checkout(allow_promotion_codes=True, customer=customer)
    shown = town.page(session.url, {"promotion_code": "SUMMER", "act": "apply"})
    assert "first order only" in shown.body.decode()


def test_a_free_first_payment_still_puts_the_card_on_file(town: Town) -> None:
    code(town, coupon=coupon(town, percent_off=100))
    session = town.checkout(allow_promotion_codes=True)
    html = town.page(session.url, {"promotion_code": "SUMMER", "act": "apply"}).body.decode()
    assert "Save card" in html
    assert "100% off the first payment" in html
    town.page(session.url, card_form(VISA, promotion_code="SUMMER"))
    done = town.api.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    assert done.payment_status == "no_payment_required"
    assert isinstance(done.subscription, stripe.Subscription)
    assert done.subscription.status == "active"
    town.turn(days=31)
    assert totals(town, done.subscription) == [0, 900]


def test_codes_are_not_asked_for_unless_allowed(town: Town) -> None:
    made = code(town)
    session = town.checkout()
    assert "Promotion code" not in town.page(session.url).body.decode()
    town.page(session.url, card_form(VISA, promotion_code="SUMMER"))
    assert town.api.charges.list().data[0].amount == 900
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        town.checkout(allow_promotion_codes=True, discounts=[{"promotion_code": made.id}])


def test_unused_time_is_given_back_at_what_it_cost(town: Town) -> None:
    subscription = town.subscribe(discounts=[{"coupon": coupon(town).id}])
    town.turn(days=15.5)
    item = subscription["items"].data[0]
    town.api.subscriptions.update(
        subscription.id,
        {
            "items": [{"id": item.id, "price": town.price(1900).id}],
            "proration_behavior": "always_invoice",
        },
    )
    assert [line.amount for line in town.invoices(subscription)[-1].lines.data] == [-225, 950]
