"""Support gives money back: what and why first, then whether it is meant, then once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.billing.models import Invoice, Operation
from standfirst.events.models import Event
from standfirst.readers.models import Reader
from tests.desk.conftest import AtDesk
from tests.stories.conftest import Publication


@pytest.fixture
def ada(courier: Publication) -> Reader:
    return courier.subscribes("Ada")


def address() -> str:
    return reverse("desk:refund", args=[Invoice.objects.get().pk])


def asked(**fields: Any) -> dict[str, Any]:
    return {"amount": "9.00", "why": "paid twice by mistake", "refunded_before": "0", **fields}


def refunds() -> list[Event]:
    return list(Event.objects.filter(kind="invoice.refunded"))


def test_the_sum_is_all_that_is_left_to_begin_with(ada: Reader, publisher: Client) -> None:
    page = publisher.get(address()).content.decode()
    assert 'value="9.00"' in page
    assert "Sum, at most 9 crowns" in page


def test_nothing_goes_back_before_it_is_confirmed(ada: Reader, publisher: Client) -> None:
    page = publisher.post(address(), asked(ends_access="on")).content.decode()
    assert "Give 9 crowns back to ada@post.example?" in page
    assert "The subscription ends now" in page
    assert Invoice.objects.get().refunded_minor == 0
    assert not Operation.objects.filter(verb="refund").exists()


def test_a_part_goes_back_and_the_reader_reads_on(
    courier: Publication, ada: Reader, publisher: Client
) -> None:
    answer = publisher.post(address(), asked(amount="2.50", confirmed="1"))
    assert answer["Location"] == reverse("desk:reader", args=[ada.pk])
    assert Invoice.objects.get().refunded_minor == 250
    assert courier.decision(ada).allowed
    (event,) = refunds()
    assert event.data["why"] == "paid twice by mistake"
    page = publisher.get(answer["Location"]).content.decode()
    assert "2.50 crowns given back" in page
    assert "by publishers@courier.example; paid twice by mistake" in page


def test_all_goes_back_and_the_subscription_ends(
    courier: Publication, ada: Reader, publisher: Client
) -> None:
    publisher.post(address(), asked(ends_access="on", confirmed="1"))
    assert Invoice.objects.get().refunded_minor == 900
    assert courier.decision(ada).reason == "refunded"
    assert "nothing left that could go back" in publisher.get(address()).content.decode()


def test_a_form_that_is_sent_twice_gives_back_once(ada: Reader, publisher: Client) -> None:
    form = asked(amount="4", confirmed="1")
    publisher.post(address(), form)
    again = publisher.post(address(), form).content.decode()
    assert "Money has been given back since you opened this page." in again
    assert Invoice.objects.get().refunded_minor == 400
    assert len(refunds()) == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount": "9.01"}, "At most 9 crowns can go back."),
        ({"amount": "0"}, "Ensure this value is greater than or equal to 0.01."),
        ({"amount": "-1"}, "Ensure this value is greater than or equal to 0.01."),
        ({"amount": "1.005"}, "Ensure that there are no more than 2 decimal places."),
        ({"amount": "all"}, "Enter a number."),
        ({"amount": ""}, "This field is required."),
        ({"why": " "}, "This field is required."),
    ],
)
def test_a_sum_that_cannot_be_is_refused(
    ada: Reader, publisher: Client, fields: dict[str, str], told: str
) -> None:
    page = publisher.post(address(), asked(confirmed="1", **fields)).content.decode()
    assert told in page
    assert Invoice.objects.get().refunded_minor == 0


def test_no_leads_back_to_the_form_as_it_was(ada: Reader, publisher: Client) -> None:
    page = publisher.post(address(), asked(amount="2.50", change="1")).content.decode()
    assert 'value="2.50"' in page
    assert "paid twice by mistake" in page
    assert "Give 2.50 crowns back" not in page


def test_editors_give_nothing_back(ada: Reader, as_role: AtDesk) -> None:
    assert as_role("Editors").post(address(), asked(confirmed="1")).status_code == 302
    assert Invoice.objects.get().refunded_minor == 0
