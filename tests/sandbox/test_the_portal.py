"""The company's own portal, whole and for one thing at a time."""

from typing import Any

import pytest
import stripe
from tests.sandbox.town import Town, card_form

BACK = "http://localhost/account"
DONE = "http://localhost/account/done"
REDIRECT = {"type": "redirect", "redirect": {"return_url": DONE}}


def portal(
    town: Town, subscription: stripe.Subscription, **flow: Any
) -> stripe.billing_portal.Session:
    params: Any = {"customer": str(subscription.customer), "return_url": BACK}
    if flow:
        params["flow_data"] = {"after_completion": REDIRECT, **flow}
    return town.api.billing_portal.sessions.create(params)


def test_the_whole_portal_shows_subscription_and_invoices(town: Town) -> None:
    subscription = town.subscribe()
    html = town.page(portal(town, subscription).url).body.decode()
    number = town.invoices(subscription)[0].number
    for words in ("9 crowns a month", "renews on 15 February 2026", str(number), f'"{BACK}"'):
        assert words in html


def test_cancelling_in_the_portal_and_thinking_again(town: Town) -> None:
    subscription = town.subscribe()
    url = portal(town, subscription).url
    form = {"do": "cancel", "subscription": subscription.id}
    assert town.page(url, form).status == 303
    assert town.again(subscription).cancel_at_period_end
    html = town.page(url).body.decode()
    assert "ends on 15 February 2026" in html
    town.page(url, {**form, "do": "resume"})
    assert not town.again(subscription).cancel_at_period_end


def test_nobody_cancels_what_is_not_theirs(town: Town) -> None:
    mine, theirs = town.subscribe(), town.subscribe()
    answer = town.page(portal(town, mine).url, {"do": "cancel", "subscription": theirs.id})
    assert answer.status == 402
    assert not town.again(theirs).cancel_at_period_end


def test_the_flow_for_another_card_leads_back(town: Town) -> None:
    subscription = town.subscribe()
    session = portal(town, subscription, type="payment_method_update")
    assert session.flow is not None
    assert session.flow.type == "payment_method_update"
    assert "Cancel subscription" not in town.page(session.url).body.decode()
    refused = town.page(session.url, card_form("4000000000000002"))
    assert (refused.status, b"declined" in refused.body) == (402, True)
    answer = town.page(session.url, card_form("5555555555554444"))
    assert (answer.status, answer.headers["Location"]) == (303, DONE)
    assert town.page(session.url).headers["Location"] == DONE


def test_the_flow_for_cancelling_leads_back(town: Town) -> None:
    subscription = town.subscribe()
    named = {"subscription": subscription.id}
    session = portal(town, subscription, type="subscription_cancel", subscription_cancel=named)
    assert "It ends on 15 February 2026" in town.page(session.url).body.decode()
    town.events()
    answer = town.page(session.url, {"do": "cancel", **named})
    assert answer.headers["Location"] == DONE
    assert town.events() == ["customer.subscription.updated"]
    assert town.again(subscription).cancel_at_period_end


def switch_flow(town: Town, subscription: stripe.Subscription, price: str) -> dict[str, Any]:
    item = {"id": subscription["items"].data[0].id, "price": price, "quantity": 1}
    confirm = {"subscription": subscription.id, "items": [item]}
    return {"type": "subscription_update_confirm", "subscription_update_confirm": confirm}


def test_the_flow_for_a_switch_charges_the_difference(town: Town) -> None:
    subscription = town.subscribe()
    town.turn(days=15.5)
    session = portal(town, subscription, **switch_flow(town, subscription, town.price(1900).id))
    html = town.page(session.url).body.decode()
    assert "From 9 crowns a month to 19 crowns a month" in html
    assert "Now you pay 5 crowns" in html
    answer = town.page(session.url, {"do": "switch"})
    assert answer.headers["Location"] == DONE
    assert town.again(subscription)["items"].data[0].price.unit_amount == 1900
    invoice = town.invoices(subscription)[-1]
    assert (invoice.total, invoice.status) == (500, "paid")


def test_a_switch_that_is_declined_changes_nothing(town: Town) -> None:
    subscription = town.subscribe()
    town.sandbox.turn_card(str(subscription.default_payment_method), number="4000000000000341")
    town.turn(days=15.5)
    session = portal(town, subscription, **switch_flow(town, subscription, town.price(1900).id))
    answer = town.page(session.url, {"do": "switch"})
    assert (answer.status, b"declined" in answer.body) == (402, True)
    assert town.again(subscription)["items"].data[0].price.unit_amount == 900
    assert len(town.invoices(subscription)) == 1


def test_a_flow_may_end_on_a_page_of_thanks(town: Town) -> None:
    subscription = town.subscribe()
    thanks = {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "Saved."}}
    session = portal(town, subscription, type="payment_method_update", after_completion=thanks)
    assert b"Saved." in town.page(session.url, card_form("5555555555554444")).body


def test_what_a_flow_cannot_be(town: Town) -> None:
    mine, theirs = town.subscribe(), town.subscribe()
    odd: list[dict[str, Any]] = [
        {"type": "holiday"},
        {"type": "subscription_cancel"},
        {"type": "subscription_cancel", "subscription_cancel": {"subscription": theirs.id}},
        switch_flow(town, mine, "price_none"),
        {"type": "payment_method_update", "after_completion": {"type": "redirect"}},
    ]
    for flow in odd:
        with pytest.raises(stripe.InvalidRequestError):
            portal(town, mine, **flow)


def test_a_flow_about_what_has_ended_meanwhile(town: Town) -> None:
    subscription = town.subscribe()
    session = portal(town, subscription, **switch_flow(town, subscription, town.price(1900).id))
    town.api.subscriptions.cancel(subscription.id)
    assert (town.page(session.url).status, town.page(session.url, {"do": "switch"}).status) == (
        410,
        410,
    )
