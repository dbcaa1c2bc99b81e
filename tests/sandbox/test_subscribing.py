"""A reader subscribes on the checkout page."""

import re
from urllib.parse import urlsplit

import pytest
import stripe
from tests.sandbox.town import VISA, Town, card_form

from standfirst.sandbox.cards import CARDS, DECLINES, TOKENS, EntryFault
from standfirst.sandbox.errors import ApiError

DECLINED = "4000000000000002"
ASKS_ALWAYS = "4000002760003184"
ASKS_ONCE = "4000002500003155"


def subscriptions(town: Town) -> list[stripe.Subscription]:
    return town.api.subscriptions.list({"status": "all"}).data


def test_the_page_says_what_is_sold_and_that_no_money_moves(town: Town) -> None:
    html = town.page(town.checkout().url).body.decode()
    assert "Sandbox: no real money. Test card numbers only." in html
    assert "Subscribe to The Courier" in html
    assert "9 crowns a month" in html
    assert "Pay 9 crowns" in html
    assert 'href="http://localhost/plans"' in html
    assert 'autocomplete="cc-number"' in html
    assert not re.search(r"<script|<style| style=|onclick", html)


def test_every_input_has_a_label(town: Town) -> None:
    html = town.page(town.checkout(customer_email="").url).body.decode()
    named = set(re.findall(r'<input id="(\w+)"', html))
    assert named == {"email", "number", "expiry", "cvc"}
    assert named == set(re.findall(r'<label for="(\w+)"', html))


def test_hidden_fields_go_into_the_form(town: Town) -> None:
    path = urlsplit(town.checkout().url or "").path.removeprefix("/sandbox")
    answer = town.sandbox.page("GET", path, {}, hidden={"csrf": 'a"b'})
    assert b'<input type="hidden" name="csrf" value="a&quot;b">' in answer.body


def test_paying_leads_back_with_the_session_named(town: Town) -> None:
    session = town.checkout(client_reference_id="reader-7", metadata={"a": "b"})
    answer = town.page(session.url, card_form(VISA))
    assert answer.status == 303
    assert answer.headers["Location"] == f"http://localhost/thanks?s={session.id}"
    done = town.api.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status) == ("complete", "paid")
    assert (done.client_reference_id, done.url) == ("reader-7", None)


def test_a_paid_checkout_makes_an_active_subscription(town: Town) -> None:
    subscription = town.subscribe(subscription_data={"metadata": {"plan": "courier"}})
    assert subscription.status == "active"
    assert subscription.metadata["plan"] == "courier"
    [invoice] = town.invoices(subscription)
    assert (invoice.status, invoice.amount_paid, invoice.attempt_count) == ("paid", 900, 1)
    assert invoice.billing_reason == "subscription_create"
    card = town.api.payment_methods.retrieve(str(subscription.default_payment_method))
    assert card.card is not None
    assert (card.card.brand, card.card.last4, card.customer) == (
        "visa",
        "4242",
        subscription.customer,
    )


def test_what_is_told_of_a_paid_checkout_and_nothing_else(town: Town) -> None:
    session = town.checkout()
    town.events()
    town.page(session.url, card_form(VISA))
    assert town.events() == [
        "customer.created",
        "payment_method.attached",
        "customer.subscription.created",
        "invoice.created",
        "invoice.finalized",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice.paid",
        "invoice.payment_succeeded",
        "customer.subscription.updated",
        "checkout.session.completed",
    ]
    updated = next(e for e in town.told if e["type"] == "customer.subscription.updated")
    assert updated["data"]["previous_attributes"] == {"status": "incomplete"}


def test_posting_twice_makes_one_subscription(town: Town) -> None:
    session = town.checkout()
    first = town.page(session.url, card_form(VISA))
    second = town.page(session.url, card_form(VISA))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(subscriptions(town)) == 1


def test_a_declined_card_shows_why_and_makes_nothing(town: Town) -> None:
    session = town.checkout()
    town.events()
    answer = town.page(session.url, card_form(DECLINED))
    html = answer.body.decode()
    assert answer.status == 402
    assert "Your card was declined." in html
    assert 'aria-invalid="true" aria-describedby="number-fault"' in html
    assert DECLINED not in html
    assert town.events() == []
    assert subscriptions(town) == []
    assert town.page(session.url, card_form(VISA)).status == 303
    assert len(subscriptions(town)) == 1
    assert len(town.api.customers.list().data) == 1


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        (card_form("4111 1111 1111 1111"), "number", "Only test card numbers are accepted here."),
        (card_form(""), "number", "Your card number is incomplete."),
        (
            card_form(VISA, expiry="13/30"),
            "expiry",
            "Your card&#x27;s expiration date is incomplete.",
        ),
        (
            card_form(VISA, expiry="12/25"),
            "expiry",
            "Your card&#x27;s expiration date is in the past.",
        ),
        (card_form(VISA, cvc="1"), "cvc", "Your card&#x27;s security code is incomplete."),
    ],
)
def test_a_fault_in_the_form_is_named_at_its_field(
    town: Town, form: dict[str, str], field: str, message: str
) -> None:
    answer = town.page(town.checkout().url, form)
    assert answer.status == 422
    assert f'id="{field}-fault">{message}' in answer.body.decode()


def test_a_number_that_is_not_for_tests_is_never_kept(town: Town) -> None:
    session = town.checkout()
    town.page(session.url, card_form("4539578763621486"))
    town.page(session.url, card_form(VISA))
    kept = b"".join(path.read_bytes() for path in town.sandbox.store.path.parent.iterdir())
    assert b"4539578763621486" not in kept
    assert VISA.encode() not in kept


def test_markup_in_names_is_shown_as_it_was_written(town: Town) -> None:
    product = town.api.products.create({"name": "<script>alert(1)</script>"})
    price = town.api.prices.create(
        {
            "product": product.id,
            "unit_amount": 1,
            "currency": "eur",
            "recurring": {"interval": "year"},
        }
    )
    session = town.checkout(
        line_items=[{"price": price.id, "quantity": 1}], cancel_url="javascript:alert(1)"
    )
    html = town.page(session.url).body.decode()
    assert "<script>" not in html
    assert "javascript:" not in html


def test_the_bank_is_asked_and_approves(town: Town) -> None:
    session = town.checkout()
    to_bank = town.page(session.url, card_form(ASKS_ALWAYS)).headers["Location"]
    assert [s.status for s in subscriptions(town)] == ["incomplete"]
    assert "Your bank asks" in town.page(to_bank).body.decode()
    back = town.page(to_bank, {"verdict": "approve"})
    assert back.headers["Location"] == f"http://localhost/thanks?s={session.id}"
    assert [s.status for s in subscriptions(town)] == ["active"]
    again = town.page(to_bank, {"verdict": "approve"})
    assert again.headers["Location"] == back.headers["Location"]


def test_the_bank_is_asked_and_declines_then_another_card_pays(town: Town) -> None:
    session = town.checkout()
    to_bank = town.page(session.url, card_form(ASKS_ALWAYS)).headers["Location"]
    back = town.page(to_bank, {"verdict": "decline"}).headers["Location"]
    assert "unable to authenticate" in town.page(back).body.decode()
    assert town.page(session.url, card_form(VISA)).status == 303
    assert [s.status for s in subscriptions(town)] == ["active"]
    assert len(town.api.customers.list().data) == 1


def test_a_first_payment_that_is_never_confirmed_expires(town: Town) -> None:
    session = town.checkout()
    town.page(session.url, card_form(ASKS_ALWAYS))
    town.events()
    town.turn(hours=22)
    assert [s.status for s in subscriptions(town)] == ["incomplete"]
    town.turn(hours=3)
    [subscription] = subscriptions(town)
    assert subscription.status == "incomplete_expired"
    assert [i.status for i in town.invoices(subscription)] == ["void"]
    assert town.events() == [
        "payment_intent.canceled",
        "invoice.voided",
        "customer.subscription.updated",
        "checkout.session.expired",
    ]
    assert town.page(session.url).status == 410


def test_an_unfinished_payment_does_not_stop_a_new_checkout(town: Town) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    town.page(town.checkout(customer=customer.id).url, card_form(ASKS_ALWAYS))
    assert town.subscribe(customer=customer.id).status == "active"


def test_a_payment_finished_on_the_invoices_page_is_not_taken_again(town: Town) -> None:
    session = town.checkout()
    town.page(session.url, card_form(ASKS_ALWAYS))
    [subscription] = subscriptions(town)
    [invoice] = town.invoices(subscription)
    assert town.page(invoice.hosted_invoice_url, {"confirm": "yes"}).status == 303
    town.api.invoices.pay(invoice.id, {"payment_method": town.card(str(invoice.customer)).id})
    assert (
        town.page(session.url, card_form(VISA)).headers["Location"].startswith("http://localhost")
    )
    assert len([c for c in town.api.charges.list().data if c.paid]) == 1
    assert len(subscriptions(town)) == 1


def test_a_trial_moved_to_end_now(town: Town) -> None:
    subscription = town.subscribe(subscription_data={"trial_period_days": 14})
    town.api.subscriptions.update(subscription.id, {"trial_end": "now"})
    town.turn(minutes=1)
    assert town.again(subscription).status == "active"
    assert [i.total for i in town.invoices(subscription)] == [0, 900]


def test_a_trial_charges_nothing_until_it_ends(town: Town) -> None:
    subscription = town.subscribe(subscription_data={"trial_period_days": 14})
    assert subscription.status == "trialing"
    assert [(i.status, i.total) for i in town.invoices(subscription)] == [("paid", 0)]
    town.events()
    town.turn(days=12)
    assert town.events() == ["customer.subscription.trial_will_end"]
    town.turn(days=3)
    assert town.again(subscription).status == "active"
    assert [i.total for i in town.invoices(subscription)] == [0, 900]


def test_a_trial_card_that_asks_the_bank(town: Town) -> None:
    session = town.checkout(subscription_data={"trial_period_days": 14})
    to_bank = town.page(session.url, card_form(ASKS_ONCE)).headers["Location"]
    assert subscriptions(town) == []
    town.page(to_bank, {"verdict": "approve"})
    [subscription] = subscriptions(town)
    town.turn(days=15)
    assert town.again(subscription).status == "active"


def test_a_card_is_saved_without_a_charge(town: Town) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    session = town.api.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "sek",
            "customer": customer.id,
            "success_url": "http://localhost/card",
            "setup_intent_data": {"metadata": {"reader": "7"}},
        }
    )
    html = town.page(session.url).body.decode()
    assert "Save card" in html
    town.events()
    town.page(session.url, card_form("5555555555554444"))
    assert town.events() == [
        "payment_method.attached",
        "setup_intent.succeeded",
        "checkout.session.completed",
    ]
    done = town.api.checkout.sessions.retrieve(
        session.id, {"expand": ["setup_intent.payment_method"]}
    )
    assert isinstance(done.setup_intent, stripe.SetupIntent)
    assert done.setup_intent.metadata is not None
    assert done.setup_intent.metadata["reader"] == "7"
    method = done.setup_intent.payment_method
    assert isinstance(method, stripe.PaymentMethod)
    assert method.card is not None
    assert (method.card.brand, method.customer) == ("mastercard", customer.id)


def test_a_declined_card_is_not_saved(town: Town) -> None:
    customer = town.api.customers.create({"email": "ane@linde.example"})
    session = town.checkout(customer=customer.id, mode="setup", line_items=[])
    assert town.page(session.url, card_form("4000000000009995")).status == 402
    assert town.api.customers.payment_methods.list(customer.id).data == []


def test_a_session_closed_by_hand_takes_no_card(town: Town) -> None:
    session = town.checkout()
    town.api.checkout.sessions.expire(session.id)
    assert town.page(session.url, card_form(VISA)).status == 410
    assert subscriptions(town) == []


def test_the_cast_of_a_demo_pays_without_pages(town: Town) -> None:
    session = town.checkout()
    with pytest.raises(ApiError, match="declined"):
        town.sandbox.complete_checkout(session.id, number=DECLINED, exp_month=1, exp_year=2030)
    with pytest.raises(EntryFault, match="Only test card numbers"):
        town.sandbox.complete_checkout(
            session.id, number="4111111111111111", exp_month=1, exp_year=2030
        )
    town.sandbox.complete_checkout(
        session.id, number=ASKS_ALWAYS, exp_month=1, exp_year=2030, approve=False
    )
    assert [s.status for s in subscriptions(town)] == ["incomplete"]


@pytest.mark.parametrize(
    "path", ["/", "/checkout/cs_test_none", "/invoice/x", "/portal/x", "/../x"]
)
def test_a_page_that_is_not_there(town: Town, path: str) -> None:
    assert town.sandbox.page("GET", path, {}).status == 404


def test_the_stylesheet_is_its_own_unless_another_is_named(town: Town) -> None:
    sheet = town.sandbox.page("GET", "/sandbox.css", {})
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert b'href="/sandbox/sandbox.css"' in town.page(town.checkout().url).body


@pytest.mark.parametrize("token", sorted(TOKENS))
def test_every_card_that_is_attached_by_name(town: Town, token: str) -> None:
    customer = town.api.customers.create({}).id
    if CARDS[TOKENS[token]].behaviour in DECLINES:
        with pytest.raises(stripe.CardError):
            town.card(customer, token)
        return
    card = town.card(customer, token).card
    assert card is not None
    assert (card.last4, card.brand) == (TOKENS[token][-4:], CARDS[TOKENS[token]].brand)
