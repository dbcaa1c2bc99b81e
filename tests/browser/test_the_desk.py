"""The publisher at the desk: every screen is for everybody, and each act is done in the browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import ABOUT_COLOUR, RUN, STICKS_OUT, axe_source
from tests.browser.visiting import Demo, submit

NARROW, WIDE, TALL = 375, 1280, 1600
SCREENS = (
    "",
    "readers/",
    "subscriptions/",
    "payments/",
    "operations/",
    "comparisons/",
    "grants/",
    "grants/give/",
    "grants/1/",
    "withdrawals/",
    "schedule/",
    "schedule/change/",
)


@pytest.fixture
def publisher(own_demo: Demo) -> Page:
    """The publisher's browser."""
    return own_demo.page(width=WIDE, height=TALL, reader="pia")


def reader_address(demo: Demo, name: str) -> str:
    """The page of one of the cast."""
    statement = "SELECT id FROM readers_reader WHERE email = ?"
    number: int = demo.running.rows(statement, demo.running.email(name))[0][0]
    return f"/admin/desk/readers/{number}/"


def faults(page: Page) -> list[str]:
    """What axe finds at both widths in light and, of colours, in dark; what sticks out."""
    page.evaluate(axe_source())
    found: list[str] = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": TALL})
        page.evaluate("scrollTo(0, 0)")  # else Wagtail's bar lies over its own small buttons
        page.emulate_media(color_scheme="light")
        found += page.evaluate(RUN, ["", []])
        page.emulate_media(color_scheme="dark")
        found += page.evaluate(RUN, ["", ABOUT_COLOUR])
        found += page.evaluate(STICKS_OUT)
    return [f"{page.url}: {fault}" for fault in found]


def test_every_screen_is_for_everybody(own_demo: Demo, publisher: Page) -> None:
    found = []
    for path in (
        *(f"/admin/desk/{screen}" for screen in SCREENS),
        reader_address(own_demo, "cleo"),
    ):
        publisher.goto(path)
        expect(publisher.get_by_role("main")).to_be_visible()
        found += faults(publisher)
    assert found == []


def test_the_menu_leads_to_the_desk(publisher: Page) -> None:
    publisher.goto("/admin/")
    publisher.get_by_role("button", name="Desk").click()
    publisher.get_by_role("link", name="Schedule").click()
    expect(publisher).to_have_url(re.compile(r"/admin/desk/schedule/$"))


def test_numbers_lead_to_who_they_count(publisher: Page) -> None:
    publisher.goto("/admin/desk/")
    publisher.get_by_role("link", name="in grace").click()
    publisher.get_by_role("link", name="Cleo Marsh").click()
    expect(publisher.get_by_role("main")).to_contain_text("In grace: the payment of")


def test_why_is_told_for_an_article_that_is_chosen(own_demo: Demo, publisher: Page) -> None:
    publisher.goto(reader_address(own_demo, "dag"))
    publisher.get_by_role("button", name=re.compile("^Choose")).first.click()
    articles = own_demo.running.manifest()["articles"]
    title = next(row["title"] for row in articles if row["gate"] == "subscribers")
    publisher.locator(".modal").get_by_role("link", name=title, exact=True).first.click()
    submit(publisher, "Explain")
    told = publisher.get_by_role("status").filter(has_text="Could not read")
    expect(told).to_contain_text("didn’t go through")
    assert faults(publisher) == []


def test_the_schedule_is_changed_after_its_picture_was_seen(
    own_demo: Demo, publisher: Page
) -> None:
    publisher.set_viewport_size({"width": NARROW, "height": TALL})
    publisher.goto("/admin/desk/schedule/change/")
    publisher.get_by_label("Reading ends on day").fill("21")
    publisher.get_by_label("Why").fill("Readers asked for another week")
    submit(publisher, "Show what it would look like")
    expect(publisher.get_by_role("img", name="A payment that fails").first).to_be_visible()
    expect(publisher.get_by_role("main")).to_contain_text("1 reader in grace now has 21 days.")
    assert faults(publisher) == []
    publisher.set_viewport_size({"width": NARROW, "height": TALL})
    before = own_demo.running.last_event()
    submit(publisher, "Put it in force")
    versions = publisher.get_by_role("region", name="Every version, as a table")
    expect(versions).to_contain_text("Readers asked for another week")
    expect(versions).to_contain_text("Pia Lund")
    assert own_demo.running.events(after=before)[0].kind == "schedule.changed"
    cleo = own_demo.page(scripts=False, reader="cleo")
    cleo.goto(own_demo.running.article("subscribers"))
    expect(cleo.locator(".gate")).to_have_count(0)


def test_a_grant_lets_a_reader_read(own_demo: Demo, publisher: Page) -> None:
    kaya = own_demo.page(scripts=False, reader="kaya")
    article = own_demo.running.article("subscribers")
    kaya.goto(article)
    expect(kaya.locator(".gate")).to_have_count(1)
    publisher.goto(reader_address(own_demo, "kaya"))
    publisher.get_by_role("link", name="Give a grant").click()
    expect(publisher.get_by_label("Reader")).to_have_value(own_demo.running.email("kaya"))
    publisher.get_by_label("From").fill("with thanks for the photographs")
    publisher.get_by_label("Why").fill("Took the pictures of the weir")
    submit(publisher, "Give it")
    expect(publisher.get_by_role("main")).to_contain_text("A grant was given")
    kaya.goto(article)
    expect(kaya.locator(".gate")).to_have_count(0)
    publisher.get_by_role("link", name="with thanks for the photographs").click()
    publisher.locator("#id_take-why").fill("It was somebody else")
    submit(publisher, "Take it away")
    expect(publisher.get_by_role("main")).to_contain_text("so it is over")
    kaya.goto(article)
    expect(kaya.locator(".gate")).to_have_count(1)


def test_money_goes_back_in_two_steps(own_demo: Demo, publisher: Page) -> None:
    publisher.goto(reader_address(own_demo, "ada"))
    publisher.get_by_role("link", name=re.compile("^Give back")).first.click()
    publisher.get_by_label("Sum").fill("2.50")
    publisher.get_by_label("Why").fill("A week without the paper")
    submit(publisher, "Go on")
    heading = publisher.get_by_role("heading", name=re.compile("^Give 2.50 crowns back"))
    expect(heading).to_be_visible()
    assert faults(publisher) == []
    submit(publisher, "Yes, give it back")
    expect(publisher.get_by_role("main")).to_contain_text("2.50 crowns given back")
