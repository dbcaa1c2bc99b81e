"""What was measured as a picture: answers a second, and each bar that was promised. No library."""

import math
from collections.abc import Iterable, Sequence
from html import escape

from bench.report import Measured, figure

WIDTH, MARGIN, NAMES, FIGURES = 920, 24, 300, 110
LINE, BAR, HEAD = 26, 14, 44
LEAST, MOST = 1.0, 200_000.0

STYLE = """\
text { font: 14px system-ui, sans-serif; fill: #1b1b19; }
.title { font-weight: 600; font-size: 16px; }
.quiet { fill: #5a5a52; }
.figure { text-anchor: end; font-variant-numeric: tabular-nums; }
.paper { fill: #fbfaf6; } .bar { fill: #1d5c63; } .other { fill: #a9a797; }
.missed { fill: #a3262a; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  text { fill: #ecebe4; } .quiet { fill: #b3b2a6; } .paper { fill: #181815; }
  .bar { fill: #6fb7bf; } .other { fill: #6b6a60; } .missed { fill: #ff9a9a; }
}"""


def picture(rates: Sequence[Measured], bars: Sequence[Measured]) -> str:
    """An SVG: the rates as bars whose length is a power of ten for a quarter of the width or so,
    and below them what was promised and what came of it."""
    height = 3 * HEAD + LINE * (len(rates) + len(bars)) + MARGIN
    top = MARGIN + HEAD
    below = top + LINE * len(rates) + HEAD
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>The edge beside nginx and Django</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
        _words(MARGIN, top - LINE, "Answers a second, one process", "title"),
        *_rates(rates, top),
        _words(MARGIN, below - LINE, "What was promised", "title"),
        *_bars(bars, below),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _rates(rows: Iterable[Measured], top: int) -> Iterable[str]:
    for place, row in enumerate(rows):
        y = top + LINE * place
        kind = "other" if row.what.startswith("nginx") else "bar"
        yield _words(MARGIN, y, row.what)
        yield (
            f'<rect class="{kind}" x="{MARGIN + NAMES}" y="{y - BAR + 2}" '
            f'width="{_length(row.value):.1f}" height="{BAR}" rx="2"/>'
        )
        yield _words(WIDTH - MARGIN, y, f"{row.value:,.0f}", "figure")


def _length(value: float) -> float:
    """So long for a figure on a scale of powers of ten."""
    room = WIDTH - 2 * MARGIN - NAMES - FIGURES
    share = math.log(max(value, LEAST) / LEAST) / math.log(MOST / LEAST)
    return room * min(share, 1.0)


def _bars(rows: Iterable[Measured], top: int) -> Iterable[str]:
    for place, row in enumerate(rows):
        y = top + LINE * place
        mark = "" if row.is_within else " missed"
        yield _words(MARGIN, y, row.what)
        yield _words(WIDTH - MARGIN - 140, y, f"{figure(row.value)} {row.unit}", f"figure{mark}")
        yield _words(WIDTH - MARGIN, y, row.bound, "figure quiet")


def _words(x: int, y: int, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{named}>{escape(words)}</text>'
