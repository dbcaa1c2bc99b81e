"""The plates of the plains: orchards, woad, and the bridge at Upper Marrow."""

import math
import random

from standfirst.demo.drawing.marks import (
    blob,
    broken,
    furrows,
    level,
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
    RED,
    SAGE,
    SLATE,
    STONE,
    STRAW,
    WIDTH,
    Block,
    Curve,
)


def orchard(rng: random.Random) -> list[Block]:
    """Rows of round trees running up to a hill."""
    air = Block(STRAW)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 64, 310, rows=14, width=(2, 8))
    air.disc(1240, 190, 74, cut=True)
    far, hill, grass = Block(MIST), Block(SLATE), Block(SAGE)
    outline = ridge(rng, 310, 46)
    far.below(outline)
    terraces(rng, far, outline, 420, rows=7, width=(2, 4))
    rise: Curve = lambda x: 400 - 120 * math.exp(-(((x - 620) / 380) ** 2))
    hill.below(rise)
    terraces(rng, hill, rise, 440, rows=9, width=(2, 5))
    grass.below(ridge(rng, 418, 4))
    vanish = (680.0, 372.0)
    furrows(rng, grass, vanish, level(430), count=34, width=7, spread=4)
    shade, key, fruit = Block(DUSK), Block(INK), Block(RED)
    for k in range(13):
        depth = 0.075 * 1.232**k
        y = vanish[1] + 640 * depth
        for lane in range(-8, 9):
            x = vanish[0] + (lane + 0.5) * 430 * depth
            if -200 < x < WIDTH + 200:
                size = 268 * depth
                shade.gouge((x - size * 0.1, y), (x + size * 0.95, y + size * 0.12),
                            size * 0.17, cut=False)  # fmt: skip
                _fruit_tree(rng, key, fruit, x, y, size)
    for x, size in ((660, 60), (682, 82), (704, 56)):
        poplar(rng, hill, x, rise(x) + 4, size)
    return [air, far, hill, grass, shade, key, fruit]


def _fruit_tree(
    rng: random.Random, key: Block, fruit: Block, x: float, foot: float, size: float
) -> None:
    fruit.area(blob(rng, x, foot - size * 0.95, size * 0.6, size * 0.52), cut=True)
    key.area(blob(rng, x, foot - size * 0.95, size * 0.57, size * 0.5), cut=True)
    round_tree(rng, key, x, foot, size)
    if size > 46:
        for _ in range(11):
            angle, reach = rng.uniform(0, 6.28), size * 0.42 * rng.random() ** 0.5
            at = (x + reach * math.cos(angle), foot - size * 0.95 + reach * 0.86 * math.sin(angle))
            fruit.disc(*at, size * 0.034)


def wires(rng: random.Random) -> list[Block]:
    """A broad old tree and, to the same scale, a thin one on four wires."""
    air, grass = Block(STRAW), Block(SAGE)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 70, 720, rows=22, width=(2, 5))
    grass.below(ridge(rng, 836, 6))
    ripples(rng, grass, (0, 850, WIDTH, 985), rows=8, width=(3, 8))
    key, fruit = Block(INK), Block(RED)
    _fruit_tree(rng, key, fruit, 480, 850, 560)
    key.area([(428, 858), (452, 560), (508, 560), (536, 858)])
    for x in (-150, -70, 90):
        key.line([(480, 640), (480 + x, 500)], 16)
    for x in (1030, 1440):
        key.box(x - 9, 470, x + 9, 850)
    for height in (520, 600, 680, 760):
        key.line([(1000, height), (1480, height)], 3.5)
    for stem in (1130, 1235, 1340):
        key.line([(stem, 850), (stem + 3, 480)], 8)
        for height in (520, 600, 680, 760):
            for side in (-1, 1):
                key.line([(stem, height + 16), (stem + side * 40, height)], 4)
                for leaf in range(4):
                    at = (stem + side * (10 + leaf * 10), height + 6 - leaf * 2)
                    key.gouge(at, (at[0] + 9 * side, at[1] - 21), 11, cut=False)
                fruit.disc(stem + side * 26, height + 22, 10)
    return [air, grass, key, fruit]


def woad(rng: random.Random) -> list[Block]:
    """A flowering plant with long leaves, beside a heap of dried balls."""
    air, ground = Block(MIST), Block(STONE)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 70, 760, rows=22, width=(2, 5))
    ground.below(ridge(rng, 800, 6))
    ripples(rng, ground, (0, 815, WIDTH, 985), rows=9, width=(3, 8))
    key, flowers, balls = Block(INK), Block(OCHRE), Block(DUSK)
    for lean in (-1.0, -0.78, -0.5, -0.2, 0.2, 0.5, 0.78, 1.0):
        tip = (470 + 330 * lean, 800 - 330 * (1 - abs(lean) * 0.75))
        key.gouge((470 + 14 * lean, 812), tip, 74, cut=False)
        key.gouge((470 + 40 * lean, 780), (tip[0] - 22 * lean, tip[1] + 18), 7)
    for top, foot in (((470, 150), 800), ((356, 250), 560), ((590, 236), 540)):
        key.line([(470, foot), (top[0], top[1] + 60)], 10)
        for height in range(7):
            for side in (-1, 1):
                reach = 16 + height * 13
                y = top[1] + height * 24.0
                key.line([(top[0], y + 34), (top[0] + side * reach, y)], 4)
                for _ in range(5):
                    flowers.disc(top[0] + side * reach + rng.uniform(-13, 13),
                                 y + rng.uniform(-12, 12), rng.uniform(5, 10))  # fmt: skip
    for row, count in enumerate((5, 4, 3, 2)):
        for i in range(count):
            x, y = 955 + row * 61 + i * 122.0, 790 - row * 100.0
            balls.disc(x, y, 60, 55)
            for stroke in range(5):
                bend = (stroke - 2) * 19
                balls.gouge((x - 40 + abs(bend) * 0.4, y + bend), (x + 8, y + bend - 8), 6)
    key.trace(level(856), 860, 1540, 16, cut=False)
    return [air, ground, key, flowers, balls]


def bridge(rng: random.Random) -> list[Block]:
    """An iron bridge of three spans over a river, with low hills behind."""
    blocks, key, iron = _crossing(rng, van=False)
    return [*blocks, iron, key]


def van(rng: random.Random) -> list[Block]:
    """The same bridge from farther off, with a single small van on it."""
    blocks, key, iron = _crossing(rng, van=True)
    return [*blocks, iron, key]


def _crossing(rng: random.Random, *, van: bool) -> tuple[list[Block], Block, Block]:
    air = Block(MIST if van else STRAW)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 66, 420, rows=17, width=(2, 8))
    far, near = Block(SLATE), Block(SAGE)
    outline = ridge(rng, 400, 58)
    far.below(outline)
    terraces(rng, far, outline, 540, rows=8, width=(2, 5))
    outline = ridge(rng, 508, 26)
    near.below(outline)
    terraces(rng, near, outline, 640, rows=7, width=(2, 5))
    key, iron = Block(INK), Block(RED)
    _piers(rng, key)
    _spans(key, iron, deck=470, tall=96 if not van else 60)
    water = Block(SLATE)
    water.box(0, 690, WIDTH, HEIGHT)
    shade, glow = key.reflected(690, DUSK, 0.55), iron.reflected(690, RED, 0.55)
    for block in (water, shade, glow):
        ripples(rng, block, (0, 700, WIDTH, 985), rows=20, width=(2, 9), cover=0.5)
    _banks(rng, key)
    if van:
        _van(key, iron)
    return [air, far, near, water, shade, glow], key, iron


def _piers(rng: random.Random, key: Block) -> None:
    for x in (560.0, 1040.0):
        key.area([(x - 44, 690), (x - 32, 478), (x + 32, 478), (x + 44, 690)])
        key.box(x - 48, 470, x + 48, 492)
        for row in range(6):
            for stone in range(3):
                at = x - 30 + stone * 24 + (row % 2) * 6
                key.gouge((at, 510 + row * 30), (at + 16, 511 + row * 30), 5)
    for left in (-10.0, 1450.0):
        key.box(left, 470, left + 160, 720)
        for row in range(7):
            for stone in range(4):
                at = left + 18 + stone * 34 + (row % 2) * 12 + rng.uniform(-3, 3)
                key.gouge((at, 506 + row * 30), (at + 24, 507 + row * 30), 5)


def _spans(key: Block, iron: Block, *, deck: float, tall: float) -> None:
    key.box(0, deck - 12, WIDTH, deck + 8)
    for left, right in ((100.0, 560.0), (560.0, 1040.0), (1040.0, 1500.0)):
        rises = 8
        step = (right - left) / rises
        for height in (deck - tall, deck - 14):
            iron.line([(left + 12, height), (right - 12, height)], 12)
        for i in range(rises):
            x0, x1 = left + i * step, left + (i + 1) * step
            iron.line([(max(x0, left + 14), deck - tall), (max(x0, left + 14), deck - 14)], 7)
            iron.line([(x0 + 6, deck - 14), (x1 - 6, deck - tall)], 5)
            iron.line([(x0 + 6, deck - tall), (x1 - 6, deck - 14)], 5)
        iron.line([(right - 14, deck - tall), (right - 14, deck - 14)], 9)
        for i in range(17):
            x = left + (i + 0.5) * (right - left) / 17
            key.box(x - 4, deck + 8, x + 4, deck + 22)
        key.box(left, deck + 20, right, deck + 27)


def _banks(rng: random.Random, key: Block) -> None:
    for x, size in ((64.0, 210), (1530.0, 240), (1452.0, 150), (150.0, 130)):
        round_tree(rng, key, x, 474, size)
    for x, reach in ((20.0, 330), (1590.0, 300)):
        key.disc(x, 830, reach, 118)
        for row in range(5):
            span = (x - reach * 0.62, x + reach * 0.62)
            broken(rng, key, level(776 + row * 26), width=6, gap=(20, 60), span=span)
    for _ in range(44):
        x = rng.choice((rng.uniform(30, 270), rng.uniform(1370, 1580)))
        key.gouge((x, 790), (x + rng.uniform(-20, 20), 770 - rng.uniform(20, 110)), 7, cut=False)


def _van(key: Block, iron: Block) -> None:
    iron.area([(700, 460), (700, 360), (930, 360), (930, 460)], cut=True)
    key.area([(720, 448), (720, 362), (732, 352), (852, 352), (900, 396), (926, 404), (930, 448)])
    key.area([(846, 366), (858, 366), (884, 396), (846, 396)], cut=True)
    for height in (380, 400, 420):
        key.gouge((736, height), (828, height), 6)
    for x in (764, 888):
        key.disc(x, 450, 21)
        key.disc(x, 450, 9, cut=True)
