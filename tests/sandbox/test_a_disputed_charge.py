"""A cardholder asks the bank for the money back."""

from typing import Any

import pytest
import stripe
from tests.sandbox.town import Town, card_form

DISPUTED = "4000000000000259"


def charge_of(town: Town, subscription: stripe.Subscription) -> stripe.Charge:
    return town.api.charges.list({"customer": str(subscription.customer)}).data[0]


def opened(town: Town) -> tuple[stripe.Subscription, stripe.Dispute]:
    subscription = town.subscribe()
    charge = charge_of(town, subscription)
    ident = town.sandbox.open_dispute(charge.id, reason="product_not_received")
    return subscription, town.api.disputes.retrieve(ident)


def test_a_card_that_is_disputed_when_it_is_charged(town: Town) -> None:
    session = town.checkout()
    town.events()
    town.page(session.url, card_form(DISPUTED))
    told = town.events()
    assert [event for event in told if "dispute" in event] == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
    ]
    [dispute] = town.api.disputes.list().data
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 900)
    assert town.api.charges.retrieve(str(dispute.charge)).disputed is True
    [subscription] = town.api.subscriptions.list().data
    assert subscription.status == "active"


def test_found_by_charge_and_by_payment_intent(town: Town) -> None:
    _, dispute = opened(town)
    opened(town)
    disputes = town.api.disputes
    by_charge = disputes.list({"charge": str(dispute.charge)})
    by_intent = disputes.list({"payment_intent": str(dispute.payment_intent)})
    assert [d.id for d in by_charge.data] == [d.id for d in by_intent.data] == [dispute.id]


def test_opened_by_the_payment_intent_and_only_once(town: Town) -> None:
    charge = charge_of(town, town.subscribe())
    intent = str(charge.payment_intent)
    ident = town.sandbox.open_dispute(intent)
    assert town.api.disputes.retrieve(ident).charge == charge.id
    with pytest.raises(Exception, match="cannot be disputed"):
        town.sandbox.open_dispute(charge.id)


def test_evidence_kept_back_then_handed_in(town: Town) -> None:
    _, dispute = opened(town)
    town.events()
    staged = town.api.disputes.update(
        dispute.id, {"evidence": {"customer_name": "Ane Linde"}, "submit": False}
    )
    assert staged.status == "needs_response"
    assert staged.evidence.customer_name == "Ane Linde"
    assert (staged.evidence_details.has_evidence, staged.evidence_details.submission_count) == (
        True,
        0,
    )
    sent = town.api.disputes.update(dispute.id, {"evidence": {"receipt": "file_1"}})
    assert (sent.status, sent.evidence_details.submission_count) == ("under_review", 1)
    assert town.events() == ["charge.dispute.updated"] * 2


@pytest.mark.parametrize(
    ("won", "status", "events"),
    [
        (True, "won", ["charge.dispute.closed", "charge.dispute.funds_reinstated"]),
        (False, "lost", ["charge.dispute.closed"]),
    ],
)
def test_the_bank_decides(town: Town, won: bool, status: str, events: list[str]) -> None:
    subscription, dispute = opened(town)
    town.events()
    town.sandbox.settle_dispute(dispute.id, won=won)
    assert town.events() == events
    assert town.api.disputes.retrieve(dispute.id).status == status
    assert town.again(subscription).status == "active"
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        town.api.disputes.close(dispute.id)


@pytest.mark.parametrize(
    ("words", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost")]
)
def test_words_that_decide_at_once(town: Town, words: str, status: str) -> None:
    _, dispute = opened(town)
    decided = town.api.disputes.update(dispute.id, {"evidence": {"uncategorized_text": words}})
    assert decided.status == status


def test_given_up(town: Town) -> None:
    _, dispute = opened(town)
    assert town.api.disputes.close(dispute.id).status == "lost"


def test_disputed_money_is_not_refunded_too(town: Town) -> None:
    _, dispute = opened(town)
    with pytest.raises(stripe.InvalidRequestError, match="charged back") as raised:
        town.api.refunds.create({"charge": str(dispute.charge)})
    assert raised.value.code == "charge_disputed"


def test_what_was_refunded_is_not_disputed(town: Town) -> None:
    charge = charge_of(town, town.subscribe())
    town.api.refunds.create({"charge": charge.id, "amount": 300})
    ident = town.sandbox.open_dispute(charge.id)
    assert town.api.disputes.retrieve(ident).amount == 600


def test_evidence_of_no_known_kind(town: Town) -> None:
    _, dispute = opened(town)
    odd: Any = {"evidence": {"weather": "fine"}}
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        town.api.disputes.update(dispute.id, odd)
