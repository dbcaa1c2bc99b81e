"""The plates of the Arlen line: a sleeper by night, freight on a slope, a cab."""

import math
import random

from standfirst.demo.drawing.marks import furrows, level, poplar, ridge, ripples, sky, terraces
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


def night_train(rng: random.Random) -> list[Block]:
    """Lit windows crossing a dark plain under a red moon."""
    air = Block(DUSK)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 76, 500, rows=15, width=(2, 6), length=(180, 520))
    air.disc(1190, 255, 128)
    moon = Block(RED)
    moon.disc(1190, 255, 96)
    far = Block(SLATE)
    hills = ridge(rng, 520, 46)
    far.below(hills)
    terraces(rng, far, hills, 660, rows=7)
    plain = Block(INK)
    plain.box(0, 668, WIDTH, HEIGHT)
    furrows(rng, plain, (1010, 600), level(700), count=38, width=7)
    train, lamps = Block(INK), Block(OCHRE)
    _sleeper(rng, train, lamps)
    for x in range(90, WIDTH, 236):
        train.line([(x, 668), (x, 540)], 4)
        train.line([(x - 16, 552), (x + 16, 552)], 4)
    train.trace(level(556), -40, WIDTH + 40, 2.5, cut=False)
    return [air, moon, far, plain, train, lamps]


def _sleeper(rng: random.Random, train: Block, lamps: Block) -> None:
    left, foot, length, height = 250.0, 652.0, 196.0, 62.0
    for car in range(5):
        x = left + car * (length + 10)
        train.area(_hull(x, foot, length, height))
        for wheel in (24, 46, length - 46, length - 24):
            train.disc(x + wheel, foot + 6, 10)
        for window in range(8):
            if rng.random() < 0.72:
                at = x + 15 + window * 21.6
                lamps.box(at, foot - 46, at + 14, foot - 24)
                lamps.gouge((at + 4, 690), (at - 30, 690 + rng.uniform(40, 110)), 6, cut=False)
        train.box(x - 12, foot - 14, x, foot - 6)
    nose = left + 5 * (length + 10)
    train.area([(nose, 590), (nose + 120, 586), (nose + 168, 622), (nose + 172, 654),
                (nose, 654)])  # fmt: skip
    for wheel in (26, 58, 112, 144):
        train.disc(nose + wheel, foot + 6, 11)
    lamps.disc(nose + 163, 634, 6)
    for spread in (-16, -4, 10):
        lamps.gouge((nose + 180, 636), (WIDTH + 60, 640 + spread * 2), 5, cut=False)
    train.box(0, 662, WIDTH, 670)


def _hull(x: float, foot: float, length: float, height: float) -> list[Point]:
    """The side of a railway car with a rounded roof."""
    top = foot - height
    return [(x, foot), (x, top + 12), (x + 10, top + 3), (x + 30, top), (x + length - 30, top),
            (x + length - 10, top + 3), (x + length, top + 12), (x + length, foot)]  # fmt: skip


def sleeping_car(rng: random.Random) -> list[Block]:
    """One car from the side, ten windows, four lit."""
    wall = Block(STRAW)
    wall.box(0, 0, WIDTH, HEIGHT)
    sky(rng, wall, 80, 700, rows=24, width=(2, 5))
    floor = Block(STONE)
    floor.box(0, 742, WIDTH, HEIGHT)
    ripples(rng, floor, (0, 770, WIDTH, 990), rows=9, width=(2, 6))
    body, trim, lamps = Block(DUSK), Block(INK), Block(OCHRE)
    body.area(_hull(130, 660, 1340, 330))
    trim.area([*_hull(122, 380, 1356, 62)])
    trim.box(122, 636, 1478, 668)
    for row in (420, 590, 608):
        body.trace(level(row), 136, 1464, 4)
    for window in range(10):
        x = 236 + window * 116.0
        lit = window in (1, 4, 5, 8)
        trim.box(x - 6, 434, x + 78, 566)
        (lamps if lit else body).box(x, 440, x + 72, 560)
        trim.box(x, 440, x + 72, 560, cut=True)
        if lit:
            lamps.gouge((x + 14, 450), (x + 14, 552), 9)
            trim.trace(level(500), x, x + 72, 5, cut=False)
        else:
            body.gouge((x + 16, 545), (x + 52, 455), 7)
    _bogie(trim, 330)
    _bogie(trim, 1270)
    trim.box(560, 668, 980, 712)
    for x in range(580, 980, 60):
        trim.gouge((x, 674), (x, 708), 5)
    trim.box(0, 752, WIDTH, 764)
    return [wall, floor, body, trim, lamps]


def _bogie(block: Block, x: float) -> None:
    block.box(x - 130, 672, x + 130, 704)
    for wheel in (x - 84, x + 84):
        block.disc(wheel, 706, 48)
        block.disc(wheel, 706, 36, cut=True)
        block.disc(wheel, 706, 29)
        block.disc(wheel, 706, 8, cut=True)
    for spring in range(-3, 4):
        block.gouge((x + spring * 9, 678), (x + spring * 9 + 3, 700), 4)


def freight(rng: random.Random) -> list[Block]:
    """A long train climbing between layered hills, over a viaduct."""
    air = Block(STRAW)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 60, 330, rows=15, width=(3, 8))
    layers = [air]
    for ink, height, swell, floor in ((MIST, 300, 66, 470), (SAGE, 392, 74, 560)):
        hill = Block(ink)
        outline = ridge(rng, height, swell)
        hill.below(outline)
        terraces(rng, hill, outline, floor, rows=9, width=(2, 5))
        layers.append(hill)
    near = Block(SLATE)
    outline = ridge(rng, 640, 60)
    near.below(outline)
    terraces(rng, near, outline, 880, rows=12)
    key, bright = Block(INK), Block(RED)
    slope: Curve = lambda x: 690 - 0.17 * x + 26 * math.sin(x / 420)
    _viaduct(key, slope, 1000)
    _wagons(rng, key, bright, slope)
    front = Block(INK)
    bank = ridge(rng, 850, 46)
    front.below(bank)
    terraces(rng, front, bank, 1010, rows=7, width=(4, 9))
    for x, size in ((118, 250), (176, 310), (226, 230), (1388, 250), (1462, 330)):
        poplar(rng, front, x, bank(x) + 12, size)
    return [*layers, near, key, bright, front]


def _viaduct(block: Block, slope: Curve, foot: float) -> None:
    deck = [(float(x), slope(x) + 8) for x in range(-10, WIDTH + 20, 10)]
    under = [(x, y + 26) for x, y in reversed(deck)]
    block.area(deck + under)
    span = 152.0
    for i in range(-1, 12):
        left, right = i * span + 40, (i + 1) * span + 40
        crown = slope((left + right) / 2) + 30
        spring = max(slope(left), slope(right)) + 96
        block.area([(left - 17, slope(left) + 20), (left + 17, slope(left) + 20),
                    (left + 22, foot), (left - 22, foot)])  # fmt: skip
        arch = _arch(left + 14, right - 14, crown + 8, spring)
        block.area([(left, slope(left) + 20), (right, slope(right) + 20), (right, spring),
                    *arch, (left, spring)])  # fmt: skip
        for row in range(9):
            y = spring + 20 + row * 30
            block.gouge((left - 12, y), (left + 10, y - 2), 4)


def _arch(left: float, right: float, crown: float, spring: float) -> list[Point]:
    """The inner edge of an arch, from right to left."""
    middle, reach = (left + right) / 2, (right - left) / 2
    angles = [math.pi * i / 18 for i in range(19)]
    return [(middle + reach * math.cos(a), spring - (spring - crown) * math.sin(a)) for a in angles]


def _wagons(rng: random.Random, key: Block, bright: Block, slope: Curve) -> None:
    x, count = -70.0, 0
    while x < 1220:
        length, height = 104.0, rng.choice((40.0, 54.0, 54.0, 62.0))
        block = bright if count in (3, 4, 9) else key
        ends = [(at, slope(at)) for at in (x, x + length)]
        (x0, y0), (x1, y1) = ends
        block.area([(x0, y0 - 10), (x1, y1 - 10), (x1, y1 - height), (x0, y0 - height)])
        for rib in range(1, 6):
            at = x + rib * length / 6
            block.gouge((at, slope(at) - height + 6), (at, slope(at) - 14), 4)
        key.line([(x0 - 6, y0 - 9), (x1 + 6, y1 - 9)], 6)
        for wheel in (x + 18, x + 40, x + length - 40, x + length - 18):
            key.disc(wheel, slope(wheel) - 1, 9)
        x, count = x + length + 12, count + 1
    end = x + 150
    key.area([(x, slope(x) - 8), (end, slope(end) - 8), (end - 4, slope(end) - 44),
              (end - 44, slope(end) - 72), (x, slope(x) - 70)])  # fmt: skip
    for wheel in (24, 52, 98, 126):
        key.disc(x + wheel, slope(x + wheel) - 1, 10)
    key.area([(end - 40, slope(end) - 62), (end - 14, slope(end) - 46),
              (end - 40, slope(end) - 42)], cut=True)  # fmt: skip


def cab(rng: random.Random) -> list[Block]:
    """The view from a driver's cab: two rails and one red signal."""
    vanish = (1150.0, 430.0)
    air = Block(DUSK)
    air.box(0, 0, WIDTH, HEIGHT)
    sky(rng, air, 90, 420, rows=15, width=(1.5, 4))
    for _ in range(46):
        air.disc(rng.uniform(60, 1540), rng.uniform(60, 330), rng.uniform(1.2, 2.6), cut=True)
    hills = Block(INK)
    outline = ridge(rng, 415, 30)
    hills.below(outline)
    furrows(rng, hills, vanish, level(446), count=54, width=5, spread=4.5)
    bed, rails, red = Block(STRAW), Block(INK), Block(RED)
    bed.area([vanish, (1580, HEIGHT), (640, HEIGHT)])
    for k in range(1, 17):
        depth = (k / 16) ** 2.1
        y, half = vanish[1] + 570 * depth, 400 * depth
        middle = vanish[0] - 40 * depth
        rails.area([(middle - half, y), (middle + half, y),
                    (middle + half * 1.05, y + 34 * depth),
                    (middle - half * 1.05, y + 34 * depth)])  # fmt: skip
    for side in (-1, 1):
        foot = 1110 + side * 250
        rails.area([vanish, (foot - 24, HEIGHT), (foot + 24, HEIGHT)])
    shine = Block(PAPER)
    for side in (-1, 1):
        foot = 1110 + side * 250
        shine.area([vanish, (foot - 6, HEIGHT), (foot + 6, HEIGHT)])
    _signal(rails, red)
    poles = Block(INK)
    for k in range(1, 7):
        depth = (k / 6) ** 2
        x, y = vanish[0] - 930 * depth - 34, vanish[1] + 120 * depth
        poles.line([(x, y), (x, y - 330 * depth - 16)], 3 + 9 * depth)
        poles.line([(x - 46 * depth, y - 300 * depth), (x + 46 * depth, y - 300 * depth)],
                   2 + 6 * depth)  # fmt: skip
    frame, dial = Block(INK), Block(MIST)
    _windscreen(frame, dial)
    return [air, hills, bed, rails, shine, poles, red, frame, dial]


def _signal(mast: Block, red: Block) -> None:
    mast.line([(930, 520), (930, 250)], 11)
    mast.area([(896, 180), (964, 180), (964, 304), (896, 304)])
    mast.disc(930, 182, 34)
    mast.disc(930, 302, 34)
    mast.disc(930, 208, 21, cut=True)
    mast.disc(930, 208, 18)
    red.disc(930, 276, 25)
    for angle in (-0.8, -0.4, 0.0, 0.4, 0.8, 2.34, 2.74, 3.14, 3.54, 3.94):
        start = (930 + 52 * math.cos(angle), 276 + 52 * math.sin(angle))
        end = (930 + 92 * math.cos(angle), 276 + 92 * math.sin(angle))
        red.gouge(start, end, 6, cut=False)


def _windscreen(frame: Block, dial: Block) -> None:
    frame.box(0, 0, WIDTH, HEIGHT)
    for left, right in ((84, 700), (760, 1516)):
        frame.area([(left + 40, 76), (right - 40, 76), (right, 116), (right + 6, 720),
                    (right - 30, 764), (left + 30, 764), (left - 6, 720), (left, 116)],
                   cut=True)  # fmt: skip
    frame.line([(430, 780), (250, 640)], 9)
    frame.line([(300, 740), (196, 520)], 12)
    for i, x in enumerate((330, 520, 1010, 1190)):
        dial.disc(x, 872, 62)
        dial.disc(x, 872, 54, cut=True)
        for tick in range(9):
            angle = math.pi * (0.8 + tick * 0.175)
            dial.gouge((x + 34 * math.cos(angle), 872 + 34 * math.sin(angle)),
                       (x + 50 * math.cos(angle), 872 + 50 * math.sin(angle)), 5,
                       cut=False)  # fmt: skip
        needle = math.pi * (1.0 + 0.23 * i)
        dial.gouge((x - 10 * math.cos(needle), 872 - 10 * math.sin(needle)),
                   (x + 44 * math.cos(needle), 872 + 44 * math.sin(needle)), 8,
                   cut=False)  # fmt: skip
    dial.trace(level(798), 60, 1540, 5, cut=False)
    dial.trace(level(954), 160, 1440, 4, cut=False)
