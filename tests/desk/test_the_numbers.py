"""The desk's front: numbers that are right, each leading to the list that it counts."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.billing.models import Invoice, Operation, Reconciliation
from standfirst.desk import queries
from standfirst.events.models import Event
from standfirst.kernel.money import Money
from tests.conftest import MovingClock
from tests.stories.conftest import DECLINES_LATER, Publication


@pytest.fixture
def readers(courier: Publication) -> Publication:
    """Two who pay, one in grace, one who leaves."""
    for name in ("Ada", "Bo"):
        courier.subscribes(name)
    cleo = courier.subscribes("Cleo")
    courier.gives_card(cleo, DECLINES_LATER)
    courier.to("day 33")
    return courier


def test_the_numbers_count_readers_and_money(readers: Publication) -> None:
    numbers = queries.numbers(readers.clock.now())
    assert numbers.subscribers == 3
    assert numbers.states == {"active": 2, "grace": 1}
    assert numbers.paid == [Money(1800, "sek")]
    assert numbers.given_back == []
    assert (numbers.operations, numbers.drifted, numbers.withdrawals) == (0, 0, 0)


def test_each_number_leads_to_the_list_that_it_counts(
    readers: Publication, publisher: Client
) -> None:
    front = publisher.get(reverse("desk:overview")).content.decode()
    tiles = re.findall(r'<a href="([^"]+)"><strong>([^<]+)</strong> ([^<]+)</a>', front)
    assert ("3", "read as subscribers") in [tile[1:] for tile in tiles]
    for url, number, _ in tiles:
        answer = publisher.get(url)
        assert answer.status_code == 200, url
        if number.isdecimal() and "comparisons" not in url:
            assert answer.context["items_count"] == int(number), url
    assert ("18 crowns", "paid") in [tile[1:] for tile in tiles]


def test_operations_that_failed_or_were_cut_off_are_counted(
    publisher: Client, clock: MovingClock
) -> None:
    for key, minutes, is_done, fault in (
        ("refused", 5, True, "card_declined"),
        ("cut off", 30, False, ""),
        ("under way", 1, False, ""),
        ("done", 30, True, ""),
        ("long ago", 60 * 24 * 31, True, "card_declined"),
    ):
        Operation.objects.create(
            key=key,
            verb="start_checkout",
            created_at=clock.now() - timedelta(minutes=minutes),
            is_done=is_done,
            fault=fault,
        )
    found = queries.failed_operations(clock.now())
    assert [row.key for row in found] == ["refused", "cut off"]
    page = publisher.get(reverse("desk:operations")).content.decode()
    assert "start checkout" in page
    assert "cut off before it was done" in page


def test_what_comparisons_found_is_told(publisher: Client, clock: MovingClock) -> None:
    Reconciliation.objects.create(name="nightly", ran_at=clock.now(), looked_at=1200, drifted=3)
    Event.objects.create(
        kind="drift.found",
        at=clock.now(),
        data={"by": "nightly", "was": {"status": "active"}, "found": {"status": "past_due"}},
    )
    page = publisher.get(reverse("desk:comparisons")).content.decode()
    assert "1200" in page
    assert "status: active" in page
    assert "status: past_due" in page


def test_money_is_counted_in_the_month_in_which_it_came(
    readers: Publication, publisher: Client
) -> None:
    Invoice.objects.filter(customer__reader__first_name="Ada").update(paid_at=None)
    assert queries.numbers(readers.clock.now()).paid == [Money(1800, "sek")]
    readers.clock.to("day 65")
    assert queries.numbers(readers.clock.now()).paid == []
