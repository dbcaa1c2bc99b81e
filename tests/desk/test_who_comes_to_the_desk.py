"""Publishers and support come to the desk; editors see none of it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.conftest import AtDesk

SUPPORTS = ("overview", "readers", "subscriptions", "payments", "operations", "comparisons")
BY_HAND = ("grants", "grant_give", "withdrawals")
PUBLISHERS = ("schedule", "schedule_change")
EVERYTHING = (*SUPPORTS, *BY_HAND, *PUBLISHERS)
RESULTS = ("subscriptions", "payments", "operations", "readers", "grants", "withdrawals")


@pytest.mark.parametrize("name", EVERYTHING)
def test_the_publisher_comes_to_every_screen(publisher: Client, name: str) -> None:
    assert publisher.get(reverse(f"desk:{name}")).status_code == 200


@pytest.mark.parametrize("name", RESULTS)
def test_lists_are_given_by_themselves_for_searching(publisher: Client, name: str) -> None:
    answer = publisher.get(reverse(f"desk:{name}_results"), {"q": "ada"})
    assert answer.status_code == 200
    assert b"<html" not in answer.content


def test_support_comes_to_all_but_the_schedule(as_role: AtDesk) -> None:
    support = as_role("Support")
    for name in (*SUPPORTS, *BY_HAND):
        assert support.get(reverse(f"desk:{name}")).status_code == 200, name
    for name in PUBLISHERS:
        assert support.get(reverse(f"desk:{name}")).status_code == 302, name


def test_editors_see_no_menu_and_are_led_back(as_role: AtDesk) -> None:
    editor = as_role("Editors")
    front = editor.get("/admin/").content.decode()
    assert "/admin/desk/" not in front
    for name in EVERYTHING:
        answer = editor.get(reverse(f"desk:{name}"))
        assert (answer.status_code, answer["Location"]) == (302, "/admin/"), name


def test_the_menu_leads_publishers_to_each_screen(publisher: Client) -> None:
    front = publisher.get("/admin/").content.decode()
    for name in ("overview", "readers", "grants", "withdrawals", "schedule"):
        assert f'"{reverse(f"desk:{name}")}"' in front, name


def test_readers_and_strangers_stay_outside(as_role: AtDesk) -> None:
    for client in (as_role(""), Client()):
        for name in EVERYTHING:
            answer = client.get(reverse(f"desk:{name}"))
            assert answer.status_code == 302, name
            assert "/admin/desk/" not in answer["Location"].partition("?")[0]


def test_forms_that_others_forge_do_nothing(publisher: Client) -> None:
    """A form from another site is sent with the publisher's cookies, and without the token."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = publisher.cookies
    for name in ("grant_give", "schedule_change"):
        assert strict.post(reverse(f"desk:{name}"), {"why": "forged"}).status_code == 403, name


def test_addresses_that_only_do_something_answer_nothing_odd(publisher: Client) -> None:
    for name in ("grant", "withdrawal", "reader", "refund"):
        for method in (publisher.get, publisher.post):
            assert method(reverse(f"desk:{name}", args=[987_654])).status_code in {404, 405}, name
