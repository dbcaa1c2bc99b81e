"""The plates of the wells and of the river: plain, soil, works, tap, gauges, weir, map."""

import math
import random

from standfirst.demo.drawing.marks import (
    blob,
    broken,
    furrows,
    level,
    lowered,
    poplar,
    ridge,
    ripples,
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
    STONE,
    STRAW,
    WIDTH,
    Block,
    Curve,
)


def wells(rng: random.Random) -> list[Block]:
    """A wide plain with a row of village wells under low hills."""
    air = Block(STRAW)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 70, 430, rows=17, width=(2, 9))
    far, near = Block(MIST), Block(SLATE)
    outline = ridge(rng, 420, 40)
    far.below(outline)
    terraces(rng, far, outline, 520, rows=6, width=(2, 4))
    outline = ridge(rng, 470, 24)
    near.below(outline)
    terraces(rng, near, outline, 540, rows=5, width=(2, 4))
    plain = Block(OCHRE)
    edge = ridge(rng, 512, 5)
    plain.below(edge)
    lines = Block(INK)
    furrows(rng, lines, (1330, 470), edge, count=62, width=8, spread=4.4, cut=False)
    key, roofs = Block(INK), Block(RED)
    spots = ((1352, 530, 34), (1272, 546, 50), (1160, 570, 76), (1000, 612, 118),
             (776, 686, 186), (420, 836, 330))  # fmt: skip
    for x, foot, size in spots:
        _clear(lines, x, foot, size)
        _well(key, roofs, x, foot, size)
    for x, size in ((128, 120), (160, 150), (196, 104), (1480, 84), (1506, 104)):
        poplar(rng, key, x, 520, size)
    return [air, far, near, plain, lines, roofs, key]


def _clear(block: Block, x: float, foot: float, size: float) -> None:
    block.disc(x, foot - size * 0.02, size * 0.5, size * 0.13, cut=True)


def _well(key: Block, roofs: Block, x: float, foot: float, size: float) -> None:
    wide, high = size * 0.36, size * 0.34
    for side in (-1, 1):
        key.box(x + side * size * 0.28 - size * 0.025, foot - size * 0.92,
                x + side * size * 0.28 + size * 0.025, foot - high * 0.8)  # fmt: skip
    roofs.area([(x - size * 0.46, foot - size * 0.84), (x, foot - size * 1.16),
                (x + size * 0.46, foot - size * 0.84)])  # fmt: skip
    for i in range(1, 7):
        at = x - size * 0.46 + i * size * 0.131
        tip = (x + (at - x) * 0.25, foot - size * 1.1)
        roofs.gouge(tip, (at, foot - size * 0.85), size * 0.016)
    key.line([(x - size * 0.34, foot - size * 0.66), (x + size * 0.36, foot - size * 0.66)],
             max(2.0, size * 0.05))  # fmt: skip
    key.line([(x, foot - size * 0.66), (x, foot - size * 0.46)], max(1.5, size * 0.012))
    key.area([(x - size * 0.07, foot - size * 0.48), (x + size * 0.07, foot - size * 0.48),
              (x + size * 0.05, foot - size * 0.35),
              (x - size * 0.05, foot - size * 0.35)])  # fmt: skip
    key.disc(x, foot, wide, size * 0.1)
    key.box(x - wide, foot - high, x + wide, foot)
    key.disc(x, foot - high, wide, size * 0.1)
    key.disc(x, foot - high, wide * 0.84, size * 0.066, cut=True)
    key.disc(x, foot - high + size * 0.016, wide * 0.78, size * 0.052)
    if size < 60:
        return
    for row in range(3):
        course = foot - high + size * (0.12 + row * 0.095)
        for brick in range(5):
            at = x - wide * 0.86 + (brick + (row % 2) * 0.5) * wide * 0.37
            sag = size * 0.07 * (1 - ((at - x) / wide) ** 2)
            end = (at + wide * 0.26, course + sag * 0.55)
            key.gouge((at, course + sag * 0.5), end, size * 0.022)


def seeping(rng: random.Random) -> list[Block]:
    """A field in section, with dark drops sinking towards a well."""
    air = Block(STRAW)
    air.box(0, 0, WIDTH, 300)
    sky(rng, air, 60, 200, rows=8, width=(2, 7))
    top: Curve = lambda x: 242 + 9 * math.cos(x / 14)
    strata = [air]
    depths = ((OCHRE, top), (STONE, ridge(rng, 430, 16)), (SAGE, ridge(rng, 590, 18)))
    for ink, curve in depths:
        layer = Block(ink)
        layer.below(curve)
        for row in range(1, 7):
            course = ridge(rng, curve(800) + row * 24, 9)
            broken(rng, layer, course, width=4, length=(20, 90), gap=(60, 220))
        strata.append(layer)
    water = Block(SLATE)
    table = ridge(rng, 770, 6)
    water.below(table)
    ripples(rng, water, (0, 790, WIDTH, 990), rows=13, width=(2, 6))
    key, red = Block(INK), Block(RED)
    key.below(top, 262)
    for x in map(float, range(30, 1600, 22)):
        if not 1120 < x < 1400:
            for lean in (-9, -3, 2, 8):
                tip = (x + lean + rng.uniform(-3, 3), 196 - rng.uniform(0, 26))
                key.gouge((x + lean * 0.3, 252), tip, 4.5, cut=False)
    _drops(rng, key, red)
    for _ in range(90):
        x, y = rng.uniform(40, 1560), rng.uniform(450, 740)
        if not 1120 < x < 1400:
            key.area(blob(rng, x, y, rng.uniform(2, 6), rng.uniform(2, 4)))
    shaft, pool = Block(PAPER), Block(DUSK)
    shaft.box(1196, 150, 1324, 905)
    pool.box(1196, 772, 1324, 905)
    ripples(rng, pool, (1196, 784, 1324, 900), rows=7, width=(2, 5))
    masonry = Block(INK)
    _lining(masonry)
    return [*strata, water, key, red, shaft, pool, masonry]


def _drops(rng: random.Random, key: Block, red: Block) -> None:
    for column in range(15):
        x = 90 + column * 72 + rng.uniform(-14, 14)
        y = rng.uniform(300, 350)
        while y < 745:
            share = (y - 300) / 445
            drift = share**2 * (1180 - x) * 0.12
            _drop(red if rng.random() < share * 0.42 else key, x + drift, y, 9 + 8 * share)
            y += rng.uniform(58, 92)
    for x, y in ((1440, 330), (1478, 428), (1426, 520), (1496, 610), (1452, 700)):
        _drop(key, x, y, 13)
    for x in (1226, 1262, 1296):
        _drop(red, x, 826 + (x % 5) * 10, 12)


def _drop(block: Block, x: float, y: float, size: float) -> None:
    block.disc(x, y, size)
    block.area([(x - size * 0.93, y - size * 0.36), (x, y - size * 2.5),
                (x + size * 0.93, y - size * 0.36)])  # fmt: skip
    block.gouge((x - size * 0.45, y + size * 0.3), (x - size * 0.3, y - size * 0.5), size * 0.3)


def _lining(block: Block) -> None:
    for left in (1166, 1324):
        block.box(left, 176, left + 30, 930)
        for row in range(25):
            block.box(left + 3, 184 + row * 30, left + 27, 187 + row * 30, cut=True)
    block.box(1150, 160, 1370, 182)
    for x in (1178, 1342):
        block.box(x - 6, 66, x + 6, 164)
    block.area([(1136, 84), (1260, 36), (1384, 84), (1384, 96), (1136, 96)])
    block.line([(1160, 124), (1360, 124)], 12)
    block.line([(1260, 124), (1260, 640)], 3)
    block.area([(1234, 640), (1286, 640), (1278, 694), (1242, 694)])


def waterworks(rng: random.Random) -> list[Block]:
    """A waterworks with a tall chimney and a round tank beside still water."""
    shore = 660.0
    air = Block(MIST)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 70, 560, rows=22, width=(2, 8))
    hill = Block(SAGE)
    outline = ridge(rng, 560, 34)
    hill.below(outline)
    terraces(rng, hill, outline, 650, rows=6, width=(2, 4))
    works, roofs = Block(INK), Block(RED)
    _works(works, roofs, shore)
    water = Block(SLATE)
    water.box(0, shore, WIDTH, HEIGHT)
    shade = works.reflected(shore, DUSK, 0.62)
    glow = roofs.reflected(shore, RED, 0.62)
    for block in (water, shade, glow):
        ripples(rng, block, (0, shore + 12, WIDTH, 985), rows=22, width=(2, 8), cover=0.5)
    bank = Block(INK)
    bank.box(0, shore - 9, WIDTH, shore + 7)
    for i in range(80):
        x = rng.uniform(40, 380) if i < 46 else rng.uniform(1330, 1570)
        reach = rng.uniform(60, 190)
        bank.gouge((x, 990), (x + rng.uniform(-26, 26), 985 - reach), 8, cut=False)
    return [air, hill, water, shade, glow, roofs, works, bank]


def _works(works: Block, roofs: Block, shore: float) -> None:
    works.box(250, 430, 800, shore)
    roofs.area([(226, 432), (300, 330), (750, 330), (824, 432)])
    for x in map(float, range(276, 800, 34)):
        roofs.gouge((300 + (x - 276) * 0.86, 340), (x, 424), 4)
    for i in range(6):
        x = 288 + i * 84
        works.box(x, 500, x + 50, 620, cut=True)
        works.disc(x + 25, 500, 25, cut=True)
        works.box(x + 22, 476, x + 28, 620)
        works.box(x, 540, x + 50, 546)
    works.area([(862, shore), (878, 130), (926, 130), (942, shore)])
    works.box(868, 118, 936, 140)
    for band in (158, 172, 420, 434):
        works.trace(level(band), 872, 934, 5)
    for row in range(16):
        works.gouge((876 - row * 0.5, 200 + row * 27), (896, 200 + row * 27), 4)
    works.box(1030, 480, 1380, shore)
    works.disc(1205, 480, 175, 44)
    works.box(1196, 410, 1214, 440)
    for i in range(13):
        angle = math.pi * (i + 0.5) / 13
        x = 1205 - 175 * math.cos(angle)
        works.gouge((x, 500), (x, 648), 2 + 5 * math.sin(angle) ** 2)
    for x in (980, 1440):
        works.line([(800 if x < 1000 else 1380, 620), (x + 50, 620)], 9)


def tap(rng: random.Random) -> list[Block]:
    """A tap over a basin, before rows of marks like entries in a ledger."""
    wall, ledger, red = Block(STRAW), Block(STONE), Block(RED)
    wall.box(0, 0, WIDTH, HEIGHT)
    for row in range(15):
        wall.trace(level(112 + row * 60), 40, 1560, 2.5)
        _tallies(rng, ledger, red, 92 + row * 60)
    metal, shine, blue, bowl = Block(INK), Block(PAPER), Block(SLATE), Block(DUSK)
    metal.box(0, 268, 820, 372)
    metal.disc(820, 412, 144)
    metal.disc(812, 424, 52, 52, cut=True)
    metal.box(640, 372, 812, 560, cut=True)
    metal.box(600, 412, 866, 560, cut=True)
    metal.box(866, 404, 964, 520)
    metal.area([(852, 520), (978, 520), (968, 560), (862, 560)])
    metal.box(40, 236, 96, 404)
    metal.area([(520, 272), (548, 200), (612, 200), (640, 272)])
    metal.box(562, 120, 598, 204)
    metal.line([(440, 118), (720, 118)], 38)
    for x in (436, 724):
        metal.disc(x, 118, 32)
    for y, x0, x1, width in ((294, 110, 800, 13), (312, 200, 620, 5), (110, 470, 700, 7)):
        shine.trace(level(y), x0, x1, width, cut=False)
    shine.gouge((938, 420), (934, 510), 10, cut=False)
    shine.gouge((580, 130), (580, 196), 7, cut=False)
    _drop(blue, 915, 672, 34)
    bowl.disc(915, 800, 470, 190)
    bowl.box(0, 560, WIDTH, 800, cut=True)
    bowl.disc(915, 800, 470, 74)
    blue.disc(915, 804, 420, 54)
    for reach in (0.66, 0.4, 0.18):
        shine.disc(915, 806, 420 * reach, 50 * reach, cut=False)
        shine.disc(915, 806, 420 * reach - 7, 50 * reach - 3, cut=True)
    for row in range(5):
        sag: Curve = lambda x: 886 - ((x - 915) / 130) ** 2 * 2
        span = (560 + row * 40.0, 1270 - row * 40.0)
        broken(rng, bowl, lowered(sag, row * 20), width=5, span=span)
    ledger.keep_off(bowl)
    red.keep_off(bowl)
    return [wall, ledger, red, bowl, blue, metal, shine]


def _tallies(rng: random.Random, plain: Block, over: Block, line: float) -> None:
    x = 74.0
    while x < 1530:
        block = over if rng.random() < 0.12 else plain
        for stroke in range(4):
            at = x + stroke * 11
            block.gouge((at + rng.uniform(-2, 2), line + 12), (at + 3, line - 20), 6, cut=False)
        if rng.random() < 0.7:
            block.gouge((x - 10, line + 6), (x + 46, line - 14), 6, cut=False)
        x += 78
