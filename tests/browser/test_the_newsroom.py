"""The publisher works in the newsroom: writes, previews, schedules, publishes and sells."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import Running
from tests.browser.visiting import PATIENCE_MS, Demo

WORDS = "Changed by the editor in the test."


@pytest.fixture
def editor(own_demo: Demo) -> Page:
    """The publisher at the editing page of the newest article for subscribers."""
    page = own_demo.page(width=1400, height=1000, reader="pia")
    page.goto(f"/admin/pages/{article_id(own_demo.running)}/edit/")
    expect(page.locator("#id_title")).to_be_visible()
    return page


def article_id(running: Running) -> int:
    """The number that Wagtail has for the newest article for subscribers."""
    slug = running.article("subscribers").strip("/")
    number: int = running.rows("SELECT id FROM wagtailcore_page WHERE slug = ?", slug)[0][0]
    return number


def press_among_more_actions(page: Page, button: str) -> None:
    """Presses one of the buttons that are folded away beside Save draft."""
    page.get_by_role("button", name="More actions").click()
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def test_wagtails_own_log_in_leads_to_ours(own_demo: Demo) -> None:
    page = own_demo.page()
    page.goto("/admin/")
    expect(page).to_have_url(re.compile(r"/login/\?next=/admin/$"))
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_a_reader_who_is_no_editor_stays_outside(own_demo: Demo) -> None:
    page = own_demo.page(reader="ada")
    page.goto("/admin/")
    assert "/admin/" not in page.url.partition("?")[0]


def test_the_preview_shows_a_draft_with_what_is_behind_the_break(
    own_demo: Demo, editor: Page
) -> None:
    editor.get_by_role("button", name="Toggle preview").click()
    panel = editor.frame_locator("#w-preview-iframe")
    expect(panel.locator(".article-head .standfirst")).to_be_visible(timeout=PATIENCE_MS)
    editor.locator("#id_standfirst").fill(WORDS)
    with editor.context.expect_page() as opened:
        editor.get_by_role("link", name="Preview in new tab").click()
    preview = opened.value
    expect(preview.locator(".article-head .standfirst")).to_have_text(WORDS, timeout=PATIENCE_MS)
    expect(preview.locator(".gate")).to_have_count(0)
    assert len(preview.locator("#break").inner_text().split()) > 150
    article = own_demo.running.article("subscribers")
    assert WORDS not in own_demo.running.get(article).text


def test_a_draft_of_a_published_article_is_seen_by_nobody(own_demo: Demo, editor: Page) -> None:
    editor.locator("#id_standfirst").fill(WORDS)
    with editor.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        editor.get_by_role("button", name="Save draft").click()
    expect(editor.locator("body")).to_contain_text("saved")
    article = own_demo.running.article("subscribers")
    assert WORDS not in own_demo.running.get(article).text
    assert WORDS not in own_demo.running.get("/feed.atom").text


def test_a_change_is_published_and_is_on_the_page_at_once(own_demo: Demo, editor: Page) -> None:
    editor.locator("#id_standfirst").fill(WORDS)
    press_among_more_actions(editor, "Publish")
    article = own_demo.running.article("subscribers")
    for path in (article, "/feed.atom", "/feed.rss"):
        assert WORDS in own_demo.running.get(path).text, path
    visitor = own_demo.page(scripts=False)
    visitor.goto(article)
    expect(visitor.locator(".article-head .standfirst")).to_have_text(WORDS)
    expect(visitor.locator(".gate")).to_have_count(1)


def test_scheduling_opens(editor: Page) -> None:
    editor.get_by_role("button", name="Toggle status").click()
    editor.get_by_role("button", name=re.compile("(Set|Edit) schedule")).click()
    expect(editor.locator("input[name=go_live_at]")).to_be_visible()
    expect(editor.locator("input[name=expire_at]")).to_be_visible()


def test_choosing_an_image_opens_and_takes_one(editor: Page) -> None:
    chosen = editor.locator("#id_lead_image")
    before = chosen.input_value()
    panel = editor.locator("#panel-child-content-lead_image-section")
    panel.get_by_role("button", name="Actions").click()
    editor.get_by_text("Change image", exact=True).locator("visible=true").click()
    images = editor.locator(".modal a[data-chooser-modal-choice]")
    expect(images.first).to_be_visible(timeout=PATIENCE_MS)
    images.last.click()
    expect(chosen).not_to_have_value(before, timeout=PATIENCE_MS)


def test_a_quote_is_put_into_the_text(editor: Page) -> None:
    speakers = editor.locator("[name$='-value-speaker']")
    before = speakers.count()
    editor.get_by_role("button", name="Insert a block").first.click()
    editor.get_by_role("option", name="Quote").click()
    expect(speakers).to_have_count(before + 1)


def test_a_plan_is_put_on_sale(own_demo: Demo) -> None:
    page = own_demo.page(width=1400, reader="pia")
    page.goto("/admin/plans/new/")
    page.locator("#id_name").fill("The Courier for schools")
    page.locator("#id_key").fill("schools")
    page.locator("#id_description").fill("Every article for a class.")
    if not page.locator("#id_prices-0-amount_minor").count():
        page.get_by_role("button", name="Add price").click()
    page.locator("#id_prices-0-amount_minor").fill("4500")
    page.locator("#id_prices-0-currency").fill("sek")
    page.locator("#id_prices-0-interval").select_option("month")
    with page.expect_navigation():
        page.get_by_role("button", name="Create").click()
    visitor = own_demo.page(scripts=False)
    visitor.goto("/subscribe/")
    plan = visitor.get_by_role("group", name="The Courier for schools")
    expect(plan).to_contain_text("45 crowns a month")


PASTED = (Path(__file__).parents[1] / "transfer" / "pasted" / "word.html").read_text()
COPY = """async (html) => navigator.clipboard.write([new ClipboardItem({
  "text/html": new Blob([html], {type: "text/html"}),
  "text/plain": new Blob(["as plain text"], {type: "text/plain"}),
})])"""
NAMED = """() => {
  const it = document.activeElement;
  return (it.getAttribute("aria-label") || it.innerText || it.id || "").trim();
}"""
STEPS_MAX = 400
TAKEN_AS_IT_IS_MS = 3000
"""A moment after a form was opened Wagtail takes what stands in it for what was saved."""


def walk_to(page: Page, name: str, *, key: str = "Tab") -> None:
    """Presses Tab until what has this name has the focus."""
    for _ in range(STEPS_MAX):
        page.keyboard.press(key)
        if page.evaluate(NAMED) == name:
            return
    raise AssertionError(f"{name} cannot be reached by keyboard on {page.url}")


def test_an_explainer_goes_from_a_pasted_document_to_readers_by_keyboard_alone(
    own_demo: Demo,
) -> None:
    page = own_demo.page(width=1400, height=1000, reader="pia")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/admin/paste/")
    page.evaluate(COPY, PASTED)
    walk_to(page, "id_text")
    page.keyboard.press("Control+V")
    expect(page.locator("[data-paste-told]")).to_contain_text("Headings, lists")
    with page.expect_navigation():
        walk_to(page, "Make a draft of it")
        page.keyboard.press("Enter")
    expect(page.locator(".outline")).to_contain_text("2. What’s going on now")
    with page.expect_navigation():
        walk_to(page, "Open the draft")
        page.keyboard.press("Enter")
    expect(page.locator("#id_title")).to_have_value("Why the ferry stops at six")
    walk_to(page, "More actions", key="Shift+Tab")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        walk_to(page, "Publish")
        page.keyboard.press("Enter")
    visitor = own_demo.page(scripts=False)
    visitor.goto("/why-the-ferry-stops-at-six/")
    expect(visitor.get_by_role("heading", name="Why the ferry stops at six")).to_be_visible()
    expect(visitor.get_by_role("heading", name="Before you read")).to_be_visible()
    expect(visitor.locator(".gate")).to_have_count(1)


def test_the_list_before_publishing_follows_the_draft(editor: Page) -> None:
    standfirst = editor.locator("#id_standfirst")
    points = editor.locator(".checklist")
    editor.wait_for_timeout(TAKEN_AS_IT_IS_MS)
    standfirst.fill("")
    expect(points).to_contain_text("The standfirst is missing", timeout=4 * PATIENCE_MS)
    standfirst.fill("Three words now.")
    expect(points).to_contain_text("The standfirst has 3 words.", timeout=4 * PATIENCE_MS)
