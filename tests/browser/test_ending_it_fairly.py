"""A reader withdraws, cancels and leaves on a phone, without scripts; each page is looked at."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.looking import all_faults
from tests.browser.visiting import PHONE, SHOTS, Demo, fill_in_card, submit

GOOD = "4242424242424242"


def look(page: Page, name: str) -> None:
    """Claims that nothing is wrong with the page shown."""
    faults = all_faults(page)
    for width in (1280, 375) if SHOTS else (375,):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light")
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    assert "\n".join(faults) == ""


def subscribe(demo: Demo, page: Page, name: str) -> None:
    """A reader without a subscription buys one."""
    demo.become(page, name)
    page.goto("/subscribe/")
    submit(page, "Go on to payment")
    fill_in_card(page, GOOD, button="Pay")
    expect(page.get_by_role("status")).to_contain_text("Thank you")


def test_withdrawing_in_two_steps_without_a_log_in(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, scripts=False)
    subscribe(own_demo, page, "kaya")
    number = own_demo.running.rows("SELECT number FROM billing_invoice ORDER BY id DESC")[0][0]
    stranger = own_demo.page(width=PHONE)
    stranger.goto("/")
    stranger.get_by_role("link", name="Withdraw from contract here").click()
    stranger.get_by_label("Your name").fill("Kaya Moor")
    stranger.get_by_label("Mail address").fill(own_demo.running.email("kaya"))
    stranger.get_by_label("Invoice number").fill(number)
    look(stranger, "withdraw")
    submit(stranger, "Go on")
    look(stranger, "withdraw-confirm")
    submit(stranger, "Confirm withdrawal")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("You have withdrawn")
    expect(stranger.get_by_role("main")).to_contain_text("goes back to you")
    look(stranger, "withdraw-done")
    subjects = own_demo.running.subjects(own_demo.running.email("kaya"))
    assert subjects[-2:] == [
        "We have your withdrawal",
        "You have withdrawn: your contract has ended",
    ]
    page.goto("/account/")
    expect(page.get_by_role("main")).to_contain_text("We paid you back on")


def test_a_form_that_is_wrong_says_how_to_mend_it_and_loses_nothing(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE)
    page.goto("/withdraw/")
    page.locator("form.stack").first.evaluate("form => form.noValidate = true")
    page.get_by_label("Your name").fill("Kaya Moor")
    page.get_by_label("Mail address").fill("oda")
    submit(page, "Go on")
    expect(page.get_by_role("main")).to_contain_text("That is not a whole mail address")
    expect(page.get_by_role("main")).to_contain_text("Say which contract you mean.")
    expect(page.get_by_label("Your name")).to_have_value("Kaya Moor")
    look(page, "withdraw-wrong")


def test_who_is_signed_in_finds_it_filled_in(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, reader="ada")
    page.goto("/account/")
    with page.expect_navigation():
        page.get_by_role("contentinfo").get_by_role("link", name=re.compile("^Withdraw")).click()
    expect(page.get_by_label("Your name")).to_have_value("Ada Holm")
    expect(page.get_by_role("radio").first).to_be_checked()
    look(page, "withdraw-signed-in")
    submit(page, "Go on")
    submit(page, "Confirm withdrawal")
    expect(page.get_by_role("main")).to_contain_text("The time to withdraw was over.")
    look(page, "withdraw-late")


def test_canceling_asks_why_only_afterwards(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, reader="ada")
    page.goto("/account/")
    submit(page, "Cancel the subscription")
    expect(page.get_by_role("radio")).to_have_count(0)
    look(page, "cancel")
    submit(page, "Cancel the subscription")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your subscription ends on")
    look(page, "canceled")
    page.get_by_label("I have too little time to read").check()
    submit(page, "Tell us")
    expect(page.get_by_role("status")).to_contain_text("Thank you for telling us.")
    mail = own_demo.running.subjects(own_demo.running.email("ada"))[-1]
    assert re.match(r"Your subscription ends on \d+ \w+ \d{4}", mail)


def test_closing_says_what_is_lost(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, reader="ivo")
    page.goto("/account/close/")
    expect(page.get_by_role("main")).to_contain_text("ends at once")
    look(page, "close")
    submit(page, "End the subscription and close the account")
    expect(page.get_by_role("status")).to_contain_text("we have forgotten you")
    page.goto("/account/")
    assert "/login/" in page.url


def test_every_invoice_has_its_page(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, reader="dag")
    page.goto("/account/invoices/")
    look(page, "invoices")
