"""What the pages weigh: the bounds of style.md."""

import gzip
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from django.test import Client
from wagtail.images import get_image_model

from standfirst.access.rules import Audience
from tests.articles.making import Make, picture

KB = 1000
THEME = Path(settings.THEME)


def words(number: int) -> str:
    """So many words that compress about as English does."""
    source = (THEME.parent / "demo/content/articles").glob("*.md")
    text = re.sub(r"[^\w\s’,.]", " ", " ".join(file.read_text() for file in sorted(source)))
    return " ".join(text.split()[: number + 400][-number:])


def a_long_page(make: Make) -> bytes:
    prose = words(2000).split()
    body = []
    for number in range(8):
        piece = prose[number * 250 : (number + 1) * 250]
        halves = "".join(f"<p>{' '.join(piece[at : at + 50])}</p>" for at in range(0, 250, 50))
        body += [("section", {"heading": f"Part {number}"}), ("text", {"text": halves})]
    image = picture()
    make(
        headline="Long",
        body=body,
        audience=Audience.EVERYONE,
        lead_image_id=image.pk,
        lead_alt="Wells",
    )
    return Client().get("/long/").content


def test_a_page_of_two_thousand_words_is_light(make: Make) -> None:
    assert len(gzip.compress(a_long_page(make), 6)) < 20 * KB


def test_a_page_asks_for_six_files_at_most_and_no_script(make: Make) -> None:
    page = a_long_page(make).decode()
    scripts = re.findall(r"<script(?![^>]*application/ld\+json)", page)
    assert not scripts
    eager = re.findall(r'<link rel="(?:stylesheet|preload|icon)"', page) + re.findall("<img ", page)
    assert len(eager) + 2 <= 6, "the page itself and the italic besides"
    hosts = set(re.findall(r'(?:src|srcset|href)="https?://([^/"]+)', page))
    assert hosts <= {"localhost:8000"}


def test_every_picture_has_its_size_and_its_words(make: Make) -> None:
    for picture_tag in re.findall(r"<img [^>]+>", a_long_page(make).decode()):
        assert re.search(r'width="\d+"', picture_tag)
        assert re.search(r'height="\d+"', picture_tag)
        assert re.search(r'alt="[^"]+"', picture_tag)


def test_the_sheet_is_light() -> None:
    assert len(gzip.compress((THEME / "static/standfirst.css").read_bytes(), 6)) < 8 * KB


def test_the_fonts_are_light() -> None:
    assert sum(file.stat().st_size for file in (THEME / "static/fonts").glob("*.woff2")) < 60 * KB


def test_the_sheet_asks_no_other_host() -> None:
    assert "http" not in (THEME / "static/standfirst.css").read_text().replace('href^="http"', "")


def test_lead_pictures_of_the_demo_are_light(db: None, tmp_path: Path) -> None:
    """The size that a phone or a window of 1,280 px loads."""
    folder = THEME.parent / "demo/content/images"
    for file in sorted(folder.glob("*.jpg"))[:6]:
        image = picture_of(file)
        for width in (480, 720, 1080):
            spec = f"width-{width}|format-webp|webpquality-70"
            assert image.get_rendition(spec).file.size < 80 * KB, (file.name, width)


def picture_of(file: Path) -> Any:
    with file.open("rb") as raw:
        return get_image_model().objects.create(title=file.stem, file=ImageFile(raw, file.name))
