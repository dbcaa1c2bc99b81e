"""The publisher brings background up to date, and a reader comes back to a story."""

import re

from playwright.sync_api import Page, expect

from tests.browser.looking import all_faults
from tests.browser.test_the_newsroom import press_among_more_actions
from tests.browser.visiting import PATIENCE_MS, Demo

STORY = "/water-on-the-marrow-plains/"
TRAINS = "/who-decides-how-fast-a-freight-train-goes/"
ADDED = "Nobody has slept on it since."


def open_primer(page: Page) -> None:
    """The stale primer in its form, found as an editor finds it."""
    page.goto("/admin/")
    page.get_by_role("link", name="Primers", exact=True).click()
    expect(page.get_by_text("Stale: due by")).to_be_visible()
    page.get_by_role("link", name="The Arlen line at night", exact=True).click()
    expect(page.get_by_text("2 articles will change")).to_be_visible(timeout=PATIENCE_MS)


def test_an_editor_edits_a_primer_and_sees_the_articles_that_change(own_demo: Demo) -> None:
    page = own_demo.page(width=1400, height=1000, reader="pia")
    open_primer(page)
    expect(page.get_by_text("Nothing yet. Save a draft")).to_be_visible()
    text = page.locator(".public-DraftEditor-content").first
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {ADDED}")
    expect(page.locator("[name=text]")).to_have_value(re.compile(ADDED))
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".compared ins")).to_contain_text(ADDED, timeout=PATIENCE_MS)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="see it with the saved draft").first.click()
    expect(opened.value.get_by_text(ADDED)).to_be_visible(timeout=PATIENCE_MS)
    reader = own_demo.page(reader="ada")
    reader.goto(TRAINS)
    expect(reader.get_by_text(ADDED)).to_have_count(0)
    press_among_more_actions(page, "Publish")
    open_primer(page)
    reader.goto(TRAINS)
    expect(reader.get_by_text(ADDED)).to_be_visible()


def test_a_reader_returns_to_a_story_and_sees_what_is_new(own_demo: Demo) -> None:
    page = own_demo.page(reader="ada")
    page.goto(STORY)
    since = page.get_by_role("complementary", name="Since you last read")
    expect(since).to_contain_text("You were here on")
    expect(since.get_by_role("link", name=re.compile("All 11,400 readings"))).to_be_visible()
    expect(page.get_by_text("New to you.").first).to_be_visible()
    page.goto("/how-nitrate-gets-into-water/")
    expect(page.get_by_text("This article was updated since you read it.")).to_be_visible()
    page.get_by_role("link", name="See what changed").click()
    expect(page).to_have_url(re.compile("#corrections$"))


def test_who_comes_first_gets_the_background_and_may_follow(own_demo: Demo) -> None:
    page = own_demo.page(width=375, reader="bo")
    page.goto(STORY)
    first = page.locator(".rows > *").first
    expect(first).to_contain_text("New here? This first.")
    expect(page.get_by_text("Since you last read")).to_have_count(0)
    page.get_by_role("link", name="Follow this story").click()
    page.get_by_role("button", name="Follow this story").click()
    expect(page).to_have_url(re.compile(f"{STORY}$"))
    expect(page.get_by_text("You follow this story", exact=False)).to_be_visible()
    page.goto("/account/")
    page.get_by_role("button", name="Stop following Water on the Marrow Plains").click()
    expect(page.get_by_text("None yet.", exact=False)).to_be_visible()


def test_the_pages_of_record_are_for_everybody(demo: Demo) -> None:
    page = demo.page(reader="ada")
    faults = {}
    paths = ["/corrections/", "/primers/nitrate-in-the-wells/", STORY, f"/account/stories{STORY}"]
    for path in paths:
        page.goto(path)
        faults[path] = all_faults(page)
    assert {path: found for path, found in faults.items() if found} == {}
