"""The last twelve months of the demo, counted from the record: as a table, a picture, and text."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from standfirst.articles.publication import publication
from standfirst.billing import ledger
from standfirst.billing.tallying import Line, Span, Tally, tally

MONTHS = 12

COLUMNS = (
    ("at_start", "start"),
    ("new", "new"),
    ("ended", "ended"),
    ("at_end", "end"),
    ("renewed", "renewed"),
    ("failed", "failed"),
    ("recovered", "recovered"),
    ("ended_unpaid", "ended unpaid"),
    ("owing_at_end", "owing"),
    ("held", "held"),
    ("canceled", "canceled"),
)
"""The figures of a line, in order, with what stands above them."""

DRAWN = ("renewed", "failed", "recovered", "held", "canceled", "ended")
"""The figures in the picture."""


@dataclass(frozen=True)
class Bar:
    """One month of one figure, in the picture's units; `label_y` is where the figure stands."""

    month: str
    figure: int
    x: float
    y: float
    height: float
    middle: float
    label_y: float


@dataclass(frozen=True)
class Strip:
    """One figure through the year: its bars stand on `foot`, its months below it."""

    name: str
    total: int
    head_y: float
    foot: float
    months_y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Picture:
    """A strip for each figure, all on one scale; `words` say the same in a sentence."""

    width: float
    height: float
    bar_width: float
    strips: tuple[Strip, ...]
    words: str


@dataclass(frozen=True)
class Report:
    """The year: the count, and what the mirror has, to hold it against."""

    publication: str
    tally: Tally
    subscribers: int
    owing: int

    @property
    def agrees(self) -> bool:
        """True when every line adds up and the mirror has the same at the end."""
        total = self.tally.total
        lines = (*self.tally.lines, total)
        is_mirrored = (total.at_end, total.owing_at_end) == (self.subscribers, self.owing)
        return is_mirrored and all(line.adds_up for line in lines)


def report(now: datetime) -> Report:
    """The year up to `now`."""
    counted = tally(ledger.passages(), ledger.payments(), spans(now))
    subscribers, owing = ledger.mirrored()
    return Report(publication().name, counted, subscribers, owing)


def spans(now: datetime) -> tuple[Span, ...]:
    """This month so far and the twelve before it, in the publication's time zone."""
    here = localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begins = [_month_before(here, count) for count in range(MONTHS, -1, -1)]
    ends = [*begins[1:], _just_after(now)]
    return tuple(
        Span(f"{begin:%b %Y}", begin, end) for begin, end in zip(begins, ends, strict=True)
    )


def _month_before(month: datetime, count: int) -> datetime:
    year, index = divmod(month.year * 12 + month.month - 1 - count, 12)
    return datetime(year, index + 1, 1, tzinfo=month.tzinfo)


def _just_after(now: datetime) -> datetime:
    """What was recorded at `now` itself is counted."""
    return now.replace(microsecond=999_999)


def sums(report: Report) -> tuple[str, ...]:
    """The sums that show that it adds up, in words."""
    total = report.tally.total
    return (
        f"Subscribers: {total.at_start} at the start + {total.new} new − {total.ended} ended = "
        f"{total.at_end}. The mirror has {report.subscribers}.",
        f"Debts: {total.owing_at_start} at the start + {total.failed} failed = "
        f"{total.recovered} recovered + {total.ended_unpaid} ended unpaid + "
        f"{total.owing_at_end} still owing. The mirror has {report.owing} owing.",
        f"Paid: {income(total)}, less what was given back.",
        "It adds up." if report.agrees else "IT DOES NOT ADD UP.",
    )


def income(line: Line) -> str:
    """What was paid: `118 crowns`, with a plus between currencies."""
    return " + ".join(map(str, line.income)) or "nothing"


def figures(line: Line) -> list[int]:
    """A line's figures in the order of `COLUMNS`."""
    return [getattr(line, name) for name, _ in COLUMNS]


def as_text(report: Report) -> str:
    """The report as lines of text."""
    heads = ["month", *(head for _, head in COLUMNS), "paid"]
    rows = [_row(line) for line in (*report.tally.lines, report.tally.total)]
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    lines = [_aligned(row, widths) for row in [heads, *rows[:-1]]]
    rule = "-" * len(lines[0])
    table = [lines[0], rule, *lines[1:], rule, _aligned(rows[-1], widths)]
    head = f"{report.publication}: subscriptions month by month"
    return "\n".join([head, "", *table, "", *sums(report), ""])


def _row(line: Line) -> list[str]:
    return [line.name, *(str(figure) for figure in figures(line)), income(line)]


def _aligned(cells: list[str], widths: list[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)])


STRIP, STEP, BAR_WIDTH, BAR_MAX = 128.0, 46.0, 30.0, 36.0
HEAD, FOOT, MONTHS_BELOW, FIGURE_ABOVE = 20.0, 88.0, 24.0, 6.0
"""In the picture's units, within a strip; wide enough for the larger letters of a narrow page."""


def picture(counted: Tally) -> Picture:
    """The figures as bars, so that months, and figures, can be compared."""
    figures_drawn = [getattr(line, name) for line in counted.lines for name in DRAWN]
    scale = BAR_MAX / (max(figures_drawn, default=0) or 1)
    strips = [_strip(name, place, counted, scale) for place, name in enumerate(DRAWN)]
    told = ", ".join(f"{strip.total} {strip.name}" for strip in strips)
    return Picture(
        width=STEP * len(counted.lines),
        height=STRIP * len(strips),
        bar_width=BAR_WIDTH,
        strips=tuple(strips),
        words=f"Bars for each month. In all: {told}. The table below has every figure.",
    )


def _strip(name: str, place: int, counted: Tally, scale: float) -> Strip:
    top = place * STRIP
    bars = [
        _bar(line, getattr(line, name), column, top + FOOT, scale)
        for column, line in enumerate(counted.lines)
    ]
    return Strip(
        name=name,
        total=getattr(counted.total, name),
        head_y=top + HEAD,
        foot=top + FOOT,
        months_y=top + FOOT + MONTHS_BELOW,
        bars=tuple(bars),
    )


def _bar(line: Line, figure: int, column: int, foot: float, scale: float) -> Bar:
    height = round(figure * scale, 1)
    return Bar(
        month=line.name[:3],
        figure=figure,
        x=column * STEP,
        y=foot - height,
        height=height,
        middle=column * STEP + BAR_WIDTH / 2,
        label_y=foot - height - FIGURE_ABOVE,
    )
