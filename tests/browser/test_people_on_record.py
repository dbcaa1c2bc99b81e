"""From a quote to the person who said it, and two statements side by side."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import all_faults
from tests.browser.visiting import Demo

THEN = "Single readings would only frighten people."
NOW = "We were wrong to think people could not read a table."
ARTICLE = "/why-the-marrow-plains-are-closing-38-wells/"
PERSON = "/people/lotte-arkwright/"
SUBJECT = "/subjects/publishing-the-readings/"
BLOCKS = "/well-3-from-its-first-reading-to-its-last/"


def pair(page: Page) -> tuple[dict[str, float], dict[str, float]]:
    """Where the two statements of the first comparison stand, the earlier first."""
    boxes = [
        page.locator(".pair").first.locator(".statement", has_text=words).bounding_box()
        for words in (THEN, NOW)
    ]
    assert boxes[0] is not None
    assert boxes[1] is not None
    return dict(boxes[0]), dict(boxes[1])


def test_a_quote_leads_to_its_speaker(demo: Demo) -> None:
    page = demo.page()
    page.goto(ARTICLE)
    quote = page.locator(".quote", has_text=NOW)
    quote.get_by_role("link", name="Lotte Arkwright").click()
    expect(page).to_have_url(demo.running.url + PERSON)
    expect(page.get_by_role("heading", name="Lotte Arkwright")).to_be_visible()
    expect(page.get_by_text("member of the province’s assembly", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "is_wide"), [(1280, True), (375, False)])
def test_two_that_differ_stand_side_by_side_in_time(demo: Demo, width: int, is_wide: bool) -> None:
    page = demo.page(width=width)
    page.goto(PERSON)
    then, now = pair(page)
    if is_wide:
        assert then["x"] + then["width"] <= now["x"]
        assert abs(then["y"] - now["y"]) < 2
    else:
        assert then["y"] + then["height"] <= now["y"]


def test_what_a_gate_keeps_is_not_on_the_persons_page(demo: Demo) -> None:
    page = demo.page()
    page.goto("/people/imke-dahl/")
    expect(page.get_by_text("I ask again that it be given out").first).to_be_visible()
    assert "twelve more readings" not in page.content()


def test_a_chart_has_its_figures_at_hand_without_a_script(demo: Demo) -> None:
    page = demo.page()
    page.goto(BLOCKS)
    chart = page.locator(".chart").first
    expect(chart.get_by_role("img")).to_have_accessible_name(
        "The average rises from 34.5 to 47.1, under the limit of 50; the highest month passes it "
        "in 2020 and reaches 62.8."
    )
    chart.get_by_text("The figures as a table").click()
    expect(chart.get_by_role("cell", name="62.8")).to_be_visible()
    assert page.locator("main script, main iframe").count() == 0


def test_a_recording_and_a_document_come_from_here(demo: Demo) -> None:
    page = demo.page()
    page.goto(BLOCKS)
    source = page.locator("audio").get_attribute("src") or ""
    assert page.request.get(source, headers={"Range": "bytes=0-3"}).body() == b"RIFF"
    file = page.locator(".download a").get_attribute("href") or ""
    assert page.request.get(file).text().startswith("year,average")


@pytest.mark.parametrize("path", [PERSON, SUBJECT, BLOCKS])
def test_nothing_is_wrong_with_them(demo: Demo, path: str) -> None:
    page = demo.page()
    page.goto(path)
    assert "\n".join(all_faults(page)) == ""
