"""Pictures of the main pages, taken from a demo: python -m tests.browser.shots OUTDIR.

`python -m tests.browser.shots --readme` takes the two that stand in docs/images.
"""

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.addresses import NOWHERE, public_pages
from tests.browser.running import Running, running_demo, template_demo
from tests.browser.visiting import MISSING, Demo, Scheme, chromium_path, launch

README = Path(__file__).parents[2] / "docs/images"
COLOURS = 256
ROUNDS = 10


@dataclass(frozen=True)
class Shot:
    """One picture: of which page, as whom, how wide; of the whole page or of a window of it."""

    name: str
    path: str
    reader: str = ""
    width: int = 1280
    scheme: Scheme = "light"
    scroll_to: str = ""
    is_whole: bool = True


def main() -> int:
    """Makes a demo, takes the pictures, and says where they are."""
    parser = argparse.ArgumentParser(description="takes pictures of the demo's pages")
    parser.add_argument("folder", type=Path, nargs="?", help="where the pictures go")
    parser.add_argument("--readme", action="store_true", help="only the two of docs/images")
    args = parser.parse_args()
    path = chromium_path()
    if path is None:
        print(MISSING, file=sys.stderr)
        return 1
    folder = README if args.readme else args.folder or Path("shots")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as shared, sync_playwright() as playwright:
        template = template_demo(Path(shared))
        with running_demo(template, Path(shared) / "demo") as running:
            demo = Demo(running, launch(playwright, path))
            shots = for_readme(running) if args.readme else every_shot(running)
            for shot in shots:
                print(take(demo, shot, folder))
            demo.browser.close()
    return 0


def for_readme(running: Running) -> list[Shot]:
    """What stands in docs/images: the gate, and the front page."""
    article = running.article("subscribers")
    return [
        Shot("article", article, reader="dag", scroll_to=".gate", is_whole=False),
        Shot("front", "/", is_whole=False),
    ]


def every_shot(running: Running) -> list[Shot]:
    """Every public page and every reader's gate, wide and narrow; the article in the dark too."""
    article = running.article("subscribers")
    pages = public_pages(running) | {"not found": NOWHERE}
    names = [row["email"].split(".")[0] for row in running.manifest()["readers"]]
    accounts = [("account", "/account/"), ("card", "/account/card/"), ("plans", "/account/plan/")]
    return [
        shot
        for width in (1280, 375)
        for shot in (
            *(Shot(kind.replace(" ", "-"), path, width=width) for kind, path in pages.items()),
            *(Shot(f"as-{name}", article, reader=name, width=width) for name in names),
            *(Shot(kind, path, reader="dag", width=width) for kind, path in accounts),
            Shot("article-dark", article, width=width, scheme="dark"),
        )
    ]


def take(demo: Demo, shot: Shot, folder: Path) -> Path:
    """Takes one picture, its colours few so that it stays small."""
    page = demo.page(width=shot.width, scheme=shot.scheme, reader=shot.reader)
    page.goto(shot.path)
    page.evaluate("document.fonts.ready.then(() => true)")
    if shot.scroll_to:
        show_at_the_foot(page, shot.scroll_to)
    name = shot.name if not shot.is_whole else f"{shot.name}-{shot.width}"
    file = folder / f"{name}.png"
    page.screenshot(path=file, full_page=shot.is_whole)
    demo.close_pages()
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS, kmeans=ROUNDS).save(file, optimize=True)
    return file


def show_at_the_foot(page: Page, selector: str) -> None:
    """Scrolls until the part is wholly in the window, above the demo's strip."""
    page.locator(selector).evaluate("(node) => node.scrollIntoView({block: 'end'})")


if __name__ == "__main__":
    sys.exit(main())
