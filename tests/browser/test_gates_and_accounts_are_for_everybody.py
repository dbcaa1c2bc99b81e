"""Axe finds nothing at any gate, in the account or at the payment company; at any width, light or
dark."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import account_pages
from tests.browser.looking import all_faults, focus_stops
from tests.browser.visiting import Demo, fill_in_card, submit


def test_nothing_is_wrong_at_any_gate_or_banner_of_the_cast(demo: Demo) -> None:
    """The cast between them have every panel and banner that there is; the rest of an article is
    the same for all."""
    page = demo.page()
    article, seen, faults = demo.running.article("subscribers"), set(), []
    for row in demo.running.manifest()["readers"]:
        key = (row["state"], row["reason"])
        if key in seen:
            continue
        seen.add(key)
        page.goto(f"{row['signin']}?next={article}")
        is_denied = row["access"] == "denied"
        expect(page.locator(".gate")).to_have_count(1 if is_denied else 0)
        if is_denied or page.locator(".notice").count():
            faults += all_faults(page, within=".gate" if is_denied else ".notice")
    assert "\n".join(faults) == ""


@pytest.mark.parametrize("gate", ["registered", "plans"])
def test_nothing_is_wrong_at_the_gate_of_other_articles(demo: Demo, gate: str) -> None:
    page = demo.page()
    page.goto(demo.running.article(gate))
    assert "\n".join(all_faults(page, within=".gate")) == ""


def test_nothing_is_wrong_at_the_gate_of_another_plan(demo: Demo) -> None:
    page = demo.page(reader="ada")
    page.goto(demo.running.article("plans"))
    expect(page.locator(".gate h2")).to_contain_text("This article comes with")
    assert "\n".join(all_faults(page, within=".gate")) == ""


def test_nothing_is_wrong_on_any_page_of_the_account(demo: Demo) -> None:
    page = demo.page(reader="ada")
    faults = []
    for path in account_pages().values():
        page.goto(path)
        faults += all_faults(page)
    assert "\n".join(faults) == ""


def test_nothing_is_wrong_in_the_account_of_those_who_have_something_to_mend(demo: Demo) -> None:
    page = demo.page()
    faults = []
    for name, paths in (
        ("dag", ("/account/", "/account/card/")),
        ("fern", ("/account/", "/account/confirm/")),
        ("gus", ("/account/", "/account/resume/", "/account/cancel/")),
        ("nils", ("/account/", "/account/resume/")),
        ("kaya", ("/account/", "/account/card/")),
        ("lev", ("/account/",)),
        ("pia", ("/account/",)),
    ):
        demo.become(page, name)
        for path in paths:
            page.goto(path)
            faults += all_faults(page)
    assert "\n".join(faults) == ""


def test_nothing_is_wrong_with_passkeys_and_second_codes(demo: Demo) -> None:
    page = demo.page(reader="pia")
    faults = []
    for path in ("/account/locks/passkeys/add/", "/account/locks/app/"):
        page.goto(path)
        faults += all_faults(page)
    assert "\n".join(faults) == ""


def test_nothing_is_wrong_on_the_payment_companys_pages(own_demo: Demo) -> None:
    page = own_demo.page(reader="dag")
    page.goto("/account/card/")
    submit(page, "Update your card")
    faults = all_faults(page)
    fill_in_card(page, "4000000000000002")
    faults += all_faults(page)
    own_demo.become(page, "fern")
    page.goto("/account/confirm/")
    submit(page, "Go to your bank")
    faults += all_faults(page)
    submit(page, "Decline")
    faults += all_faults(page)
    assert "\n".join(faults) == ""


def test_the_keyboard_mends_a_card(demo: Demo) -> None:
    page = demo.page(reader="dag")
    page.goto(demo.running.article("subscribers"))
    stops = focus_stops(page)
    assert [stop["html"] for stop in stops if not (stop["isOutlined"] and stop["isShown"])] == []
    assert "Update your card" in [stop["text"] for stop in stops]
