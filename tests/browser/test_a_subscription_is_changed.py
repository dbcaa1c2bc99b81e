"""A subscription is switched up and down, paused, resumed, canceled and kept on a phone, without
scripts: each sum is told before it is charged, and no page scrolls sideways."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.looking import all_faults
from tests.browser.visiting import PHONE, Demo, fill_in_card, submit, walking

GOOD = "4242424242424242"
DECLINES_LATER = "4000000000000341"
NEEDS_BANK = "4000002760003184"
PAPER = "The Courier and the paper"


def choose(page: Page, plan: str, nth: int = 0) -> None:
    """From the account to the page that tells what a plan costs."""
    page.goto("/account/")
    submit(page, "Change plan")
    page.get_by_role("group", name=plan, exact=True).get_by_role("radio").nth(nth).check()
    submit(page, "See what it costs")


def press(page: Page, begins: str) -> None:
    """Presses the one button whose words begin so."""
    button = page.get_by_role("main").get_by_role("button", name=re.compile(f"^{begins}"))
    with walking(page):
        button.click()


def give_card(page: Page, number: str, *, approve: bool = False) -> None:
    """Puts a card on file."""
    page.goto("/account/card/")
    submit(page, "Update your card")
    fill_in_card(page, number)
    if approve:
        submit(page, "Approve")
    expect(page.get_by_role("status")).to_contain_text("Your card is on file")


def invoices(demo: Demo) -> int:
    """How many invoices there are in all."""
    return int(demo.running.rows("SELECT count(*) FROM billing_invoice")[0][0])


def test_a_dearer_plan_is_told_and_then_charged(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="ada")
    before = invoices(own_demo)
    choose(page, PAPER)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Change to {PAPER}")
    expect(page.locator(".facts")).to_contain_text("Today")
    told = page.locator(".facts dd").first.inner_text()
    assert invoices(own_demo) == before
    press(page, r"Pay\s" + r"\s".join(map(re.escape, told.split())))
    expect(page.get_by_role("status")).to_contain_text(f"Your plan is now {PAPER}")
    expect(page.get_by_role("main")).to_contain_text(told)
    assert invoices(own_demo) == before + 1


def test_a_cheaper_plan_waits_and_can_be_taken_back(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="oda")
    choose(page, "The Courier")
    expect(page.locator(".facts dd").first).to_have_text("Nothing")
    press(page, "Change on")
    expect(page.get_by_role("status")).to_contain_text("Once what is paid is read")
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name=f"Keep {PAPER} instead")).to_be_visible()
    submit(page, f"Keep {PAPER} instead")
    press(page, f"Keep {PAPER}")
    expect(page.get_by_role("status")).to_contain_text(f"You keep {PAPER}")
    expect(main.get_by_role("link", name="Change plan")).to_be_visible()


def test_a_switch_that_is_declined_says_why_and_another_card_mends_it(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="uma")
    give_card(page, DECLINES_LATER)
    choose(page, PAPER)
    press(page, "Pay")
    expect(page.get_by_role("alert")).to_contain_text("The bank said no to this card")
    expect(page.get_by_role("alert")).to_contain_text("nothing was charged")
    submit(page, "Use another card")
    submit(page, "Update your card")
    fill_in_card(page, GOOD)
    assert urlsplit(page.url).path.startswith("/account/plan/")
    press(page, "Pay")
    expect(page.get_by_role("status")).to_contain_text(f"Your plan is now {PAPER}")


def test_a_bank_that_asks_is_asked_and_the_reader_is_back_in_the_article(own_demo: Demo) -> None:
    article = own_demo.running.article("plans")
    page = own_demo.page(width=PHONE, scripts=False, reader="bo")
    give_card(page, NEEDS_BANK, approve=True)
    page.goto(article)
    submit(page, "Change your plan")
    page.get_by_role("group", name=PAPER, exact=True).get_by_role("radio").nth(1).check()
    submit(page, "See what it costs")
    press(page, "Pay")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm with your bank")
    submit(page, "Go to your bank")
    submit(page, "Decline")
    expect(page.get_by_role("alert")).to_contain_text("nothing was charged")
    submit(page, "Go to your bank")
    submit(page, "Approve")
    assert urlsplit(page.url).path == article
    expect(page.locator(".gate")).to_have_count(0)


def test_a_subscription_is_paused_and_taken_back(own_demo: Demo) -> None:
    article = own_demo.running.article("subscribers")
    page = own_demo.page(width=PHONE, scripts=False, reader="ada")
    page.goto("/account/")
    submit(page, "Pause")
    expect(page.get_by_role("main")).to_contain_text("You read on until")
    page.get_by_role("radio").nth(1).check()
    submit(page, "Pause the subscription")
    expect(page.get_by_role("main")).to_contain_text("It pauses on")
    page.goto(article)
    expect(page.locator(".gate")).to_have_count(0)
    page.goto("/account/")
    submit(page, "Don’t pause")
    submit(page, "Resume now")
    expect(page.get_by_role("main")).not_to_contain_text("It pauses on")


def test_a_subscription_is_canceled_and_kept_and_then_canceled_for_good(own_demo: Demo) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="uma")
    page.goto("/account/")
    submit(page, "Cancel the subscription")
    submit(page, "Cancel the subscription")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your subscription ends on")
    page.goto("/account/")
    expect(page.get_by_role("main")).to_contain_text("as you asked")
    submit(page, "Keep it going")
    submit(page, "Keep it going")
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name="Cancel the subscription")).to_be_visible()
    expect(main).not_to_contain_text("as you asked")


def test_nothing_is_wrong_on_any_page_of_a_change(own_demo: Demo) -> None:
    page = own_demo.page(reader="ada")
    faults = []
    for nth, plan in ((0, PAPER), (1, "The Courier")):
        choose(page, plan, nth)
        faults += all_faults(page)
    page.goto("/account/pause/")
    faults += all_faults(page)
    press(page, "Pause the subscription")
    faults += all_faults(page, within="section[aria-labelledby=sub]")
    assert "\n".join(faults) == ""
