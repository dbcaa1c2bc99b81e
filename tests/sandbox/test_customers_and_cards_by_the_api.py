"""Customers are deleted, cards kept by setup intents, items listed, sums of odd currencies."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from tests.sandbox.town import VISA, Town, card_form


def test_a_deleted_customer(town: Town) -> None:
    subscription = town.subscribe()
    customer = str(subscription.customer)
    town.events()
    assert town.api.customers.delete(customer).deleted is True
    assert town.events() == [
        "customer.subscription.deleted",
        "payment_method.detached",
        "customer.deleted",
    ]
    assert town.again(subscription).status == "canceled"
    gone = town.api.customers.retrieve(customer)
    assert gone.to_dict() == {"id": customer, "object": "customer", "deleted": True}
    assert town.api.customers.list().data == []
    card = town.api.payment_methods.retrieve(str(subscription.default_payment_method))
    assert card.customer is None
    assert [i.status for i in town.invoices(subscription)] == ["paid"]
    town.turn(days=60)
    assert town.events() == []


ASKED: dict[str, Callable[[Town, str], Any]] = {
    "update": lambda town, ident: town.api.customers.update(ident, {"name": "Ane"}),
    "delete": lambda town, ident: town.api.customers.delete(ident),
    "checkout": lambda town, ident: town.checkout(customer=ident),
    "portal": lambda town, ident: town.api.billing_portal.sessions.create({"customer": ident}),
    "attach": lambda town, ident: town.card(ident),
}


@pytest.mark.parametrize("what", ASKED)
def test_nothing_is_done_for_a_deleted_customer(town: Town, what: str) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    town.api.customers.delete(customer.id)
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        ASKED[what](town, customer.id)


def test_a_setup_intent_made_and_confirmed(town: Town) -> None:
    customer = town.api.customers.create({})
    setup = town.api.setup_intents.create({"customer": customer.id})
    assert setup.status == "requires_payment_method"
    done = town.api.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa"})
    assert done.status == "succeeded"
    [card] = town.api.customers.payment_methods.list(customer.id).data
    assert done.payment_method == card.id
    with pytest.raises(stripe.InvalidRequestError, match="status of succeeded"):
        town.api.setup_intents.cancel(setup.id)


def test_a_setup_intent_that_asks_the_bank_and_leads_back(town: Town) -> None:
    customer = town.api.customers.create({})
    setup = town.api.setup_intents.create(
        {
            "customer": customer.id,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            "return_url": "http://localhost/card",
        }
    )
    assert setup.next_action is not None
    assert setup.next_action.redirect_to_url is not None
    to_bank = setup.next_action.redirect_to_url.url
    back = town.page(to_bank, {"verdict": "approve"}).headers["Location"]
    assert back.startswith(f"http://localhost/card?setup_intent={setup.id}")
    assert town.api.setup_intents.retrieve(setup.id).status == "succeeded"


def test_a_setup_intent_that_is_declined_or_given_up(town: Town) -> None:
    setup = town.api.setup_intents.create({})
    with pytest.raises(stripe.CardError):
        town.api.setup_intents.confirm(setup.id, {"payment_method": "pm_card_chargeDeclined"})
    given_up = town.api.setup_intents.cancel(setup.id, {"cancellation_reason": "abandoned"})
    assert (given_up.status, given_up.cancellation_reason) == ("canceled", "abandoned")


def test_the_items_of_a_subscription(town: Town) -> None:
    subscription = town.subscribe()
    [item] = town.api.subscription_items.list({"subscription": subscription.id}).data
    assert town.api.subscription_items.retrieve(item.id).price.unit_amount == 900
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription item"):
        town.api.subscription_items.retrieve("si_none")


def test_an_intent_of_an_invoice_is_not_canceled(town: Town) -> None:
    town.subscribe()
    [intent] = town.api.payment_intents.list().data
    with pytest.raises(stripe.InvalidRequestError, match="belongs to an invoice"):
        town.api.payment_intents.cancel(intent.id)


def in_currency(town: Town, currency: str, amount: int) -> stripe.Subscription:
    product = town.api.products.create({"name": "The Courier"})
    price = town.api.prices.create(
        {
            "product": product.id,
            "unit_amount": amount,
            "currency": currency,
            "recurring": {"interval": "month"},
        }
    )
    return town.subscribe(line_items=[{"price": price.id, "quantity": 1}])


def charge_of(town: Town, subscription: stripe.Subscription) -> stripe.Charge:
    return town.api.charges.list({"customer": str(subscription.customer)}).data[0]


@pytest.mark.parametrize(
    ("currency", "amount", "words"),
    [("jpy", 900, "¥900"), ("kwd", 2750, "2.750 KWD"), ("eur", 900, "€9")],
)
def test_sums_are_written_as_their_currency_is(
    town: Town, currency: str, amount: int, words: str
) -> None:
    subscription = in_currency(town, currency, amount)
    [invoice] = town.invoices(subscription)
    html = town.page(invoice.hosted_invoice_url).body.decode()
    assert words in html
    price = subscription["items"].data[0].price.id
    session = town.checkout(line_items=[{"price": price, "quantity": 1}])
    assert f"Pay {words}" in town.page(session.url).body.decode()


def test_three_decimals_go_by_tens(town: Town) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="nearest ten"):
        in_currency(town, "kwd", 2755)
    subscription = in_currency(town, "kwd", 2750)
    charge = charge_of(town, subscription)
    with pytest.raises(stripe.InvalidRequestError, match="nearest ten"):
        town.api.refunds.create({"charge": charge.id, "amount": 1375})
    assert town.api.refunds.create({"charge": charge.id, "amount": 1380}).amount == 1380


def test_parts_of_three_decimals_go_by_tens_too(town: Town) -> None:
    subscription = in_currency(town, "kwd", 2750)
    town.turn(days=7.3)
    coupon = town.api.coupons.create({"percent_off": 33, "duration": "forever"})
    product = town.api.products.create({"name": "The Courier"})
    dearer = town.api.prices.create(
        {
            "product": product.id,
            "unit_amount": 4990,
            "currency": "kwd",
            "recurring": {"interval": "month"},
        }
    )
    params: Any = {
        "items": [{"id": subscription["items"].data[0].id, "price": dearer.id}],
        "proration_behavior": "always_invoice",
        "discounts": [{"coupon": coupon.id}],
    }
    town.api.subscriptions.update(subscription.id, params)
    town.turn(days=31)
    for invoice in town.invoices(subscription):
        assert invoice.total % 10 == 0
        assert all(line.amount % 10 == 0 for line in invoice.lines.data)


def test_a_refund_of_more_than_is_left_says_how_much_is(town: Town) -> None:
    charge = charge_of(town, in_currency(town, "jpy", 900))
    town.api.refunds.create({"charge": charge.id, "amount": 400, "reason": "duplicate"})
    with pytest.raises(stripe.InvalidRequestError) as raised:
        town.api.refunds.create({"charge": charge.id, "amount": 501})
    assert raised.value.user_message == (
        "Refund amount (¥501) is greater than unrefunded amount on charge (¥500)"
    )
    assert raised.value.param == "amount"
    for amount in (0, -1):
        with pytest.raises(stripe.InvalidRequestError):
            town.api.refunds.create({"charge": charge.id, "amount": amount})
    with pytest.raises(stripe.InvalidRequestError, match="reason"):
        town.api.refunds.create({"charge": charge.id, "reason": "whim"})


def test_yen_on_the_checkout_page(town: Town) -> None:
    price = in_currency(town, "jpy", 980)["items"].data[0].price.id
    coupon = town.api.coupons.create({"amount_off": 100, "currency": "jpy", "duration": "once"})
    session = town.checkout(
        line_items=[{"price": price, "quantity": 1}], discounts=[{"coupon": coupon.id}]
    )
    html = town.page(session.url).body.decode()
    assert "¥980 a month" in html
    assert "¥100 off the first payment" in html
    assert "Pay ¥880" in html
    town.page(session.url, card_form(VISA))
    assert town.api.charges.list().data[0].amount == 880
