"""Log in stands top right on every page at every width, scripts or none, and becomes Account."""

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import NOWHERE, account_pages, public_pages
from tests.browser.visiting import Demo

WIDTHS = (320, 375, 1280)
TARGET_MIN = 44
HEAD_HEIGHT = 200


def look_for_door(page: Page, words: str) -> list[str]:
    """What is wrong with the door on this page at each width."""
    wrong = []
    doors = page.get_by_role("link", name=words, exact=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        place = doors.first.bounding_box() if doors.count() else None
        if place is None:
            wrong.append(f"{page.url} at {width}: no {words}")
            continue
        right, bottom = place["x"] + place["width"], place["y"] + place["height"]
        is_within = place["x"] >= width / 2 and place["y"] >= 0
        is_within = is_within and right <= width and bottom <= HEAD_HEIGHT
        is_in_the_corner = right > width - max(24, width * 0.08)
        is_big_enough = min(place["width"], place["height"]) >= TARGET_MIN
        if not (is_within and is_in_the_corner and is_big_enough):
            wrong.append(f"{page.url} at {width}: {place}")
    return wrong


def test_log_in_is_within_the_top_right_of_every_public_page(demo: Demo) -> None:
    page = demo.page(scripts=False)
    wrong = []
    for path in public_pages(demo.running).values():
        page.goto(path)
        wrong += look_for_door(page, "Log in")
    assert wrong == []


def test_log_in_is_there_while_the_code_is_asked_for(demo: Demo) -> None:
    page = demo.page(scripts=False)
    page.goto("/login/")
    page.get_by_label("Mail address").fill("una.field@post.example")
    page.get_by_role("button", name="Send me a code").click()
    assert look_for_door(page, "Log in") == []


@pytest.mark.parametrize("reader", ["dag", "ada"])
def test_account_stands_there_once_one_is_logged_in(demo: Demo, reader: str) -> None:
    """Held or paying, at the gate and past it."""
    page = demo.page(scripts=False, reader=reader)
    paths = [demo.running.article("subscribers"), "/", NOWHERE, *account_pages().values()]
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += look_for_door(page, "Account")
    assert wrong == []


def test_the_door_leads_back_to_the_page_one_came_from(demo: Demo) -> None:
    page = demo.page(scripts=False)
    article = demo.running.article("subscribers")
    page.goto(article)
    page.locator(".door").click()
    assert page.locator("main input[name=next]").first.get_attribute("value") == article
