"""Axe finds nothing on any public page, and none scrolls sideways, at any width, light or dark."""

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import public_pages
from tests.browser.looking import all_faults, focus_stops
from tests.browser.visiting import Demo, submit

LIKE_ANOTHER = {"article for registered readers", "article for a plan"}
"""Their gates are looked at among the gates; all else is as in the article for subscribers."""


def test_nothing_is_wrong_on_any_public_page(demo: Demo) -> None:
    page = demo.page()
    faults = []
    for kind, path in public_pages(demo.running).items():
        if kind in LIKE_ANOTHER:
            continue
        page.goto(path)
        faults += all_faults(page)
    assert "\n".join(faults) == ""


def test_nothing_is_wrong_while_logging_in(demo: Demo) -> None:
    page = demo.page()
    page.goto("/login/")
    page.get_by_label("Mail address").fill("una.field@post.example")
    submit(page, "Send me a code")
    faults = all_faults(page)
    page.get_by_label("Code").fill("XXXXXX")
    page.locator("button[value=verify]").click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    faults += all_faults(page)
    assert "\n".join(faults) == ""


@pytest.mark.parametrize("kind", ["front", "article for subscribers", "subscribe", "not found"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(demo: Demo, kind: str) -> None:
    page = demo.page()
    page.goto(public_pages(demo.running)[kind])
    stops = focus_stops(page)
    assert stops[0]["text"] == "Skip to the text"
    assert [stop["html"] for stop in stops if not stop["isOutlined"]] == []
    assert [stop["html"] for stop in stops if not stop["isShown"]] == []
    texts = [stop["text"] for stop in stops]
    assert "Log in" in texts


def test_the_skip_link_leads_past_the_head(demo: Demo) -> None:
    page = demo.page()
    page.goto(demo.running.article("subscribers"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("kind", ["front", "article for subscribers", "story", "subscribe"])
def test_letters_twice_as_large_fit(demo: Demo, kind: str) -> None:
    """Twice the letters on a window of 1280, and the whole page at 200 % on a window of 640."""
    page = demo.page(width=640, scale=2)
    page.goto(public_pages(demo.running)[kind])
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.set_viewport_size({"width": 1280, "height": 900})
    sizes = {"standard": 32, "fixed": 26}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    door = page.get_by_role("link", name="Log in", exact=True).first.bounding_box()
    assert door is not None
    assert door["x"] + door["width"] <= 1280
