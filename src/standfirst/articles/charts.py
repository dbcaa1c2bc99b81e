"""Bars and lines from a small table, as numbers that a template writes as SVG: pure."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

WIDTH = 640
ROW, BAR, GAP = 30, 20, 14
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 20, 44
PLOT_HEIGHT = 280
SERIES_MAX, ROWS_MAX, LABELS_MAX = 3, 60, 6
NOT_A_NUMBER = re.compile(r"[^\d.\-]")

Height = Callable[[float], float]


class Form(StrEnum):
    """How the figures are drawn."""

    BARS = "bars"
    LINES = "lines"


@dataclass(frozen=True)
class Figures:
    """A table of figures: one label a row, one name a series, `None` where there is no figure."""

    labels: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[float | None, ...], ...]
    told: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Text:
    """Words at a place. `is_wide` where small screens leave them out."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    is_wide: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar from zero."""

    x: float
    y: float
    width: float
    series: int


@dataclass(frozen=True)
class Line:
    """A series as runs of points, broken where a figure is missing."""

    runs: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    series: int


@dataclass(frozen=True)
class Grid:
    """A line across, or the one at zero."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_base: bool = False


@dataclass(frozen=True)
class Drawing:
    """Everything that stands in the picture."""

    height: float
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    grid: tuple[Grid, ...] = ()
    texts: tuple[Text, ...] = ()
    bar_height: int = BAR
    width: int = WIDTH


def number(cell: str) -> float | None:
    """The figure in a cell: `1,054`, `−3.5`, `12 %`; nothing where there is none."""
    plain = NOT_A_NUMBER.sub("", cell.replace("−", "-").replace("–", "-").replace(",", ""))
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def figures_of(rows: Sequence[Sequence[str]]) -> Figures:
    """The figures in a table whose first row names the series and first column the rows."""
    head, matter = (rows[0], rows[1 : ROWS_MAX + 1]) if rows else ((), ())
    names = tuple(head[1 : SERIES_MAX + 1])
    told = tuple(tuple(row[1 : len(names) + 1]) for row in matter)
    return Figures(
        labels=tuple(row[0] for row in matter),
        names=names,
        rows=tuple(tuple(number(cell) for cell in row) for row in told),
        told=told,
    )


def draw(figures: Figures, form: str) -> Drawing:
    """The figures as bars or as lines; an empty drawing where there is none."""
    known = [value for row in figures.rows for value in row if value is not None]
    if not known:
        return Drawing(height=0)
    low, high = min(0.0, *known), max(0.0, *known)
    if low == high:
        high = 1.0
    return _bars(figures, low, high) if form == Form.BARS else _lines(figures, low, high)


def _bars(figures: Figures, low: float, high: float) -> Drawing:
    """Each row's label above its bars, each bar's figure at the right."""
    bars: list[Bar] = []
    texts: list[Text] = []
    scale = (WIDTH - 2) / (high - low)
    zero, y = -low * scale, 0.0
    for label, row, told in zip(figures.labels, figures.rows, figures.told, strict=True):
        texts.append(Text(0, y + ROW - 8, label))
        for series, (value, words) in enumerate(zip(row, told, strict=True)):
            name = f"{figures.names[series]}: " if len(figures.names) > 1 else ""
            texts.append(Text(WIDTH, y + ROW - 8, f"{name}{words}", anchor="end"))
            if value is not None:
                start = min(zero, zero + value * scale)
                bars.append(Bar(_at(start), y + ROW, _at(max(abs(value) * scale, 1)), series))
            y += ROW + BAR
        y += GAP
    base = [Grid(_at(zero), 0, _at(zero), y - GAP + 4, is_base=True)] if low < 0 else []
    return Drawing(height=y, bars=tuple(bars), grid=tuple(base), texts=tuple(texts))


def ticks(low: float, high: float) -> list[float]:
    """Three to six round figures from at most `low` to at least `high`."""
    rough = (high - low) / 4
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _lines(figures: Figures, low: float, high: float) -> Drawing:
    marks = ticks(low, high)
    low, high = marks[0], marks[-1]
    count = len(figures.labels)
    step = (WIDTH - LEFT - RIGHT) / max(count - 1, 1)
    xs = [LEFT + place * step for place in range(count)]

    def height(value: float) -> float:
        return _at(TOP + PLOT_HEIGHT * (high - value) / (high - low))

    lines = [
        _line([row[series] for row in figures.rows], series, xs, height)
        for series in range(len(figures.names))
    ]
    grid = [Grid(LEFT, height(one), WIDTH, height(one), is_base=one == 0) for one in marks]
    texts = [Text(LEFT - 8, height(one) + 5, f"{one:,g}", anchor="end") for one in marks]
    texts += _labels(figures.labels, xs)
    texts += _names(figures, lines)
    return Drawing(
        height=TOP + PLOT_HEIGHT + BOTTOM, lines=tuple(lines), grid=tuple(grid), texts=tuple(texts)
    )


def _line(values: Sequence[float | None], series: int, xs: Sequence[float], height: Height) -> Line:
    runs: list[list[str]] = [[]]
    dots: list[tuple[float, float]] = []
    for x, value in zip(xs, values, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_at(x)},{height(value)}")
            dots.append((_at(x), height(value)))
    ends = tuple(dots[-1:])
    alone = len(dots) == 1
    told = tuple(" ".join(run) for run in runs if len(run) > 1)
    return Line(runs=told, dots=tuple(dots) if alone else ends, series=series)


def _labels(labels: Sequence[str], xs: Sequence[float]) -> list[Text]:
    """At most a few labels below, the first and the last among them; half on small screens."""
    count = len(labels)
    every = max(1, math.ceil((count - 1) / (LABELS_MAX - 1)))
    shown = [place for place in range(0, count, every) if count - 1 - place >= every]
    shown.append(count - 1)
    texts = []
    for order, place in enumerate(shown):
        anchor = "start" if place == 0 else "end" if place == count - 1 else "middle"
        is_wide = 0 < order < len(shown) - 1 and (order % 2 == 1 or len(shown) <= 4)
        y = TOP + PLOT_HEIGHT + 32
        texts.append(Text(_at(xs[place]), y, labels[place], anchor=anchor, is_wide=is_wide))
    return texts


def _names(figures: Figures, lines: Sequence[Line]) -> list[Text]:
    """Each series' name over the end of its line, where there are several."""
    if len(figures.names) < 2:
        return []
    ends = [(line.dots[-1], figures.names[line.series]) for line in lines if line.dots]
    return [Text(x, y - 12, name, anchor="end") for (x, y), name in ends]


def _at(value: float) -> float:
    return round(value, 1)
