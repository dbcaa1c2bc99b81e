"""The press: blocks to draw on, and prints pulled from them.

A scene is drawn in units of the finished picture (1600 x 1000) on blocks of twice
that size. Nothing here knows what the pictures show.
"""

import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

WIDTH, HEIGHT = 1600, 1000
SCALE = 2
MARGIN = 30
FULL = (WIDTH * SCALE, HEIGHT * SCALE)

INK = "#1b1b1b"
PAPER = "#f5f1e8"
RED = "#8a1c1c"
OCHRE = "#cfae74"
STRAW = "#e3d3ae"
SAGE = "#9aa68c"
SLATE = "#71858c"
MIST = "#b9c2bd"
STONE = "#bfb6a5"
DUSK = "#34424b"

Point = tuple[float, float]
Curve = Callable[[float], float]


class Block:
    """One lino block and the ink it is printed in. White in the mask takes ink."""

    def __init__(self, ink: str) -> None:
        self.ink = ink
        self.mask = Image.new("L", FULL, 0)
        self._draw = ImageDraw.Draw(self.mask)

    def area(self, points: Sequence[Point], *, cut: bool = False) -> None:
        """Ink a polygon, or cut it away."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=_tone(cut))

    def box(self, x0: float, y0: float, x1: float, y1: float, *, cut: bool = False) -> None:
        self.area([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], cut=cut)

    def disc(
        self, x: float, y: float, rx: float, ry: float | None = None, *, cut: bool = False
    ) -> None:
        ry = rx if ry is None else ry
        corners = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self._draw.ellipse(corners, fill=_tone(cut))

    def line(self, points: Sequence[Point], width: float, *, cut: bool = False) -> None:
        """A line of even width with round ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=_tone(cut), width=round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, cut=cut)

    def gouge(self, start: Point, end: Point, width: float, *, cut: bool = True) -> None:
        """One push of the tool: thin, wide, thin."""
        (x0, y0), (x1, y1) = start, end
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = (y0 - y1) / length, (x1 - x0) / length
        spine = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, _swell(t) * width / 2) for t in _STEPS]
        there = [(x + nx * w, y + ny * w) for x, y, w in spine]
        back = [(x - nx * w, y - ny * w) for x, y, w in reversed(spine)]
        self.area(there + back, cut=cut)

    def trace(self, curve: Curve, x0: float, x1: float, width: float, *, cut: bool = True) -> None:
        """A push of the tool that follows a curve from `x0` to `x1`."""
        spine = [(x0 + (x1 - x0) * t, _swell(t) * width / 2) for t in _STEPS]
        there = [(x, curve(x) - w) for x, w in spine]
        back = [(x, curve(x) + w) for x, w in reversed(spine)]
        self.area(there + back, cut=cut)

    def below(self, curve: Curve, bottom: float = HEIGHT, *, cut: bool = False) -> None:
        """Ink all that lies under a curve, over the whole width."""
        edge = [(float(x), curve(x)) for x in range(-8, WIDTH + 9, 4)]
        self.area([*edge, (WIDTH + 8, bottom), (-8, bottom)], cut=cut)

    def reflected(self, level: float, ink: str, squash: float = 0.8) -> "Block":
        """What this block prints above a water level, upside down below it."""
        line = round(level * SCALE)
        height = min(round(line * squash), FULL[1] - line)
        above = self.mask.crop((0, line - round(height / squash), FULL[0], line))
        image = Block(ink)
        image.mask.paste(ImageOps.flip(above).resize((FULL[0], height)), (0, line))
        return image

    def keep_off(self, other: "Block") -> None:
        """Cut away here whatever the other block prints."""
        self.mask = ImageChops.subtract(self.mask, other.mask)
        self._draw = ImageDraw.Draw(self.mask)


def pull(blocks: Sequence[Block], seed: int) -> Image.Image:
    """A print of the blocks, one after the other, on grained paper."""
    rng = random.Random(seed)  # noqa: S311 - chance, not secrecy
    frame = _rough(_frame(), rng, reach=5)
    sheet = _paper(rng)
    for block in blocks:
        edge = _rough(block.mask, rng, reach=2)
        cover = ImageChops.multiply(ImageChops.multiply(edge, frame), _inking(rng))
        shift = (rng.randint(-2, 2), rng.randint(-2, 2))
        sheet.paste(Image.new("RGB", FULL, block.ink), (0, 0), ImageChops.offset(cover, *shift))
    return sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _tone(cut: bool) -> int:
    return 0 if cut else 255


_STEPS = [i / 10 for i in range(11)]


def _swell(t: float) -> float:
    return float(max(0.0, math.sin(math.pi * t)) ** 0.6)


def _noise(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """Clouds of grey, as coarse as `size` is small, over the full sheet."""
    grains = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    return grains.resize(FULL, Image.Resampling.BICUBIC)


def _rough(mask: Image.Image, rng: random.Random, *, reach: int) -> Image.Image:
    """The same shapes with the edges of something cut by hand."""
    soft = mask.filter(ImageFilter.GaussianBlur(reach))
    mixed = Image.blend(soft, _noise(rng, (FULL[0] // 12, FULL[1] // 12)), 0.22)
    return mixed.point([max(0, min(255, (v - 127) * 6 + 127)) for v in range(256)])


def _inking(rng: random.Random) -> Image.Image:
    """Where the ink took: solid, with salt where the pressure was low."""
    pressure = _noise(rng, (32, 20)).filter(ImageFilter.GaussianBlur(30))
    grain = _noise(rng, (FULL[0] // 3, FULL[1] // 3))
    salt = Image.blend(grain, pressure, 0.42)
    return salt.point([max(130, min(255, (v - 25) * 12)) for v in range(256)])


def _frame() -> Image.Image:
    mask = Image.new("L", FULL, 0)
    inset = MARGIN * SCALE
    ImageDraw.Draw(mask).rectangle((inset, inset, FULL[0] - inset, FULL[1] - inset), fill=255)
    return mask


def _paper(rng: random.Random) -> Image.Image:
    """Paper with a little tooth: the paper colour, a few levels up and down."""
    tooth = Image.blend(_noise(rng, (240, 150)), _noise(rng, (160, 50)), 0.6)
    flat = Image.new("RGB", FULL, PAPER)
    shade = Image.new("RGB", FULL, "#e9e2d3")
    return Image.composite(shade, flat, tooth.point([max(0, v - 90) for v in range(256)]))
