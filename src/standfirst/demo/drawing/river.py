"""The plates of the Sel: two gauges, the weir, the valley as a map."""

import math
import random

from standfirst.demo.drawing.marks import (
    blob,
    broken,
    level,
    lowered,
    poplar,
    ridge,
    ripples,
    round_tree,
    sky,
    terraces,
)
from standfirst.demo.drawing.press import (
    DUSK,
    HEIGHT,
    INK,
    MIST,
    OCHRE,
    PAPER,
    RED,
    SAGE,
    SLATE,
    STRAW,
    WIDTH,
    Block,
    Curve,
    Point,
)


def gauges(rng: random.Random) -> list[Block]:
    """A river in flood, a round tower on one bank, a mast over the water."""
    air = Block(MIST)
    air.box(0, 0, WIDTH, HEIGHT)
    for _ in range(120):
        x, y = rng.uniform(0, WIDTH), rng.uniform(50, 380)
        air.gouge((x, y), (x - 26, y + 88), 4)
    far, near = Block(SLATE), Block(SAGE)
    outline = ridge(rng, 400, 56)
    far.below(outline)
    terraces(rng, far, outline, 520, rows=7, width=(2, 5))
    outline = ridge(rng, 476, 26)
    near.below(outline)
    terraces(rng, near, outline, 560, rows=5, width=(2, 5))
    water = Block(DUSK)
    water.box(0, 548, WIDTH, HEIGHT)
    ripples(rng, water, (0, 556, WIDTH, 990), rows=26, width=(2, 9), cover=0.45)
    key, red = Block(INK), Block(RED)
    for x, size in ((700, 90), (748, 120), (800, 84), (1010, 104), (1050, 76)):
        round_tree(rng, key, x, 566, size)
        ripples(rng, key, (x - 20, 560, x + 20, 572), rows=2)
    _tower(rng, key, red)
    board, mast = _mast(rng, red)
    return [air, far, near, water, key, board, mast, red]


def _tower(rng: random.Random, key: Block, red: Block) -> None:
    key.area(blob(rng, 190, 850, 430, 205))
    for row in range(6):
        key.gouge((60 + row * 30, 720 + row * 24), (330 + row * 30, 716 + row * 20), 6)
    key.area([(206, 690), (222, 300), (418, 300), (434, 690)])
    red.area([(190, 304), (320, 160), (450, 304)])
    for x in range(214, 440, 28):
        red.gouge((320 + (x - 320) * 0.2, 188), (x, 298), 5)
    for row in range(15):
        course = 322 + row * 24
        for brick in range(7):
            at = 230 + (brick + (row % 2) * 0.5) * 28
            if at < 404:
                key.gouge((at, course), (at + 21, course + 1), 4)
    key.area([(288, 690), (288, 610), (320, 584), (352, 610), (352, 690)], cut=True)
    key.area([(296, 690), (296, 614), (320, 594), (344, 614), (344, 690)])
    key.disc(320, 400, 26, cut=True)
    key.disc(320, 400, 18)


def _mast(rng: random.Random, red: Block) -> tuple[Block, Block]:
    mast = Block(INK)
    mast.area(blob(rng, 1500, 880, 300, 140))
    for row in range(5):
        mast.gouge((1330 + row * 20, 770 + row * 24), (1560, 764 + row * 24), 6)
    mast.line([(1400, 760), (1400, 210)], 13)
    mast.line([(1412, 262), (1060, 262)], 10)
    mast.line([(1400, 380), (1240, 262)], 6)
    mast.box(1376, 216, 1424, 300)
    mast.area([(1040, 262), (1112, 262), (1102, 312), (1050, 312)])
    mast.box(1384, 470, 1416, 540)
    for step in range(7):
        for side, foot in ((-1, 1016.0), (1, 1136.0)):
            start = 1076 + side * 16 + (foot - 1076 - side * 16) * step / 7
            end = 1076 + side * 16 + (foot - 1076 - side * 16) * (step + 0.55) / 7
            y0, y1 = 330 + 44 * step, 330 + 44 * step + 25
            red.line([(start, y0), (end, y1)], 5)
    for reach in (1.0, 0.55):
        for _ in range(2):
            y = 652 + rng.uniform(-3, 3) + 8 * reach
            red.trace(level(y), 1076 - 76 * reach, 1076 + 76 * reach, 6, cut=False)
    board = Block(PAPER)
    board.box(1300, 560, 1334, 800)
    for tick in range(10):
        mast.box(1298, 566 + tick * 24, 1318 if tick % 2 else 1334, 574 + tick * 24)
    mast.line([(1298, 556), (1298, 806)], 5)
    mast.line([(1336, 556), (1336, 806)], 5)
    return board, mast


def weir(rng: random.Random) -> list[Block]:
    """A broad weir, water falling in pale bands, a stone hut at one end."""
    air = Block(STRAW)
    air.box(0, 0, WIDTH, 520)
    sky(rng, air, 60, 300, rows=14, width=(2, 7))
    far, wood = Block(MIST), Block(SAGE)
    outline = ridge(rng, 290, 44)
    far.below(outline, 520)
    terraces(rng, far, outline, 430, rows=7, width=(2, 4))
    outline = ridge(rng, 356, 16)
    wood.below(outline, 520)
    terraces(rng, wood, outline, 420, rows=4, width=(2, 4))
    pond = Block(SLATE)
    pond.box(0, 420, WIDTH, 600)
    ripples(rng, pond, (0, 428, WIDTH, 560), rows=12, width=(2, 5))
    crest: Curve = lambda x: 560 - x * 0.035
    foot: Curve = lambda x: 736 + x * 0.012
    fall, deep, foam = Block(MIST), Block(DUSK), Block(PAPER)
    fall.below(crest)
    deep.below(lambda x: foot(x) - 12)
    shade = Block(SLATE)
    for x in map(float, range(-10, 1610, 15)):
        top = crest(x) + rng.uniform(4, 40)
        shade.gouge((x, top), (x + 26, top + rng.uniform(90, 190)), 7, cut=False)
        if rng.random() < 0.6:
            foam.gouge((x + 4, crest(x) + 6), (x + 30, foot(x)), 9, cut=False)
    for _ in range(150):
        x = rng.uniform(0, WIDTH)
        y = foot(x) + rng.gauss(0, 13)
        foam.area(blob(rng, x, y, rng.uniform(8, 30), rng.uniform(3, 9)))
    ripples(rng, deep, (0, 775, WIDTH, 990), rows=15, width=(3, 10), cover=0.5)
    key, red = Block(INK), Block(RED)
    key.trace(lambda x: crest(x) - 1, -60, WIDTH + 60, 9, cut=False)
    for x, size in ((110, 120), (178, 160), (262, 110), (640, 90), (702, 110)):
        round_tree(rng, key, x, 428, size)
    for x, size in ((900, 130), (934, 160), (970, 120)):
        poplar(rng, key, x, 428, size)
    _hut(rng, key, red)
    return [air, far, wood, pond, fall, shade, foam, deep, foam, key, red]


def _hut(rng: random.Random, key: Block, red: Block) -> None:
    key.area([(1130, 900), (1156, 560), (1600, 540), (1600, 960), (1250, 950)])
    for row in range(9):
        course = 590 + row * 36
        for stone in range(7):
            at = 1168 + (stone + (row % 2) * 0.5) * 66 + rng.uniform(-6, 6)
            key.gouge((at, course), (at + 50, course - 2), 6)
    key.box(1200, 300, 1500, 560)
    red.area([(1170, 306), (1250, 190), (1450, 190), (1530, 306)])
    for x in range(1200, 1520, 30):
        red.gouge((1250 + (x - 1170) * 0.55, 200), (x, 298), 5)
    for row in range(9):
        course = 326 + row * 26
        for stone in range(6):
            at = 1210 + (stone + (row % 2) * 0.5) * 46 + rng.uniform(-4, 4)
            if at < 1450:
                key.gouge((at, course), (at + 34, course + rng.uniform(-2, 2)), 5)
    key.box(1316, 420, 1392, 560)
    red.box(1326, 430, 1382, 560)
    key.box(1234, 400, 1284, 460, cut=True)
    key.box(1256, 400, 1262, 460)
    key.line([(1196, 600), (1196, 420)], 8)


def valley(rng: random.Random) -> list[Block]:
    """A valley from above: a winding river, and two pale lines at different distances."""
    stream: Curve = lambda x: 520 + 120 * math.sin(x / 190 + 0.6) + 46 * math.sin(x / 83)
    high, middle, low = Block(OCHRE), Block(STRAW), Block(SAGE)
    high.box(0, 0, WIDTH, HEIGHT)
    for block, reach, sway in ((middle, 400, 50), (low, 268, 36)):
        upper, lower = ridge(rng, 0, sway), ridge(rng, 0, sway)
        mid: Curve = lambda x: 520 + 0.45 * (stream(x) - 520)
        _band(block, lambda x: mid(x) - reach + upper(x), lambda x: mid(x) + reach + lower(x))
    for reach in (440, 412, 384, 356, 328, 300, 282):
        for side in (-1, 1):
            wobble = ridge(rng, 520 + side * reach, 12)
            course: Curve = lambda x: wobble(x) + 0.5 * (stream(x) - 520)
            broken(rng, high if reach > 400 else middle, course, width=5, length=(60, 240))
    key = Block(INK)
    _fields(rng, low, key, stream)
    water, floats, radar = Block(DUSK), Block(PAPER), Block(PAPER)
    _band(water, lambda x: stream(x) - 24 - x * 0.006, lambda x: stream(x) + 24 + x * 0.006)
    for offset in (-15, -2, 12):
        broken(rng, water, lowered(stream, offset), width=5)
    flood = Block(SLATE)
    _band(flood, lambda x: stream(x) - 92, lambda x: stream(x) + 92)
    for row in range(-8, 9):
        broken(rng, flood, lowered(stream, row * 11), width=4, gap=(30, 120))
    slack = ridge(rng, 74, 30)
    for side in (-1, 1):
        outer: Curve = lambda x: stream(x) + side * (116 + slack(x))
        _line_along(floats, lowered(stream, side * 104), dash=None)
        _line_along(radar, outer, dash=26)
    _town(rng, key, stream)
    red = Block(RED)
    red.disc(1006, stream(1006) - 4, 17)
    red.disc(1006, stream(1006) - 4, 9, cut=True)
    return [high, middle, low, flood, water, key, floats, radar, red]


def _band(block: Block, upper: Curve, lower: Curve) -> None:
    xs = [float(x) for x in range(-8, WIDTH + 9, 4)]
    there: list[Point] = [(x, upper(x)) for x in xs]
    block.area(there + [(x, lower(x)) for x in reversed(xs)])


def _line_along(block: Block, curve: Curve, dash: int | None) -> None:
    step = dash or 40
    for x in range(-20, WIDTH + 20, step * 2 if dash else step):
        points = [(float(at), curve(at)) for at in range(x, x + step + 1, max(2, step // 6))]
        block.line(points, 7)


def _fields(rng: random.Random, low: Block, key: Block, stream: Curve) -> None:
    for x in range(30, WIDTH, 118):
        for side in (-1, 1):
            at, y = x + rng.uniform(-10, 10), stream(x) + side * 216
            if abs(y - 520) > 330 or 860 < x < 1240:
                continue
            slant = rng.uniform(-0.25, 0.25)
            for row in range(6):
                low.gouge((at, y - 34 + row * 13), (at + 88, y - 34 + row * 13 + 88 * slant), 5)
            for tree in range(rng.randint(0, 4)):
                key.area(blob(rng, at + tree * 15, y + 58 * side, 6, 6))


def _town(rng: random.Random, key: Block, stream: Curve) -> None:
    for row in range(-6, 7):
        for column in range(11):
            x = 880 + column * 32 + rng.uniform(-3, 3)
            y = stream(x) + row * 32 + rng.uniform(-3, 3)
            if abs(row) < 2 or rng.random() < 0.2 + 0.05 * abs(row):
                continue
            w, h = rng.uniform(8, 12), rng.uniform(7, 11)
            key.box(x - w, y - h, x + w, y + h)
    for x, y in ((210, 250), (246, 270), (228, 296), (520, 800), (552, 816), (1440, 250)):
        key.box(x - 10, y - 8, x + 10, y + 8)
    key.line([(1030 + 60 * math.sin(y / 150), float(y)) for y in range(-10, 1020, 15)], 5)
    key.line([(float(x), 520 + 0.55 * (stream(x) - 520) - 352) for x in range(-10, 1620, 15)], 3)
