"""The keys of what is answered are those that the company publishes.

`published_keys.json` holds the keys of each object, by path, as the company's own published
example objects have them. Where an example is null or of another variant than ours there is
nothing to compare; where ours has more, or other keys, it stands in `EXPLAINED` with the reason.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import stripe
from tests.sandbox.town import Town, card_form

PUBLISHED: dict[str, dict[str, list[str]]] = json.loads(
    Path(__file__).with_name("published_keys.json").read_text()
)

EXPLAINED = {
    "invoice:lines.data[].pricing: price_details": "left out of the examples, sent by the API",
    "line_item:pricing: price_details": "left out of the examples, sent by the API",
    "invoice_payment:payment: payment_intent": "left out of the examples, sent by the API",
    "payment_intent:last_payment_error: charge code decline_code message payment_method": (
        "the example's error is of no card"
    ),
}
FREE = ("metadata", "payment_method_options", "fraud_details")


def differences(kind: str, doc: Any, path: str = "") -> list[str]:
    """Where the object's keys are not the published ones."""
    known = PUBLISHED[kind]
    if isinstance(doc, list):
        return [line for entry in doc[:1] for line in differences(kind, entry, f"{path}[]")]
    if not isinstance(doc, dict) or path not in known or path.endswith(FREE):
        return []
    found = []
    if sorted(doc) != known[path]:
        odd = set(doc) ^ set(known[path])
        found.append(f"{kind}:{path}: {' '.join(sorted(odd))}")
    for key, value in doc.items():
        found += differences(kind, value, f"{path}.{key}" if path else key)
    return found


def bargain(town: Town) -> list[Any]:
    """The discounts of somebody who pays less, is taxed, waits for a change, and disputes."""
    half = town.api.coupons.create({"id": "half", "percent_off": 50, "duration": "forever"})
    code = town.api.promotion_codes.create({"promotion": {"type": "coupon", "coupon": half.id}})
    swede: Any = {"email": "ane@linde.example", "address": {"country": "SE"}}
    customer = town.api.customers.create(swede)
    subscription = town.subscribe(
        customer=customer.id,
        discounts=[{"promotion_code": code.id}],
        automatic_tax={"enabled": True},
    )
    town.sandbox.open_dispute(town.api.charges.list().data[0].id)
    town.sandbox.turn_card(str(subscription.default_payment_method), number="4000000000000341")
    item = subscription["items"].data[0]
    switch: Any = {
        "items": [{"id": item.id, "price": town.price(1900).id}],
        "proration_behavior": "always_invoice",
        "payment_behavior": "pending_if_incomplete",
        "expand": ["discounts"],
    }
    return list(town.api.subscriptions.update(subscription.id, switch).discounts)


def foreseen(town: Town, subscription: stripe.Subscription) -> Any:
    """A preview of the next invoice."""
    return town.api.invoices.create_preview({"subscription": subscription.id}).to_dict()


@pytest.fixture
def objects(town: Town) -> dict[str, Any]:
    """One answer, or more, of each kind, out of a lively month."""
    subscription = town.subscribe()
    trial = town.subscribe(subscription_data={"trial_period_days": 30})
    town.page(town.checkout().url, card_form("4000002760003184"))
    town.api.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": "void"}, "cancel_at_period_end": True}
    )
    town.sandbox.turn_card(str(trial.default_payment_method), number="4000000000000002")
    town.api.refunds.create({"charge": town.api.charges.list().data[-1].id})
    customer = town.api.customers.create({})
    card = town.card(customer.id)
    town.api.checkout.sessions.create(
        {"mode": "setup", "customer": customer.id, "success_url": "http://localhost/"}
    )
    town.turn(days=40)
    auth = {"Authorization": "Bearer sk_test_linde"}

    def every(path: str) -> list[Any]:
        answer = town.sandbox.answer("GET", f"/v1/{path}", auth)
        found = json.loads(answer.body)["data"]
        assert found, path
        return list(found)

    schedule = town.api.subscription_schedules.create({"from_subscription": trial.id})
    town.api.webhook_endpoints.create({"url": "https://a.example/", "enabled_events": ["*"]})
    town.api.test_helpers.test_clocks.create({"frozen_time": subscription.created})
    sessions = town.api.billing_portal.sessions
    portal = sessions.create({"customer": customer.id})
    asked: Any = {
        "customer": str(trial.customer),
        "flow_data": {
            "type": "subscription_cancel",
            "subscription_cancel": {"subscription": trial.id},
            "after_completion": {
                "type": "redirect",
                "redirect": {"return_url": "http://localhost/"},
            },
        },
    }
    flow = sessions.create(asked)
    lessened, gone = bargain(town), town.api.customers.create({})
    return {
        "coupon": every("coupons"),
        "deleted_coupon": [town.api.coupons.delete("half").to_dict()],
        "deleted_customer": [town.api.customers.delete(gone.id).to_dict()],
        "discount": [discount.to_dict() for discount in lessened],
        "dispute": every("disputes"),
        "promotion_code": every("promotion_codes"),
        "tax_rate": every("tax_rates"),
        "billing_portal.session": [portal.to_dict(), flow.to_dict()],
        "charge": every("charges"),
        "checkout.session": every("checkout/sessions"),
        "customer": every("customers"),
        "event": [{**event, "data": {"object": None}} for event in every("events?limit=100")],
        "invoice": [*every("invoices"), foreseen(town, trial)],
        "invoice_payment": every("invoice_payments"),
        "item": every(f"checkout/sessions/{every('checkout/sessions')[-1]['id']}/line_items"),
        "line_item": every(f"invoices/{every('invoices')[0]['id']}/lines"),
        "payment_intent": every("payment_intents"),
        "payment_method": every(f"payment_methods?customer={card.customer}"),
        "price": every("prices"),
        "product": every("products"),
        "refund": every("refunds"),
        "setup_intent": every("setup_intents"),
        "subscription": every("subscriptions?status=all"),
        "test_helpers.test_clock": every("test_helpers/test_clocks"),
        "webhook_endpoint": every("webhook_endpoints"),
        "subscription_schedule": [schedule.to_dict()],
        "subscription_item": every("subscriptions?status=all")[0]["items"]["data"],
    }


def test_the_keys_are_the_published_ones(objects: dict[str, Any]) -> None:
    assert set(objects) == set(PUBLISHED)
    odd = {
        line for kind, docs in objects.items() for doc in docs for line in differences(kind, doc)
    }
    assert sorted(odd) == sorted(EXPLAINED)


def test_no_note_of_the_sandbox_leaves_it(objects: dict[str, Any], town: Town) -> None:
    def notes(node: Any) -> list[str]:
        if isinstance(node, list):
            return [note for entry in node for note in notes(entry)]
        if isinstance(node, dict):
            below = [note for value in node.values() for note in notes(value)]
            return below + [key for key in node if key.startswith("_")]
        return []

    assert notes(objects) == []
    town.sandbox.deliver(town.take)
    assert notes(town.told) == []
