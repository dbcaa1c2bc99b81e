"""Visiting a demo with Chromium: pages of every width and scheme, and what went wrong on them."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tests.browser.looking import STICKS_OUT
from tests.browser.running import Running, wait_until

Scheme = Literal["light", "dark"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = "There is no Chromium: apt-get install chromium, or STANDFIRST_CHROMIUM=/path/to/it."
HEIGHT = 900
PHONE = 375
"""The width of a narrow phone that many have."""

SHOTS = os.environ.get("STANDFIRST_SHOTS", "")
"""A folder for pictures of the pages on the way, for who wants to see them."""

PATIENCE_MS = 8_000
TELL_OF_VIOLATIONS = """document.addEventListener('securitypolicyviolation', (told) =>
  console.error(`policy: ${told.violatedDirective} ${told.blockedURI} ${told.sourceFile}`))"""
CODE_IN_SUBJECT = re.compile(r"^([A-Z]{6}) is your code")


def chromium_path() -> str | None:
    """Where Chromium is on this machine."""
    named = os.environ.get("STANDFIRST_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """A browser without a window that asks nobody else for anything."""
    return playwright.chromium.launch(executable_path=path, args=list(QUIET))


@dataclass
class Demo:
    """A running demo and the browser to visit it with."""

    running: Running
    browser: Browser
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The demo's address, without a slash at the end."""
        return self.running.url

    def page(
        self,
        *,
        width: int = 1280,
        height: int = HEIGHT,
        scheme: Scheme = "light",
        scripts: bool = True,
        reader: str = "",
        scale: float = 1,
    ) -> Page:
        """A page of a fresh browser. `reader` is one of the cast, signed in: `dag`."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(TELL_OF_VIOLATIONS)
        self.contexts.append(context)
        page = context.new_page()
        self._watch(page)
        if reader:
            self.become(page, reader)
        return page

    def become(self, page: Page, name: str) -> None:
        """Signs one of the cast in."""
        cookies = self.running.signed_in(name)
        page.context.add_cookies(
            [{"name": key, "value": value, "url": self.url} for key, value in cookies.items()]
        )

    def turn(self, step: str) -> float:
        """Turns the clock; gives how many seconds the answer took."""
        return self.running.turn(step)

    def inbox(self, to: str) -> list[dict[str, str]]:
        """Captured mail to an address, the latest last."""
        return self.running.inbox(to)

    def code_for(self, email: str, *, after: int = 0) -> str:
        """The latest log-in code mailed to an address, once more than `after` codes were."""

        def codes() -> list[str]:
            found = [CODE_IN_SUBJECT.match(mail["subject"]) for mail in self.inbox(email)]
            return [match[1] for match in found if match][after:]

        return wait_until(codes, what=f"a code for {email}")[-1]

    def what_is_shown(self) -> list[str]:
        """Where each page stands and the beginning of its text: pytest prints it on a failure."""
        pages = [page for context in self.contexts for page in context.pages]
        return [f"{page.url}\n{page.locator('body').inner_text()[:1500]}" for page in pages]

    def close_pages(self) -> None:
        """Closes every page that was opened."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def _watch(self, page: Page) -> None:
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._note_request)

    def _note_console(self, message: ConsoleMessage) -> None:
        """An error in the console, but for a page's own status: a 404 page is a 404."""
        page = message.page
        if message.type != "error" or page is None:
            return
        is_own_status = message.text.startswith("Failed to load resource: the server responded")
        if is_own_status and _without_fragment(message.location["url"]) == _without_fragment(
            page.url
        ):
            return
        self.faults.append(f"{page.url}: {message.text} ({message.location['url']})")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != urlsplit(self.url).netloc:
            self.faults.append(f"{request.frame.url} asks another host: {request.url}")


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]


@contextmanager
def walking(page: Page) -> Iterator[None]:
    """From one page to the next: nothing scrolls sideways on either."""
    assert page.evaluate(STICKS_OUT) == [], page.url
    if SHOTS:
        name = urlsplit(page.url).path.strip("/").replace("/", "-") or "front"
        number = len(list(Path(SHOTS).iterdir()))
        page.screenshot(path=Path(SHOTS) / f"{number:03d}-{name[:60]}.png", full_page=True)
    with page.expect_navigation():
        yield
    assert page.evaluate(STICKS_OUT) == [], page.url


def submit(page: Page, button: str) -> None:
    """Presses a button or link of the page's text by its words and waits for what comes."""
    main = page.get_by_role("main")
    target = main.get_by_role("button", name=button, exact=True).or_(
        main.get_by_role("link", name=button, exact=True)
    )
    with walking(page):
        target.click()


def fill_in_card(page: Page, number: str, *, button: str = "Save card") -> None:
    """Fills in the payment company's card form and sends it."""
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry (MM/YY)").fill("12/34")
    page.get_by_label("Security code").fill("123")
    with walking(page):
        page.locator("form.sandbox-form button").filter(has_text=button).click()
