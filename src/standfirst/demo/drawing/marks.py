"""What the scenes have in common: ridges, furrows, skies, water, trees."""

import math
import random

from standfirst.demo.drawing.press import HEIGHT, WIDTH, Block, Curve, Point


def ridge(rng: random.Random, height: float, swell: float, waves: int = 3) -> Curve:
    """The outline of hills about `height`, rising and falling by some `swell`."""
    parts = [
        (swell / (i + 1), rng.uniform(0.7, 1.3) * (i + 1) * 2 * math.pi / WIDTH, rng.uniform(0, 6))
        for i in range(waves)
    ]
    return lambda x: height - sum(a * math.sin(k * x + p) for a, k, p in parts)


def level(y: float) -> Curve:
    """A level line."""
    return lambda _: y


def lowered(curve: Curve, by: float) -> Curve:
    """The same curve farther down, or up where `by` is negative."""
    return lambda x: curve(x) + by


def flattened(curve: Curve, floor: float, share: float) -> Curve:
    """The curve, drawn towards a level line: 0 leaves it, 1 makes it level."""
    return lambda x: curve(x) + (floor - curve(x)) * share


def broken(
    rng: random.Random,
    block: Block,
    curve: Curve,
    *,
    width: float,
    length: tuple[float, float] = (40, 150),
    gap: tuple[float, float] = (8, 40),
    span: tuple[float, float] = (0, WIDTH),
    cut: bool = True,
) -> None:
    """A row of gouges along a curve."""
    x = span[0] - rng.uniform(0, length[1])
    while x < span[1]:
        end = x + rng.uniform(*length)
        if end > span[0]:
            first, last = max(x, span[0]), min(end, span[1])
            block.trace(curve, first, last, width * rng.uniform(0.6, 1.1), cut=cut)
        x = end + rng.uniform(*gap)


def terraces(
    rng: random.Random,
    block: Block,
    curve: Curve,
    floor: float,
    *,
    rows: int,
    width: tuple[float, float] = (3, 7),
    cut: bool = True,
) -> None:
    """Rows of gouges from a ridge down to a floor, farther apart as they come nearer."""
    for row in range(1, rows + 1):
        share = (row / (rows + 1)) ** 1.25
        thick = width[0] + (width[1] - width[0]) * share
        broken(rng, block, flattened(curve, floor, share), width=thick, cut=cut)


def sky(
    rng: random.Random,
    block: Block,
    top: float,
    bottom: float,
    *,
    rows: int,
    width: tuple[float, float] = (2, 9),
    cut: bool = True,
    length: tuple[float, float] = (120, 420),
) -> None:
    """Level gouges that widen from the top of the sky to the bottom."""
    for row in range(rows):
        share = row / max(1, rows - 1)
        wave = ridge(rng, top + (bottom - top) * share, 1.5)
        thick = width[0] + (width[1] - width[0]) * share
        broken(rng, block, wave, width=thick, length=length, gap=(20, 90), cut=cut)


def furrows(
    rng: random.Random,
    block: Block,
    vanish: Point,
    curve: Curve,
    *,
    count: int,
    width: float,
    spread: float = 2.2,
    cut: bool = True,
) -> None:
    """Rays from a vanishing point, from the curve to the foot of the picture."""
    vx, vy = vanish
    for i in range(count):
        foot = vx + (i - (count - 1) / 2) / count * WIDTH * spread
        t = rng.uniform(0.02, 0.1)
        while t < 1:
            end = min(1.0, t + rng.uniform(0.12, 0.4) * (0.4 + t))
            start_at = (vx + (foot - vx) * t, vy + (HEIGHT - vy) * t)
            end_at = (vx + (foot - vx) * end, vy + (HEIGHT - vy) * end)
            if start_at[1] > curve(start_at[0]):
                block.gouge(start_at, end_at, width * (0.25 + end), cut=cut)
            t = end + rng.uniform(0.01, 0.05)


def ripples(
    rng: random.Random,
    block: Block,
    box: tuple[float, float, float, float],
    *,
    rows: int,
    width: tuple[float, float] = (2, 8),
    cover: float = 0.6,
    cut: bool = True,
) -> None:
    """Still water: level strokes, closer and thinner with distance."""
    x0, y0, x1, y1 = box
    for row in range(rows):
        share = ((row + 0.5) / rows) ** 1.5
        thick = width[0] + (width[1] - width[0]) * share
        reach = 40 + 160 * share
        broken(
            rng,
            block,
            ridge(rng, y0 + (y1 - y0) * share, 1 + 2 * share),
            width=thick,
            length=(reach * 0.4, reach * 1.4),
            gap=(reach * (1 - cover) * 0.5, reach * (1 - cover) * 2.5),
            span=(x0, x1),
            cut=cut,
        )


def blob(rng: random.Random, x: float, y: float, rx: float, ry: float) -> list[Point]:
    """A round thing that is not quite round."""
    bumps = [(rng.uniform(0.02, 0.06), n, rng.uniform(0, 6)) for n in (3, 5, 8)]
    points = []
    for step in range(48):
        angle = step * math.pi / 24
        reach = 1 + sum(a * math.sin(n * angle + p) for a, n, p in bumps)
        points.append((x + rx * reach * math.cos(angle), y + ry * reach * math.sin(angle)))
    return points


def round_tree(rng: random.Random, block: Block, x: float, foot: float, size: float) -> None:
    """A tree with a round crown, lit from the left."""
    crown = foot - size * 0.95
    block.area(
        [(x - size * 0.07, foot), (x - size * 0.04, crown), (x + size * 0.04, crown),
         (x + size * 0.08, foot)]
    )  # fmt: skip
    block.area(blob(rng, x, crown, size * 0.52, size * 0.46))
    for row in range(7):
        angle = math.pi * (0.72 + row * 0.1)
        for reach in (0.2, 0.31, 0.41):
            if rng.random() < 0.8:
                at = (x + size * reach * math.cos(angle), crown + size * reach * math.sin(angle))
                to = (at[0] + size * 0.1, at[1] - size * 0.035)
                block.gouge(at, to, size * 0.03)


def poplar(rng: random.Random, block: Block, x: float, foot: float, size: float) -> None:
    """A narrow tree, taller than anything near it."""
    lean = rng.uniform(-0.03, 0.03) * size
    block.gouge((x, foot + size * 0.03), (x + lean, foot - size), size * 0.2, cut=False)
    for _ in range(4):
        y = foot - size * rng.uniform(0.2, 0.8)
        block.gouge((x - size * 0.05, y), (x + size * 0.01, y - size * 0.12), size * 0.02)
