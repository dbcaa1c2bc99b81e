"""A renewal is declined, tried again, and paid or given up."""

from datetime import UTC, datetime, timedelta

import pytest
import stripe
from tests.sandbox.town import VISA, Clock, Town, card_form, open_town

from standfirst.sandbox.cards import CARDS, DECLINES
from standfirst.sandbox.periods import moment

LATER_DECLINE = "4000000000000341"
ASKS_ALWAYS = "4000002760003184"


def fails_from_now(town: Town) -> stripe.Subscription:
    """A subscription whose first renewal, on 15 February, was just declined."""
    subscription = town.subscribe()
    town.sandbox.turn_card(str(subscription.default_payment_method), number=LATER_DECLINE)
    town.turn(days=31)
    return subscription


def latest(town: Town, subscription: stripe.Subscription) -> stripe.Invoice:
    return town.invoices(subscription)[-1]


def test_the_first_failure(town: Town) -> None:
    subscription = town.subscribe()
    town.sandbox.turn_card(str(subscription.default_payment_method), number=LATER_DECLINE)
    town.events()
    town.turn(days=31)
    assert town.events() == [
        "invoice.created",
        "customer.subscription.updated",
        "invoice.finalized",
        "charge.failed",
        "payment_intent.payment_failed",
        "invoice.payment_failed",
        "customer.subscription.updated",
        "customer.updated",
    ]
    assert town.again(subscription).status == "past_due"
    invoice = latest(town, subscription)
    assert (invoice.status, invoice.attempted, invoice.attempt_count) == ("open", True, 1)
    assert moment(invoice.next_payment_attempt or 0) == town.clock.time + timedelta(days=3)


def test_tries_come_after_3_5_and_7_days_and_then_no_more(town: Town) -> None:
    subscription = fails_from_now(town)
    town.turn(days=20)
    invoice = latest(town, subscription)
    assert (invoice.attempt_count, invoice.next_payment_attempt) == (4, None)
    assert town.again(subscription).status == "past_due"
    town.sandbox.deliver(town.take)
    failures = [
        moment(e["created"]).day for e in town.told if e["type"] == "invoice.payment_failed"
    ]
    assert failures == [15, 18, 23, 2]


@pytest.mark.parametrize(
    ("after_retries", "status", "reason"),
    [
        ("past_due", "past_due", None),
        ("unpaid", "unpaid", None),
        ("canceled", "canceled", "payment_failed"),
    ],
)
def test_what_the_last_failure_leads_to_is_a_setting(
    town: Town, clock: Clock, after_retries: str, status: str, reason: str | None
) -> None:
    path = town.sandbox.store.path.with_name("other.sqlite3")
    other = open_town(path, clock, after_retries=after_retries)
    subscription = fails_from_now(other)
    other.turn(days=16)
    now = other.again(subscription)
    assert now.status == status
    assert now.cancellation_details is not None
    assert now.cancellation_details.reason == reason
    other.sandbox.close()


def test_a_retry_that_succeeds_makes_it_active(town: Town) -> None:
    subscription = fails_from_now(town)
    town.sandbox.turn_card(str(subscription.default_payment_method), number="4242424242424242")
    town.turn(days=3)
    assert town.again(subscription).status == "active"
    assert (latest(town, subscription).status, latest(town, subscription).attempt_count) == (
        "paid",
        2,
    )


def test_a_new_card_pays_the_open_invoice_at_once(town: Town) -> None:
    subscription = fails_from_now(town)
    card = town.card(str(subscription.customer))
    town.api.customers.update(
        str(subscription.customer), {"invoice_settings": {"default_payment_method": card.id}}
    )
    town.api.subscriptions.update(subscription.id, {"default_payment_method": card.id})
    paid = town.api.invoices.pay(latest(town, subscription).id)
    assert (paid.status, paid.amount_remaining, paid.next_payment_attempt) == ("paid", 0, None)
    assert town.again(subscription).status == "active"
    assert town.api.customers.retrieve(str(subscription.customer)).delinquent is False


def test_the_subscriptions_card_comes_before_the_customers(town: Town) -> None:
    subscription = fails_from_now(town)
    card = town.card(str(subscription.customer))
    town.api.customers.update(
        str(subscription.customer), {"invoice_settings": {"default_payment_method": card.id}}
    )
    with pytest.raises(stripe.CardError):
        town.api.invoices.pay(latest(town, subscription).id)


def test_paying_with_a_card_that_is_declined_answers_402_and_is_kept(town: Town) -> None:
    subscription = fails_from_now(town)
    town.events()
    with pytest.raises(stripe.CardError) as raised:
        town.api.invoices.pay(latest(town, subscription).id)
    error = raised.value
    assert (error.http_status, error.code) == (402, "card_declined")
    assert error.error is not None
    assert error.error.decline_code == "generic_decline"
    assert "invoice.payment_failed" in town.events()
    invoice = latest(town, subscription)
    assert (invoice.attempt_count, invoice.status) == (1, "open")
    assert invoice.next_payment_attempt is not None


def test_an_invoice_is_paid_once(town: Town) -> None:
    subscription = town.subscribe()
    with pytest.raises(stripe.InvalidRequestError, match="already paid"):
        town.api.invoices.pay(latest(town, subscription).id)
    assert len(town.api.charges.list().data) == 1


def test_no_card_at_all(town: Town) -> None:
    subscription = town.subscribe()
    town.api.payment_methods.detach(str(subscription.default_payment_method))
    town.turn(days=31)
    assert town.again(subscription).status == "past_due"
    with pytest.raises(stripe.InvalidRequestError, match="no `default_payment_method`"):
        town.api.invoices.pay(latest(town, subscription).id)


def test_a_card_that_ran_out(town: Town) -> None:
    subscription = town.subscribe(exp_month=2, exp_year=2026)
    town.turn(days=31)
    assert latest(town, subscription).status == "paid"
    town.turn(days=28)
    invoice = town.api.invoices.retrieve(
        latest(town, subscription).id, {"expand": ["payments.data.payment.payment_intent"]}
    )
    assert invoice.payments is not None
    intent = invoice.payments.data[0].payment.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert intent.last_payment_error is not None
    assert intent.last_payment_error.code == "expired_card"
    assert town.again(subscription).status == "past_due"


def test_a_renewed_card_pays_again(town: Town) -> None:
    subscription = town.subscribe(exp_month=1, exp_year=2026)
    town.turn(days=31)
    town.events()
    card = str(subscription.default_payment_method)
    town.sandbox.renew_card(card, exp_month=1, exp_year=2030)
    assert town.events() == ["payment_method.automatically_updated"]
    town.turn(days=3)
    assert town.again(subscription).status == "active"


def test_the_bank_wants_to_be_asked_at_a_renewal(town: Town) -> None:
    subscription = town.subscribe(ASKS_ALWAYS)
    assert subscription.status == "active"
    town.events()
    town.turn(days=31)
    told = town.events()
    assert "invoice.payment_action_required" in told
    assert "invoice.payment_failed" in told
    assert town.again(subscription).status == "past_due"
    [payment] = town.api.invoice_payments.list({"invoice": latest(town, subscription).id}).data
    intent = town.api.payment_intents.confirm(
        str(payment.payment.payment_intent), {"return_url": "http://localhost/account?x=1"}
    )
    assert intent.status == "requires_action"
    assert intent.next_action is not None
    assert intent.next_action.redirect_to_url is not None
    back = town.page(intent.next_action.redirect_to_url.url, {"verdict": "approve"})
    assert back.headers["Location"].startswith(
        f"http://localhost/account?x=1&payment_intent={intent.id}"
    )
    assert back.headers["Location"].endswith("redirect_status=succeeded")
    assert town.again(subscription).status == "active"


def test_the_bank_is_asked_and_says_no_at_a_renewal(town: Town) -> None:
    subscription = town.subscribe(ASKS_ALWAYS)
    town.turn(days=31)
    invoice = latest(town, subscription)
    here = town.page(invoice.hosted_invoice_url)
    assert "Confirm with your bank" in here.body.decode()
    bank = town.page(invoice.hosted_invoice_url, {"confirm": "yes"}).headers["Location"]
    back = town.page(bank, {"verdict": "decline"}).headers["Location"]
    assert back == f"/sandbox/invoice/{invoice.id}"
    assert town.again(subscription).status == "past_due"


def test_asked_once_then_never_again(town: Town) -> None:
    subscription = town.subscribe("4000002500003155")
    town.turn(days=70)
    assert [i.status for i in town.invoices(subscription)] == ["paid"] * 3


def test_the_invoices_own_page_takes_a_card(town: Town) -> None:
    subscription = fails_from_now(town)
    invoice = latest(town, subscription)
    declined = town.page(invoice.hosted_invoice_url, card_form(LATER_DECLINE))
    assert declined.status == 402
    assert "Your card was declined." in declined.body.decode()
    assert town.page(invoice.hosted_invoice_url, card_form("4242424242424242")).status == 303
    assert town.again(subscription).status == "active"


def test_the_invoice_as_pdf(town: Town) -> None:
    invoice = latest(town, town.subscribe())
    answer = town.page(invoice.invoice_pdf)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.body.startswith(b"%PDF-1.4")
    assert b"9 crowns" in answer.body


def test_a_voided_invoice_is_not_owed(town: Town) -> None:
    subscription = fails_from_now(town)
    town.api.invoices.void_invoice(latest(town, subscription).id)
    assert town.again(subscription).status == "active"
    assert town.sandbox.next_due() == moment(
        town.again(subscription)["items"].data[0].current_period_end
    )


def test_an_old_debt_paid_does_not_clear_the_latest(town: Town) -> None:
    subscription = fails_from_now(town)
    town.turn(days=31)
    _, first, second = town.invoices(subscription)
    town.sandbox.turn_card(str(subscription.default_payment_method), number="4242424242424242")
    town.api.invoices.pay(first.id)
    assert town.again(subscription).status == "past_due"
    town.api.invoices.pay(second.id)
    assert town.again(subscription).status == "active"


@pytest.mark.parametrize("number", [c.number for c in CARDS.values() if c.behaviour in DECLINES])
def test_each_declining_card_says_why(town: Town, number: str) -> None:
    decline = DECLINES[CARDS[number].behaviour]
    answer = town.page(town.checkout().url, card_form(number))
    assert answer.status == 402
    assert decline.message.replace("'", "&#x27;") in answer.body.decode()
    subscription = town.subscribe()
    town.sandbox.turn_card(str(subscription.default_payment_method), number=number)
    town.turn(days=31)
    with pytest.raises(stripe.CardError) as raised:
        town.api.invoices.pay(latest(town, subscription).id)
    assert raised.value.code == decline.code
    assert raised.value.error is not None
    assert raised.value.error.decline_code == decline.decline_code


def test_the_bank_sends_a_card_with_another_number(town: Town) -> None:
    subscription = town.subscribe()
    card = str(subscription.default_payment_method)
    town.events()
    town.sandbox.renew_card(card, exp_month=1, exp_year=2033, number="5555555555554444")
    assert town.events() == ["payment_method.automatically_updated"]
    assert set(town.told[0]["data"]["previous_attributes"]["card"]) >= {"exp_year", "last4"}
    renewed = town.api.payment_methods.retrieve(card).card
    assert renewed is not None
    assert (renewed.brand, renewed.last4, renewed.exp_year) == ("mastercard", "4444", 2033)
    town.turn(days=31)
    assert town.invoices(subscription)[-1].status == "paid"


def test_nobody_is_told_that_a_card_runs_out(town: Town) -> None:
    subscription = town.subscribe(exp_month=2, exp_year=2026)
    town.events()
    town.turn_to(datetime(2026, 3, 10, tzinfo=UTC))
    assert [kind for kind in town.events() if "expir" in kind or "payment_method" in kind] == []
    town.turn(days=6)
    intents = town.api.payment_intents.list({"customer": str(subscription.customer)})
    error = intents.data[0].last_payment_error
    assert error is not None
    assert error.code == "expired_card"


def test_a_date_put_right_by_hand(town: Town) -> None:
    subscription = town.subscribe()
    card = str(subscription.default_payment_method)
    town.events()
    town.api.payment_methods.update(card, {"card": {"exp_month": 5, "exp_year": 2034}})
    assert town.events() == ["payment_method.updated"]
    assert town.told[0]["data"]["previous_attributes"] == {
        "card": {"exp_month": 12, "exp_year": 2031}
    }


def test_unpaid_the_later_invoices_stay_drafts_until_one_pays(town: Town, clock: Clock) -> None:
    path = town.sandbox.store.path.with_name("unpaid.sqlite3")
    other = open_town(path, clock, after_retries="unpaid")
    subscription = fails_from_now(other)
    other.turn(days=62)
    assert other.again(subscription).status == "unpaid"
    assert [invoice.status for invoice in other.invoices(subscription)] == [
        "paid",
        "open",
        "draft",
        "draft",
    ]
    other.sandbox.turn_card(str(subscription.default_payment_method), number=VISA)
    drafts = other.invoices(subscription)[2:]
    other.api.invoices.pay(str(drafts[0].id))
    assert other.again(subscription).status == "unpaid"
    other.api.invoices.pay(str(drafts[1].id))
    assert other.again(subscription).status == "active"
    other.turn(days=31)
    assert other.invoices(subscription)[-1].status == "paid"
    other.sandbox.close()
