"""What is wrong with a page: axe's findings, what sticks out at the side, what is too small."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
NARROWEST = 320
TARGET_MIN = 44

RUN = """([within, only]) => axe.run(within ? {include: [within]} : document, {
  resultTypes: ['violations'],
  preload: false,
  runOnly: only.length ? {type: 'rule', values: only} : {
    type: 'tag',
    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  },
  ...(only.length ? {} : {rules: {'target-size': {enabled: true}}}),
}).then((found) => found.violations.flatMap((fault) => fault.nodes.map(
  (node) => `${fault.id}: ${fault.help}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`)))"""
ABOUT_COLOUR = ["color-contrast", "link-in-text-block"]

STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (node) => {
    for (let up = node; up && up !== document.body; up = up.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const found = [...document.body.querySelectorAll('*')].filter((node) => {
    const place = node.getBoundingClientRect();
    return place.width && place.height && place.right > width + 0.5 && !scrolls(node);
  });
  const over = document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : [];
  const told = (node) => `sticks out: ${node.outerHTML.slice(0, 120)}`;
  return over.concat(found.slice(0, 3).map(told));
}"""

TOO_SMALL = """(least) => [...document.querySelectorAll(
    '.button, .door, .sandbox-button, .field input, .sandbox-field input, .choice')]
  .filter((node) => node.checkVisibility())
  .map((node) => [node, node.getBoundingClientRect()])
  .filter(([, place]) => place.height < least - 0.01 || place.width < least - 0.01)
  .map(([node, place]) => `${Math.round(place.width)} × ${Math.round(place.height)}: `
    + node.outerHTML.slice(0, 120))"""

FOCUSED = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const place = node.getBoundingClientRect();
  return {
    html: node.outerHTML.slice(0, 120),
    text: node.innerText || node.getAttribute('aria-label') || '',
    isOutlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    isShown: place.bottom > 0 && place.top < innerHeight && place.right > 0,
    isBody: node === document.body,
  };
}"""


@cache
def axe_source() -> str:
    """Axe's own script."""
    return AXE.read_text()


def all_faults(page: Page, *, within: str = "") -> list[str]:
    """Everything that is wrong with the page shown, at 1280, 640, 375 and 320, light and dark.

    `within` is the selector of the one part that axe looks at.
    """
    page.evaluate(axe_source())
    faults = [*_axe_at(page, 1280, within), *_sideways_at(page, 640)]
    faults += _axe_at(page, 375, within)
    faults += [f"at 375: {small}" for small in page.evaluate(TOO_SMALL, TARGET_MIN)]
    faults += _sideways_at(page, NARROWEST)
    return [f"{page.url} {fault}" for fault in faults]


def _axe_at(page: Page, width: int, within: str) -> list[str]:
    """All rules in light; in dark those of colour alone, for nothing else changes.

    The window is as high as the page: what a strip at its foot covers can be scrolled away.
    """
    page.set_viewport_size({"width": width, "height": 900})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
    faults = []
    for scheme, only in (("light", []), ("dark", ABOUT_COLOUR)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal there
        faults += [f"at {width}, {scheme}: {found}" for found in page.evaluate(RUN, [within, only])]
    return faults


def _sideways_at(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    return [f"at {width}: {found}" for found in page.evaluate(STICKS_OUT)]


def focus_stops(page: Page, most: int = 60) -> list[dict[str, Any]]:
    """What Tab comes to, one after another, to the end of the page."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["isBody"]:
            break
        stops.append(stop)
    return stops
