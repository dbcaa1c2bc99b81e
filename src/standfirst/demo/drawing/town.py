"""The plates of the town: bread and coins, and the hall where budgets are settled."""

import math
import random

from standfirst.demo.drawing.marks import (
    blob,
    sky,
)
from standfirst.demo.drawing.press import (
    DUSK,
    HEIGHT,
    INK,
    OCHRE,
    PAPER,
    RED,
    SAGE,
    SLATE,
    STONE,
    STRAW,
    WIDTH,
    Block,
    Point,
)


def bread(rng: random.Random) -> list[Block]:
    """A round loaf, cut open, beside a short stack of coins."""
    wall, table = Block(SAGE), Block(STONE)
    wall.box(0, 0, WIDTH, 640)
    for x in range(40, WIDTH, 34):
        y = 40.0
        while y < 640:
            end = y + rng.uniform(60, 200)
            wall.gouge((x + rng.uniform(-3, 3), y), (x, min(end, 636)), 4)
            y = end + rng.uniform(10, 60)
    table.box(0, 640, WIDTH, HEIGHT)
    sky(rng, table, 680, 980, rows=10, width=(3, 7))
    shade, crust, crumb, key = Block(DUSK), Block(OCHRE), Block(STRAW), Block(INK)
    shade.disc(640, 802, 520, 62)
    shade.disc(1330, 806, 190, 30)
    _loaf(rng, crust, crumb, key)
    copper = Block(RED)
    _coins(crust, copper, key)
    return [wall, table, shade, crust, crumb, copper, key]


def _loaf(rng: random.Random, crust: Block, crumb: Block, key: Block) -> None:
    dome = [(590 - 450 * math.cos(a), 770 - 480 * math.sin(a) ** 0.8)
            for a in [math.pi * i / 40 for i in range(41)]]  # fmt: skip
    base = [(590 + 450 * math.cos(a), 770 + 46 * math.sin(a))
            for a in [math.pi * i / 40 for i in range(41)]]  # fmt: skip
    key.area([(590 + (x - 590) * 1.025, 776 + (y - 776) * 1.03) for x, y in dome + base])
    key.area(dome + base, cut=True)
    crust.area(dome + base)
    for row in range(9):
        reach = 0.2 + row * 0.085
        for i in range(26):
            angle = math.pi * (0.06 + i * 0.034) + rng.uniform(-0.01, 0.01)
            at = (590 - 450 * reach * math.cos(angle), 770 - 480 * reach * math.sin(angle) ** 0.8)
            if rng.random() < 0.22 + reach * 0.5 and at[0] < 620:
                key.gouge(at, (at[0] + 22, at[1] - 9 + 26 * (angle / math.pi)), 7, cut=False)
    for i in range(4):
        x = 300 + i * 92
        lift = 480 * math.sin(math.acos((590 - x) / 450)) ** 0.8
        crumb.gouge((x - 34, 770 - lift + 130), (x + 62, 770 - lift + 14), 22, cut=False)
        key.gouge((x - 26, 770 - lift + 142), (x + 72, 770 - lift + 24), 6, cut=False)
    _face(rng, crumb, key)


def _face(rng: random.Random, crumb: Block, key: Block) -> None:
    """The cut side of the loaf, with its holes."""
    face = [(842 - 246 * math.cos(a), 724 - 372 * math.sin(a) ** 0.75)
            for a in [math.pi * i / 30 for i in range(31)]]  # fmt: skip
    face += [(842 + 246 * math.cos(a), 724 + 78 * math.sin(a))
             for a in [math.pi * i / 30 for i in range(31)]]  # fmt: skip
    key.area(face)
    inner = [(842 + (x - 842) * 0.92, 700 + (y - 700) * 0.93) for x, y in face]
    key.area(inner, cut=True)
    crumb.area(inner)
    for _ in range(150):
        x, y = rng.uniform(630, 1060), rng.uniform(390, 770)
        across, down = (x - 842) / 205, (y - 700) / (300 if y < 700 else 60)
        if across**2 + down**2 < 0.92:
            size = rng.choice((2, 2.5, 3, 4, 6))
            key.area(blob(rng, x, y, size * 1.3, size))


def _coins(gold: Block, copper: Block, key: Block) -> None:
    for i, (x, block) in enumerate(((1322, gold), (1334, copper), (1318, gold), (1328, gold))):
        y = 796.0 - i * 44
        key.disc(x, y, 152, 46)
        key.box(x - 152, y - 40, x + 152, y)
        key.disc(x, y - 40, 152, 46)
        for ridge_at in range(29):
            angle = math.pi * (ridge_at + 0.5) / 29
            at = x - 150 * math.cos(angle)
            key.gouge((at, y + 40 * math.sin(angle) - 36), (at, y + 42 * math.sin(angle) - 4), 4)
        key.disc(x, y - 42, 142, 40, cut=True)
        block.disc(x, y - 20, 152, 64)
    key.disc(1328, 620, 112, 30)
    key.disc(1328, 620, 106, 27, cut=True)
    for i in range(9):
        angle = i * 2 * math.pi / 9
        cos, sin = math.cos(angle), math.sin(angle)
        key.gouge((1328 + 20 * cos, 620 + 5 * sin), (1328 + 84 * cos, 620 + 21 * sin), 9, cut=False)


def hall(rng: random.Random) -> list[Block]:
    """Tall windows above curved rows of benches."""
    wall, light, floor = Block(STONE), Block(PAPER), Block(SLATE)
    wall.box(0, 0, WIDTH, HEIGHT)
    for x in range(30, WIDTH, 40):
        y = 30.0
        while y < 540:
            end = y + rng.uniform(40, 160)
            wall.gouge((x, y), (x, min(end, 540)), 3)
            y = end + rng.uniform(30, 130)
    key, red = Block(INK), Block(RED)
    for i in range(5):
        _window(key, light, 200 + i * 300.0)
    for i in range(6):
        key.box(38 + i * 300, 40, 62 + i * 300, 500)
        key.box(28 + i * 300, 470, 72 + i * 300, 500)
        key.box(28 + i * 300, 40, 72 + i * 300, 66)
    floor.box(0, 498, WIDTH, HEIGHT)
    for i in range(5):
        left = 140 + i * 300.0
        light.area([(left, 520), (left + 120, 520), (left + 30, 640), (left - 110, 640)])
    key.box(0, 492, WIDTH, 506)
    _rostrum(key, red)
    trim = Block(STRAW)
    for row in range(5):
        _bench(key, red, trim, row)
    return [wall, floor, light, key, trim, red]


def _window(key: Block, light: Block, x: float) -> None:
    key.box(x - 84, 176, x + 84, 430)
    key.disc(x, 176, 84)
    key.box(x - 94, 424, x + 94, 442)
    for block, cut in ((key, True), (light, False)):
        block.box(x - 70, 176, x + 70, 418, cut=cut)
        block.disc(x, 176, 70, cut=cut)
    for bar in (-24, 24):
        key.line([(x + bar, 112), (x + bar, 418)], 6)
    for height in (176, 256, 336):
        key.line([(x - 68, height), (x + 68, height)], 6)


def _rostrum(key: Block, red: Block) -> None:
    red.area([(752, 470), (752, 348), (770, 322), (800, 312), (830, 322), (848, 348), (848, 470)])
    for i in range(4):
        red.gouge((770 + i * 20, 340), (770 + i * 20, 440), 6)
    key.box(640, 446, 960, 556)
    for i in range(8):
        key.gouge((668 + i * 38, 464), (668 + i * 38, 546), 9)
    key.box(622, 434, 978, 454)


def _bench(key: Block, red: Block, trim: Block, row: int) -> None:
    """One curved row, seen from behind: a dark back with panels and a pale rail."""
    reach, drop, tall = 430 + row * 200, 70 + row * 72, 44 + row * 13
    rise = 566 + row * 12

    def at(angle: float, lift: float = 0.0) -> Point:
        return 800 - reach * math.cos(angle), rise + drop * math.sin(angle) - lift * tall

    angles = [math.pi * (0.03 + 0.94 * i / 80) for i in range(81)]
    key.area([*[at(a) for a in angles], *[at(a, 1) for a in reversed(angles)]])
    trim.area([*[at(a, 0.94) for a in angles], *[at(a, 1.12) for a in reversed(angles)]])
    count = 14 + row * 4
    for i in range(count):
        first, last = (0.05 + 0.9 * (i + edge) / count for edge in (0.14, 0.86))
        corners = [at(math.pi * share, lift) for share, lift in
                   ((first, 0.14), (last, 0.14), (last, 0.78), (first, 0.78))]  # fmt: skip
        inner = [at(math.pi * (share + (first + last - 2 * share) * 0.08), lift) for share, lift in
                 ((first, 0.2), (last, 0.2), (last, 0.72), (first, 0.72))]  # fmt: skip
        key.area(corners, cut=True)
        (red if (row, i) == (2, 15) else key).area(inner)
