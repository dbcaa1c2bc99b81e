"""Readers who stand at the gate of an article on a phone, and how they come to read on. No script
runs on any page, and none scrolls sideways."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import PHONE, Demo, fill_in_card, submit, walking

GOOD = "4242424242424242"
DECLINED = "4000000000000002"
DECLINES_LATER = "4000000000000341"
NEEDS_BANK = "4000002760003184"
A_MINUTE_S = 60.0


@pytest.fixture
def article(own_demo: Demo) -> str:
    """The path of the first article for subscribers."""
    return own_demo.running.article("subscribers")


def log_in_by_code(demo: Demo, page: Page, email: str) -> None:
    """From the page that asks for the address to wherever logging in leads."""
    codes_before = len([mail for mail in demo.inbox(email) if "is your code" in mail["subject"]])
    page.get_by_label("Mail address").fill(email)
    submit(page, "Send me a code")
    page.get_by_label("Code").fill(demo.code_for(email, after=codes_before))
    with walking(page):
        page.locator("button[value=verify]").click()


def expect_gate(page: Page, heading: str, button: str) -> None:
    """The gate says this, and its one button that."""
    gate = page.locator(".gate")
    expect(gate.get_by_role("heading")).to_contain_text(heading)
    expect(gate.locator(".button")).to_have_text(button)
    assert gate.locator(".button").count() == 1


def expect_whole(page: Page, article: str) -> None:
    """In the whole article, no gate in it."""
    assert urlsplit(page.url).path == article
    expect(page.locator(".gate")).to_have_count(0)
    assert len(page.locator("#break").inner_text().split()) > 150


def expect_article(page: Page, article: str) -> None:
    """In the whole article at its break."""
    expect_whole(page, article)
    assert urlsplit(page.url).fragment == "break"
    place = page.locator("#break").bounding_box()
    assert place is not None
    assert place["y"] < 900, "the window does not show the break"


def test_a_reader_shut_out_logs_in_mends_the_card_and_reads_on_within_a_minute(
    own_demo: Demo, article: str
) -> None:
    begun = time.monotonic()
    server = own_demo.running.pid
    page = own_demo.page(width=PHONE, scripts=False)
    page.goto(article)
    expect_gate(page, "The rest of this article is for subscribers", "Log in")
    page.locator(".gate").get_by_role("link", name="Log in", exact=True).click()
    log_in_by_code(own_demo, page, own_demo.running.email("dag"))

    assert urlsplit(page.url).fragment == "break"
    assert urlsplit(page.url).path == article
    expect_gate(page, "Your payment of", "Update your card")
    expect(page.locator(".gate h2")).to_contain_text("didn’t go through")
    submit(page, "Update your card")
    submit(page, "Update your card")
    expect(page.get_by_text("Sandbox: no real money")).to_be_visible()
    fill_in_card(page, GOOD)

    expect_article(page, article)
    expect(page.get_by_role("status")).to_contain_text("Your card is on file, and nothing is due.")
    assert time.monotonic() - begun < A_MINUTE_S
    assert own_demo.running.pid == server
    kinds = [event.kind for event in own_demo.running.events("dag", after=0)][-3:]
    assert "subscription.recovered" in kinds


def test_a_declined_card_is_told_on_the_companys_page_and_a_good_one_opens_the_article(
    own_demo: Demo, article: str
) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="eli")
    page.goto(article)
    expect_gate(page, "The card we have for you ran out in", "Update your card")
    submit(page, "Update your card")
    submit(page, "Update your card")
    before = own_demo.running.last_event()
    fill_in_card(page, DECLINED)
    expect(page.get_by_text("Your card was declined.")).to_be_visible()
    assert own_demo.running.events("eli", after=before) == []

    fill_in_card(page, GOOD)
    expect_article(page, article)


def test_a_card_that_is_taken_and_then_declines_is_told_on_our_page(
    own_demo: Demo, article: str
) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="cleo")
    page.goto(f"/account/card/?next={article}%23break")
    submit(page, "Update your card")
    fill_in_card(page, DECLINES_LATER)
    assert urlsplit(page.url).path.startswith("/account/card/")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The bank said no to this card")
    assert len(alert.inner_text().split()) > 5, "the message says what to do"
    submit(page, "Try another card")
    fill_in_card(page, GOOD)
    expect_article(page, article)
    assert "subscription.recovered" in {event.kind for event in own_demo.running.events("cleo")}


def test_a_reload_after_paying_charges_nothing_again(own_demo: Demo, article: str) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="ada")
    page.goto(f"/account/card/?next={article}%23break")
    submit(page, "Update your card")
    done = []
    page.on("request", lambda asked: done.append(asked.url) if "card/done" in asked.url else None)
    fill_in_card(page, GOOD)
    expect_article(page, article)
    paid = own_demo.running.rows("SELECT count(*) FROM billing_invoice")
    before = own_demo.running.last_event()
    page.goto(done[0])
    expect_article(page, article)
    assert own_demo.running.rows("SELECT count(*) FROM billing_invoice") == paid
    kinds = {event.kind for event in own_demo.running.events("ada", after=before)}
    assert kinds <= {"card.updated"}


def test_the_bank_says_no_and_the_page_says_so_then_it_says_yes(
    own_demo: Demo, article: str
) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="fern")
    page.goto(article)
    expect_gate(page, "Your bank wants you to confirm a payment", "Confirm with your bank")
    submit(page, "Confirm with your bank")
    submit(page, "Go to your bank")
    expect(page.get_by_role("heading", name="Your bank asks")).to_be_visible()
    submit(page, "Decline")
    expect(page.get_by_role("alert")).to_contain_text("nothing was charged")

    submit(page, "Go to your bank")
    submit(page, "Approve")
    expect_article(page, article)


def test_somebody_new_subscribes_from_nothing(own_demo: Demo, article: str) -> None:
    email = "una.field@post.example"
    page = own_demo.page(width=PHONE, scripts=False)
    page.goto(article)
    page.locator(".gate").get_by_role("link", name="See what it costs").click()
    expect(page.get_by_role("heading", name="Subscribe", exact=True)).to_be_visible()
    page.get_by_role("radio").nth(1).check()
    submit(page, "Log in and go on to payment")
    log_in_by_code(own_demo, page, email)
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    submit(page, "Go on to payment")
    fill_in_card(page, GOOD, button="Pay")
    expect_article(page, article)
    kinds = [event.kind for event in own_demo.running.events(email)]
    kinds.remove("facts.known")
    assert kinds == ["reader.joined", "reader.signed_in", "subscription.active"]


def test_a_first_payment_left_half_way_is_finished(own_demo: Demo, article: str) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="jun")
    page.goto(article)
    expect_gate(page, "Your first payment isn’t finished", "Finish paying")
    submit(page, "Finish paying")
    submit(page, "Go to your bank")
    submit(page, "Approve")
    expect_article(page, article)


def test_a_subscription_that_was_to_end_is_kept(own_demo: Demo, article: str) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="gus")
    page.goto(article)
    notice = page.get_by_role("complementary", name="About your subscription")
    expect(notice).to_contain_text("Your subscription ends on")
    notice.get_by_role("link", name="Keep it going").click()
    submit(page, "Keep it going")
    expect_whole(page, article)
    expect(notice).to_have_count(0)


def test_a_paused_subscription_is_resumed(own_demo: Demo, article: str) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="nils")
    page.goto(article)
    expect_gate(page, "Your subscription is paused until", "Resume now")
    submit(page, "Resume now")
    submit(page, "Resume now")
    expect_article(page, article)


def test_a_plan_is_changed_at_the_gate_of_an_article_for_another_plan(own_demo: Demo) -> None:
    for_plans = own_demo.running.article("plans")
    page = own_demo.page(width=PHONE, scripts=False, reader="ada")
    page.goto(for_plans)
    expect_gate(page, "This article comes with The Courier and the paper", "Change your plan")
    submit(page, "Change your plan")
    paper = page.get_by_role("group", name="The Courier and the paper")
    paper.get_by_role("radio").first.check()
    submit(page, "See what it costs")
    with walking(page):
        page.get_by_role("main").get_by_role("button", name=re.compile("^Pay ")).click()
    expect_article(page, for_plans)
    expect(page.get_by_role("status")).to_contain_text("The Courier and the paper")


def test_a_reader_cancels_in_two_steps_and_reads_to_the_end_of_what_is_paid(
    own_demo: Demo, article: str
) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="bo")
    page.goto("/account/")
    submit(page, "Cancel the subscription")
    expect(page.get_by_text(re.compile("You read on until"))).to_be_visible()
    submit(page, "Cancel the subscription")
    assert urlsplit(page.url).path.startswith("/account/cancel/")
    expect(page.get_by_text("Your subscription ends on")).to_be_visible()
    page.goto(article)
    expect_whole(page, article)


def test_an_ended_subscriber_subscribes_again_and_a_bank_is_asked(
    own_demo: Demo, article: str
) -> None:
    page = own_demo.page(width=PHONE, scripts=False, reader="hana")
    page.goto(article)
    expect_gate(page, "Your subscription ended on", "Subscribe again")
    submit(page, "Subscribe again")
    submit(page, "Go on to payment")
    fill_in_card(page, NEEDS_BANK, button="Pay")
    submit(page, "Approve")
    expect_article(page, article)


def test_a_subscriber_who_logs_in_at_the_gate_of_one_article_stands_in_that_article(
    own_demo: Demo, article: str
) -> None:
    page = own_demo.page(width=320, scripts=False)
    page.goto(article)
    page.locator(".doors").get_by_role("link", name="Log in").click()
    log_in_by_code(own_demo, page, own_demo.running.email("oda"))
    expect_whole(page, article)
