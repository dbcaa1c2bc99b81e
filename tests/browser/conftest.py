"""The demo in Chromium: made once in a run, served from copies, visited with Playwright.

`demo` is shared by the test files of a process that leave it as it is; `own_demo` belongs to one
file, whose tests may change everything. Both end each test with the same claim: no error in the
console, nothing refused by the content security policy, no other host asked.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import visiting
from tests.browser.running import Running, running_demo, template_demo
from tests.browser.visiting import Demo

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests in this folder are the browser part, those too that speak plain HTTP to the demo:
    they run without Chromium, but no second time for another database."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is. Without it tests skip; in CI they fail."""
    path = visiting.chromium_path()
    if path is None and os.environ.get("CI"):
        pytest.fail(visiting.MISSING, pytrace=False)
    if path is None:
        pytest.skip(visiting.MISSING)
    return path


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo nobody serves, made once for all processes of the run."""
    mine = tmp_path_factory.getbasetemp()
    return template_demo(mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium, for one file: Playwright's event loop must not meet other tests' database."""
    with sync_playwright() as playwright:
        browser = visiting.launch(playwright, chromium_path)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared_demo(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demo that nobody changes."""
    with running_demo(template, tmp_path_factory.mktemp("shared") / "demo") as running:
        yield running


@pytest.fixture(scope="module")
def own_running(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo for one file alone."""
    with running_demo(template, tmp_path_factory.mktemp("own") / "demo") as running:
        yield running


@pytest.fixture
def demo(browser: Browser, shared_demo: Running) -> Iterator[Demo]:
    """The shared demo and a browser. Leave it as it is."""
    yield from visited(Demo(shared_demo, browser))


@pytest.fixture
def own_demo(browser: Browser, own_running: Running) -> Iterator[Demo]:
    """This file's demo and a browser."""
    yield from visited(Demo(own_running, browser))


def visited(demo: Demo) -> Iterator[Demo]:
    """Gives the demo, closes its pages, and claims that nothing was wrong on any of them."""
    yield demo
    for line in demo.what_is_shown():
        print(line)
    demo.close_pages()
    assert demo.faults == []
