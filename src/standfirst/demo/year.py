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
    """One month of one figure, in the picture's units; the figure stands behind the bar."""

    x: float
    y: float
    width: float
    figure: "Mark"


@dataclass(frozen=True)
class Mark:
    """A word in the picture."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Picture:
    """A column for each figure, a row for each month; `words` say the same in a sentence."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    heads: tuple[Mark, ...]
    months: tuple[Mark, ...]
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
    return " + ".join(money.short() for money in line.income) or "nothing"


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


LABEL, COLUMN, ROW, HEAD = 64.0, 66.0, 24.0, 26.0
BAR_MAX = 36.0
BASE = 12.0
"""Where a row's words stand, from its top."""


def picture(counted: Tally) -> Picture:
    """The figures as bars: each column on one scale, so that months can be compared."""
    lines = counted.lines
    top = max((getattr(line, name) for line in lines for name in DRAWN), default=0) or 1
    bars = [
        _bar(LABEL + column * COLUMN, HEAD + row * ROW, getattr(line, name), top)
        for column, name in enumerate(DRAWN)
        for row, line in enumerate(lines)
    ]
    heads = [Mark(LABEL + place * COLUMN, 14, name) for place, name in enumerate(DRAWN)]
    months = [Mark(0, HEAD + row * ROW + BASE, line.name) for row, line in enumerate(lines)]
    return Picture(
        width=LABEL + COLUMN * len(DRAWN),
        height=HEAD + ROW * len(lines),
        bars=tuple(bars),
        heads=tuple(heads),
        months=tuple(months),
        words=_words(counted.total),
    )


def _bar(x: float, y: float, figure: int, top: int) -> Bar:
    width = round(BAR_MAX * figure / top, 1)
    return Bar(x, y, width, Mark(x + width + 4, y + BASE, str(figure)))


def _words(total: Line) -> str:
    told = ", ".join(f"{getattr(total, name)} {name}" for name in DRAWN)
    return f"Bars for each month. In all: {told}. The table below has every figure."
