"""What the API does with keys, faults, repeats, pages and expansions."""

import json
from typing import Any

import pytest
import stripe
from tests.sandbox.town import Town

from standfirst.config.sandbox_transport import SandboxTransport

AUTH = {"Authorization": "Bearer sk_test_linde"}


def ask(town: Town, method: str, path: str, body: str = "", **headers: str) -> tuple[int, Any]:
    answer = town.sandbox.answer(method, path, {**AUTH, **headers}, body.encode())
    return answer.status, json.loads(answer.body)


def test_the_shapes_are_of_the_sdks_version(town: Town) -> None:
    answer = town.sandbox.answer("GET", "/v1/customers", AUTH)
    assert answer.headers["Stripe-Version"] == stripe.api_version


def test_a_live_key_is_refused_and_not_repeated(town: Town) -> None:
    key = "sk_live_51abcdefgh"
    client = stripe.StripeClient(key, http_client=SandboxTransport(town.sandbox))
    with pytest.raises(stripe.AuthenticationError, match="test keys") as raised:
        client.v1.customers.create({"email": "ane@linde.example"})
    assert key not in str(raised.value.http_body)
    assert town.api.customers.list().data == []


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer hello", "Basic x"])
def test_no_key_or_another_is_refused(town: Town, header: str) -> None:
    answer = town.sandbox.answer("GET", "/v1/customers", {"Authorization": header})
    assert answer.status == 401


def test_the_same_key_gets_the_same_answer(town: Town) -> None:
    create = town.api.customers.create
    options: stripe.RequestOptions = {"idempotency_key": "once"}
    first = create({"email": "ane@linde.example"}, options)
    assert create({"email": "ane@linde.example"}, options).id == first.id
    assert len(town.api.customers.list().data) == 1
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        create({"email": "bo@linde.example"}, options)


def test_a_declined_payment_is_given_again_to_its_key(town: Town) -> None:
    subscription = town.subscribe()
    card = str(subscription.default_payment_method)
    town.sandbox.turn_card(card, number="4000000000000341")
    town.turn(days=31)
    invoice = town.invoices(subscription)[-1].id
    options: stripe.RequestOptions = {"idempotency_key": "pay-1"}
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            town.api.invoices.pay(invoice, options=options)
        town.sandbox.turn_card(card, number="4242424242424242")
    assert len(town.api.charges.list().data) == 3


def test_a_wrong_request_is_not_kept_for_its_key(town: Town) -> None:
    status, _ = ask(town, "POST", "/v1/prices", "currency=sek", **{"Idempotency-Key": "k"})
    assert status == 400
    price = town.api.products.create({"name": "x"}, {"idempotency_key": "k"})
    assert price.name == "x"


def test_what_is_not_there(town: Town) -> None:
    status, body = ask(town, "GET", "/v1/customers/cus_none")
    assert status == 404
    assert body["error"]["code"] == "resource_missing"
    assert body["error"]["message"] == "No such customer: 'cus_none'"
    assert body["error"]["param"] == "id"
    assert body["error"]["doc_url"].endswith("/resource-missing")


def test_an_object_named_in_a_parameter_that_is_not_there(town: Town) -> None:
    status, body = ask(town, "POST", "/v1/billing_portal/sessions", "customer=cus_none")
    assert (status, body["error"]["param"]) == (400, "customer")


def test_an_id_of_another_kind_is_not_there(town: Town) -> None:
    customer = town.api.customers.create({})
    assert ask(town, "GET", f"/v1/invoices/{customer.id}")[0] == 404


def test_an_unknown_parameter_and_an_unknown_address(town: Town) -> None:
    status, body = ask(town, "POST", "/v1/customers", "emial=x")
    assert (status, body["error"]["code"]) == (400, "parameter_unknown")
    status, body = ask(town, "GET", "/v1/nonsense")
    assert (status, body["error"]["type"]) == (404, "invalid_request_error")
    assert ask(town, "POST", "/v1/subscriptions/x/discount")[0] == 404


@pytest.mark.parametrize(
    "body",
    ["email[a]=b", "invoice_settings=x", "metadata[a][b]=c", "a=1&a[b]=2", "%ff%fe", "\x00", "[]="],
)
def test_odd_forms_are_refused_not_crashed_on(town: Town, body: str) -> None:
    assert ask(town, "POST", "/v1/customers", body)[0] == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "created[near]=1"])
def test_odd_lists_are_refused(town: Town, query: str) -> None:
    assert ask(town, "GET", f"/v1/events?{query}")[0] == 400


def test_metadata_is_merged_and_taken_away(town: Town) -> None:
    customers = town.api.customers
    customer = customers.create({"metadata": {"a": "1", "b": "2"}})
    now = customers.update(customer.id, {"metadata": {"a": "", "c": "3"}})
    assert now.metadata is not None
    assert now.metadata.to_dict() == {"b": "2", "c": "3"}


def test_an_update_tells_what_was_before(town: Town) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    town.events()
    town.api.customers.update(customer.id, {"email": "bo@linde.example"})
    assert town.events() == ["customer.updated"]
    assert town.told[0]["data"]["previous_attributes"] == {"email": "ane@linde.example"}
    town.api.customers.update(customer.id, {"email": "bo@linde.example"})
    assert town.events() == []


def test_lists_come_newest_first_and_page_by_page(town: Town) -> None:
    customers = town.api.customers
    made = [customers.create({"email": f"{n}@linde.example"}).id for n in range(25)]
    first = customers.list()
    assert ([c.id for c in first.data], first.has_more) == (made[:14:-1], True)
    assert [c.id for c in first.auto_paging_iter()] == made[::-1]
    last = customers.list({"starting_after": made[3]})
    assert ([c.id for c in last.data], last.has_more) == (made[2::-1], False)
    newer = customers.list({"ending_before": made[3], "limit": 2})
    assert [c.id for c in newer.data] == [made[5], made[4]]


def test_customers_by_address(town: Town) -> None:
    customers = town.api.customers
    ane = customers.create({"email": "ane@linde.example"})
    customers.create({"email": "bo@linde.example"})
    assert [c.id for c in customers.list({"email": "ane@linde.example"}).data] == [ane.id]


def test_subscriptions_by_customer_and_status(town: Town) -> None:
    kept, ended = town.subscribe(), town.subscribe()
    subscriptions = town.api.subscriptions
    subscriptions.cancel(ended.id)
    assert [s.id for s in subscriptions.list().data] == [kept.id]
    assert [s.id for s in subscriptions.list({"status": "canceled"}).data] == [ended.id]
    of_one = subscriptions.list({"status": "all", "customer": str(ended.customer)})
    assert [s.id for s in of_one.data] == [ended.id]


def test_events_since_a_moment(town: Town) -> None:
    subscription = town.subscribe()
    since = int(town.clock.time.timestamp()) + 1
    town.turn(days=40)
    found = town.api.events.list({"created": {"gte": since}, "types": ["invoice.paid"]})
    [event] = found.data
    assert event.data.object["id"] == town.invoices(subscription)[-1].id
    assert town.api.events.retrieve(event.id).type == "invoice.paid"


def test_ids_are_replaced_by_what_they_name(town: Town) -> None:
    subscription = town.subscribe()
    status, body = ask(
        town,
        "GET",
        f"/v1/subscriptions/{subscription.id}?expand[]=latest_invoice.payments"
        "&expand[1]=default_payment_method&expand[2]=items.data.price.product&expand[3]=customer"
        "&expand[4]=pending_setup_intent",
    )
    assert status == 200
    assert body["latest_invoice"]["payments"]["data"][0]["status"] == "paid"
    assert body["default_payment_method"]["card"]["last4"] == "4242"
    assert body["items"]["data"][0]["price"]["product"]["name"] == "The Courier"
    assert body["customer"]["email"] == "ane@linde.example"


def test_lists_expand_too(town: Town) -> None:
    town.subscribe()
    _, body = ask(town, "GET", "/v1/subscriptions?expand[]=data.default_payment_method")
    assert body["data"][0]["default_payment_method"]["object"] == "payment_method"


def test_an_answer_to_a_change_expands(town: Town) -> None:
    subscription = town.subscribe()
    updated = town.api.subscriptions.update(
        subscription.id, {"metadata": {"a": "b"}, "expand": ["latest_invoice"]}
    )
    assert isinstance(updated.latest_invoice, stripe.Invoice)


@pytest.mark.parametrize("path", ["nonsense", "customer.nonsense", "a.b.c.d.e.f"])
def test_what_cannot_be_expanded(town: Town, path: str) -> None:
    subscription = town.subscribe()
    status, body = ask(town, "GET", f"/v1/subscriptions/{subscription.id}?expand[]={path}")
    assert (status, body["error"]["param"]) == (400, "expand")


def test_a_change_whose_expansion_fails_is_not_made(town: Town) -> None:
    assert ask(town, "POST", "/v1/customers", "expand[]=nonsense")[0] == 400
    assert town.api.customers.list().data == []


def test_a_default_card_must_be_the_customers_own(town: Town) -> None:
    ane, bo = town.api.customers.create({}), town.api.customers.create({})
    card = town.card(ane.id)
    with pytest.raises(stripe.InvalidRequestError, match="does not have a payment method"):
        town.api.customers.update(bo.id, {"invoice_settings": {"default_payment_method": card.id}})


def test_cards_of_a_customer_and_one_taken_off(town: Town) -> None:
    customer = town.api.customers.create({})
    first, second = town.card(customer.id), town.card(customer.id, "pm_card_mastercard")
    cards = town.api.payment_methods.list({"customer": customer.id, "type": "card"})
    assert [c.id for c in cards.data] == [second.id, first.id]
    assert town.api.payment_methods.detach(first.id).customer is None
    assert len(town.api.customers.payment_methods.list(customer.id).data) == 1


def test_a_declined_card_is_not_attached(town: Town) -> None:
    customer = town.api.customers.create({})
    with pytest.raises(stripe.CardError):
        town.card(customer.id, "pm_card_chargeDeclined")
    assert town.card(customer.id, "pm_card_chargeCustomerFail").customer == customer.id


def test_a_price_moves_its_lookup_key(town: Town) -> None:
    prices = town.api.prices
    old, new = town.price(), town.price(1000)
    prices.update(old.id, {"lookup_key": "courier"})
    with pytest.raises(stripe.InvalidRequestError, match="lookup key"):
        prices.update(new.id, {"lookup_key": "courier"})
    assert [p.id for p in prices.list({"lookup_keys": ["courier"]}).data] == [old.id]
    assert prices.update(old.id, {"active": False}).active is False
    assert [p.id for p in prices.list({"active": True}).data] == [new.id]
