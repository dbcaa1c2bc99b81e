"""The picture that stands for an article where its address is passed on: a card with its words."""

import hashlib
from dataclasses import astuple, dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from standfirst.articles.publication import publication

if TYPE_CHECKING:
    from standfirst.articles.models import Article

WIDTH, HEIGHT = 1200, 630
"""Pixels, as the networks that show such cards ask for: https://ogp.me/#structured"""

MARGIN = 72
PAPER, INK, SOFT, ACCENT = "#fffefb", "#1b1b1b", "#55524c", "#8a1c1c"
FONT = Path(__file__).parents[1] / "theme/static/fonts/literata-roman.woff2"
SIZES = (92, 82, 72, 64, 56, 48)
LINES_MAX_PX = 330
LEADING = 1.16
KEPT = 256

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Card:
    """What stands on it: all of it is open to everybody."""

    headline: str
    section: str
    publication: str

    @property
    def mark(self) -> str:
        """Changes with the words, so that the picture of old ones is not shown for new ones."""
        return hashlib.sha256("\n".join(astuple(self)).encode()).hexdigest()[:12]


def card_of(article: "Article") -> Card:
    """The card of an article."""
    section = article.kicker.title if article.kicker else ""
    return Card(article.title, section, publication().name)


@lru_cache(KEPT)
def drawn(card: Card) -> bytes:
    """The card as a PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((MARGIN, MARGIN, WIDTH - MARGIN, MARGIN + 6), fill=INK)
    small, width = font(34), WIDTH - 2 * MARGIN
    pen.text((MARGIN, MARGIN + 34), _shortened(card.section, small, width), ACCENT, small)
    lines, large = fitted(card.headline, width)
    for place, line in enumerate(lines):
        top = MARGIN + 96 + place * large.size * LEADING
        pen.text((MARGIN, top), line, INK, large)
    foot = HEIGHT - MARGIN
    pen.line((MARGIN, foot - 62, WIDTH - MARGIN, foot - 62), fill=SOFT)
    name = _shortened(card.publication, small, width)
    pen.text((MARGIN, foot), name, SOFT, small, anchor="ls")
    out = BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


@lru_cache(len(SIZES) + 1)
def font(size: int, weight: int = 400) -> Font:
    """The type in which the publication is set."""
    found = ImageFont.truetype(str(FONT), size)
    found.set_variation_by_axes([weight])
    return found


def fitted(text: str, width: float) -> tuple[list[str], Font]:
    """The lines of a headline in the largest type that holds it; cut off if none does."""
    lines: list[str] = []
    for size in SIZES:
        large = font(size, 600)
        lines = wrapped(text, large, width)
        if len(lines) * size * LEADING <= LINES_MAX_PX:
            return lines, large
    kept = lines[: int(LINES_MAX_PX / (SIZES[-1] * LEADING))]
    return [*kept[:-1], _shortened(f"{kept[-1]} …", large, width)], large


def wrapped(text: str, letters: Font, width: float) -> list[str]:
    """The words in lines that are no wider; a word that is wider is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        if letters.getlength(joined) <= width:
            line = joined
            continue
        lines += [line] if line else []
        while letters.getlength(word) > width:
            piece = _longest(word, letters, width)
            lines, word = [*lines, piece], word[len(piece) :]
        line = word
    return [*lines, line] if line else lines


def _longest(word: str, letters: Font, width: float) -> str:
    place = 1
    while place < len(word) and letters.getlength(word[: place + 1]) <= width:
        place += 1
    return word[:place]


def _shortened(text: str, letters: Font, width: float) -> str:
    """The text, or as much of it as there is room for, and three points."""
    if letters.getlength(text) <= width:
        return text
    stem = text.removesuffix("…").rstrip()
    while stem and letters.getlength(f"{stem} …") > width:
        stem = stem.rpartition(" ")[0] or stem[:-1]
    return f"{stem} …"
