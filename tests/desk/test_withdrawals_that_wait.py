"""Withdrawals that were not clear wait for the publisher: settled with a sum, or refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.billing.models import Invoice, Subscription, Withdrawal
from standfirst.billing.withdrawing import Declaration, declare
from standfirst.readers.models import Reader
from tests.stories.conftest import Publication


@pytest.fixture
def ada(courier: Publication) -> Reader:
    return courier.subscribes("Ada")


@pytest.fixture
def waiting(courier: Publication, ada: Reader) -> Withdrawal:
    """Nobody knows yet which contract is meant: no invoice was named."""
    courier.to("day 3")
    return declare(Declaration("Ada Holm", ada.email), now=courier.clock.now())


def address(withdrawal: Withdrawal) -> str:
    return reverse("desk:withdrawal", args=[withdrawal.pk])


def test_those_that_wait_are_listed(publisher: Client, waiting: Withdrawal) -> None:
    page = publisher.get(reverse("desk:withdrawals"), {"state": "received"}).content.decode()
    assert address(waiting) in page
    assert "waits for the publisher" in page.lower()
    front = publisher.get(reverse("desk:overview")).content.decode()
    assert "<strong>1</strong> withdrawal waiting" in front


def test_the_contract_is_found_by_the_address_with_what_is_due(
    publisher: Client, waiting: Withdrawal
) -> None:
    page = publisher.get(address(waiting)).content.decode()
    assert "The Courier, 9 crowns a month, since 2026-03-01:" in page
    assert " due; declared in time, for it ran until" in page


def test_that_it_came_too_late_is_said(
    courier: Publication, publisher: Client, ada: Reader
) -> None:
    courier.to("day 20")
    late = declare(Declaration("Ada Holm", ada.email), now=courier.clock.now())
    page = publisher.get(address(late)).content.decode()
    assert "the time to withdraw was over on" in page
    assert "before this was declared" in page


def test_it_is_settled_with_what_is_due(
    courier: Publication, publisher: Client, waiting: Withdrawal, ada: Reader
) -> None:
    contract = Subscription.objects.get()
    form = {"settle": "1", "settle-subscription": contract.pk, "settle-back": ""}
    answer = publisher.post(address(waiting), form)
    assert answer["Location"] == reverse("desk:withdrawals")
    waiting.refresh_from_db()
    assert waiting.state == "settled"
    assert 0 < waiting.refund_minor <= 900
    assert Invoice.objects.get().refunded_minor == waiting.refund_minor
    assert not courier.decision(ada).allowed
    page = publisher.get(address(waiting)).content.decode()
    assert "Settle it" not in page


def test_it_is_settled_with_another_sum(
    courier: Publication, publisher: Client, waiting: Withdrawal
) -> None:
    contract = Subscription.objects.get()
    form = {"settle": "1", "settle-subscription": contract.pk, "settle-back": "9.00"}
    publisher.post(address(waiting), form)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.refund_minor, waiting.currency) == ("settled", 900, "sek")


@pytest.mark.parametrize(
    ("sum_", "told"),
    [
        ("9.01", "More than was paid cannot go back."),
        ("1.005", "The sum has too many decimals."),
        ("-1", "Ensure this value is greater than or equal to 0."),
        ("all", "Enter a number."),
    ],
)
def test_a_sum_that_cannot_be_is_refused(
    publisher: Client, waiting: Withdrawal, sum_: str, told: str
) -> None:
    contract = Subscription.objects.get()
    form = {"settle": "1", "settle-subscription": contract.pk, "settle-back": sum_}
    assert told in publisher.post(address(waiting), form).content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "received"


def test_it_is_refused_in_words_that_the_reader_gets(
    courier: Publication, publisher: Client, waiting: Withdrawal, ada: Reader
) -> None:
    empty = publisher.post(address(waiting), {"refuse": "1", "refuse-note": ""})
    assert "This field is required." in empty.content.decode()
    publisher.post(address(waiting), {"refuse": "1", "refuse-note": "It ended in January."})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.note) == ("refused", "It ended in January.")
    assert courier.decision(ada).allowed


def test_another_address_may_be_looked_for(
    courier: Publication, publisher: Client, ada: Reader
) -> None:
    courier.to("day 3")
    stranger = declare(Declaration("Ada Holm", "ada@elsewhere.example"), now=courier.clock.now())
    assert "Nobody has an account" in publisher.get(address(stranger)).content.decode()
    page = publisher.get(address(stranger), {"reader": "ada@post.example"}).content.decode()
    assert "The Courier, 9 crowns a month" in page
    contract = Subscription.objects.get()
    publisher.post(
        f"{address(stranger)}?reader=ada@post.example",
        {"settle": "1", "settle-subscription": contract.pk, "settle-back": ""},
    )
    stranger.refresh_from_db()
    assert (stranger.state, stranger.subscription) == ("settled", contract)


def test_one_that_was_settled_elsewhere_is_closed_with_the_sum(
    courier: Publication, publisher: Client, waiting: Withdrawal
) -> None:
    publisher.post(
        address(waiting), {"settle": "1", "settle-subscription": "", "settle-back": "3.00"}
    )
    waiting.refresh_from_db()
    assert (waiting.state, waiting.refund_minor) == ("settled", 300)
    assert Subscription.objects.get().ended_at is None
    assert waiting.declared_at < courier.clock.now() + timedelta(seconds=1)
