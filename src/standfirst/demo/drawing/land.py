"""The plates of the plains and of the town: bread, orchards, woad, the hall, the bridge."""

import math
import random

from standfirst.demo.drawing.marks import (
    blob,
    broken,
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
    STONE,
    STRAW,
    WIDTH,
    Block,
    Curve,
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
    shade, crust, crumb, key = Block(DUSK), Block(OCHRE), Block(PAPER), Block(INK)
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
            size = rng.uniform(2.5, 9)
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
        key.gouge((1328 + 20 * math.cos(angle), 620 + 5 * math.sin(angle)),
                  (1328 + 84 * math.cos(angle), 620 + 21 * math.sin(angle)), 9, cut=False)  # fmt: skip


def orchard(rng: random.Random) -> list[Block]:
    """Rows of round trees running up to a hill."""
    air = Block(STRAW)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 64, 330, rows=14, width=(2, 8))
    air.disc(1240, 210, 74, cut=True)
    far, hill, grass = Block(MIST), Block(SLATE), Block(SAGE)
    outline = ridge(rng, 330, 50)
    far.below(outline)
    terraces(rng, far, outline, 440, rows=7, width=(2, 4))
    rise: Curve = lambda x: 430 - 110 * math.exp(-(((x - 560) / 360) ** 2))  # noqa: E731
    hill.below(rise)
    terraces(rng, hill, rise, 470, rows=9, width=(2, 5))
    grass.below(ridge(rng, 452, 5))
    key, fruit = Block(INK), Block(RED)
    vanish = (600.0, 400.0)
    for k in range(11, 0, -1):
        depth = (1 - k / 12) ** 1.9 + 0.035
        y = vanish[1] + 620 * depth
        for lane in range(-9, 10):
            x = vanish[0] + (lane + 0.5) * 540 * depth
            if -160 < x < WIDTH + 160:
                _fruit_tree(rng, key, fruit, x, y, 400 * depth)
        ripples(rng, grass, (0, y, WIDTH, y + 36 * depth + 4), rows=3, width=(1, 7 * depth + 2))
    for x, size in ((620, 60), (640, 80), (662, 56)):
        poplar(rng, hill, x, rise(x) + 4, size)
    return [air, far, hill, grass, key, fruit]


def _fruit_tree(
    rng: random.Random, key: Block, fruit: Block, x: float, foot: float, size: float
) -> None:
    key.disc(x + size * 0.18, foot, size * 0.44, size * 0.07)
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
    _fruit_tree(rng, key, fruit, 480, 846, 640)
    key.area([(436, 850), (452, 560), (508, 560), (528, 850)])
    for branch in ((-190, 330), (160, 300), (-60, 250)):
        key.line([(480, 600), (480 + branch[0], branch[1])], 15)
    for x in (1030, 1440):
        key.box(x - 9, 470, x + 9, 850)
    for level in (520, 600, 680, 760):
        key.line([(1000, level), (1480, level)], 3.5)
    for stem in (1130, 1235, 1340):
        key.line([(stem, 850), (stem + 3, 480)], 8)
        for level in (520, 600, 680, 760):
            for side in (-1, 1):
                key.line([(stem, level + 16), (stem + side * 40, level)], 4)
                for leaf in range(4):
                    at = (stem + side * (10 + leaf * 10), level + 6 - leaf * 2)
                    key.gouge(at, (at[0] + 9 * side, at[1] - 21), 11, cut=False)
                fruit.disc(stem + side * 26, level + 22, 10)
    return [air, grass, key, fruit]


def hall(rng: random.Random) -> list[Block]:
    """Tall windows above curved rows of benches."""
    wall, light, floor = Block(STONE), Block(PAPER), Block(SLATE)
    wall.box(0, 0, WIDTH, HEIGHT)
    for x in range(30, WIDTH, 20):
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
    for row in range(5):
        _bench(rng, key, red, floor, row)
    return [wall, floor, light, key, red]


def _window(key: Block, light: Block, x: float) -> None:
    key.box(x - 84, 176, x + 84, 430)
    key.disc(x, 176, 84)
    key.box(x - 94, 424, x + 94, 442)
    for block, cut in ((key, True), (light, False)):
        block.box(x - 70, 176, x + 70, 418, cut=cut)
        block.disc(x, 176, 70, cut=cut)
    for bar in (-24, 24):
        key.line([(x + bar, 112), (x + bar, 418)], 6)
    for level in (176, 256, 336):
        key.line([(x - 68, level), (x + 68, level)], 6)


def _rostrum(key: Block, red: Block) -> None:
    key.box(650, 470, 950, 560)
    for i in range(7):
        key.gouge((676 + i * 42, 486), (676 + i * 42, 552), 7)
    key.box(634, 458, 966, 476)
    red.area([(756, 458), (756, 366), (776, 344), (824, 344), (844, 366), (844, 458)])
    red.disc(800, 386, 15, cut=True)


def _bench(rng: random.Random, key: Block, red: Block, floor: Block, row: int) -> None:
    """One curved row: the bench, its front, and the backs of its seats."""
    reach, drop, seat = 500 + row * 215, 96 + row * 76, 46 + row * 9
    rise = 560 + row * 8
    def at(angle: float, lift: float = 0.0) -> Point:
        return 800 - reach * math.cos(angle), rise + drop * math.sin(angle) - lift

    angles = [math.pi * i / 80 for i in range(81)]
    front = [at(a) for a in angles]
    key.area([*front, *[at(a, seat * 0.72) for a in reversed(angles)]])
    floor.area([*front, *[at(a, seat * 0.72) for a in reversed(angles)]], cut=False)
    count = 12 + row * 4
    for i in range(count):
        angle = math.pi * (0.05 + 0.9 * (i + 0.5) / count)
        x, y = at(angle, seat * 0.6)
        half = seat * 0.34
        block = red if (row, i) == (2, 13) else key
        block.area([(x - half, y), (x - half, y - seat * 0.62), (x - half * 0.6, y - seat * 0.8),
                    (x + half * 0.6, y - seat * 0.8), (x + half, y - seat * 0.62),
                    (x + half, y)])  # fmt: skip
        key.gouge((x - half * 0.5, y - seat * 0.62), (x + half * 0.5, y - seat * 0.62), 4)
    for i in range(count * 2):
        angle = math.pi * (0.03 + 0.94 * i / (count * 2 - 1))
        x, y = at(angle)
        key.gouge((x, y - seat * 0.6), (x, y - seat * 0.08), 4 + row)


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
        for level in range(7):
            for side in (-1, 1):
                reach = 16 + level * 13
                y = top[1] + level * 24
                key.line([(top[0], y + 34), (top[0] + side * reach, y)], 4)
                for _ in range(5):
                    flowers.disc(top[0] + side * reach + rng.uniform(-13, 13),
                                 y + rng.uniform(-12, 12), rng.uniform(5, 10))  # fmt: skip
    for row, count in enumerate((5, 4, 3, 2)):
        for i in range(count):
            x, y = 955 + row * 61 + i * 122.0, 790 - row * 100.0
            balls.area(blob(rng, x, y, 62, 57))
            for stroke in range(5):
                bend = (stroke - 2) * 19
                balls.gouge((x - 40 + abs(bend) * 0.4, y + bend), (x + 8, y + bend - 8), 6)
    key.trace(lambda x: 856, 860, 1540, 16, cut=False)
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
    far, near = Block(SLATE if van else MIST), Block(SAGE)
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
        for level in (deck - tall, deck - 14):
            iron.line([(left + 12, level), (right - 12, level)], 12)
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
    for x, size in ((64, 210), (1530, 240), (1452, 150), (150, 130)):
        round_tree(rng, key, x, 474, size)
    key.area(blob(rng, 40, 800, 190, 120))
    key.area(blob(rng, 1570, 790, 170, 110))
    for _ in range(60):
        x = rng.choice((rng.uniform(30, 230), rng.uniform(1400, 1570)))
        key.gouge((x, 800), (x + rng.uniform(-22, 22), 800 - rng.uniform(60, 170)), 7, cut=False)
    for row in range(4):
        broken(rng, key, lambda x, r=row: 780 + r * 26, width=6, span=(30, 190))  # type: ignore[misc]


def _van(key: Block, iron: Block) -> None:
    iron.area([(700, 460), (700, 360), (930, 360), (930, 460)], cut=True)
    key.area([(720, 448), (720, 362), (732, 352), (852, 352), (900, 396), (926, 404), (930, 448)])
    key.area([(846, 366), (858, 366), (884, 396), (846, 396)], cut=True)
    for level in (380, 400, 420):
        key.gouge((736, level), (828, level), 6)
    for x in (764, 888):
        key.disc(x, 450, 21)
        key.disc(x, 450, 9, cut=True)
