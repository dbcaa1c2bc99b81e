"""The picture of a schedule: which marks and bands stand where. Pure; templates draw it.

What it shows is what the rules answer for an example, so that it cannot say anything else.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from standfirst.billing.rules import Debt, Facts, Policy, Schedule
from standfirst.billing.schedule import NoticeKind, notices_of

START = datetime(2026, 1, 1, tzinfo=UTC)
"""Any day: only distances are drawn."""

TOP, GAP, FOOT = 12, 28, 12
"""In the picture's units: above the first mark, between labels, below the last."""

LONG, SHORT = 230, 110
"""From the first day to the last: where days are counted on, and where they are counted back."""

WIDTH, LABEL_X, LATE_LABEL_X = 345, 104, 160

LABELS = {
    NoticeKind.FAILED: "The payment fails: first mail",
    NoticeKind.REMINDER: "Mail: a reminder",
    NoticeKind.LAST_DAYS: "Mail: the last days",
    NoticeKind.HELD: "Reading ends: mail",
    NoticeKind.CARD_EXPIRING: "Mail: it runs out soon",
    NoticeKind.CARD_EXPIRING_SOON: "Mail: once more",
    NoticeKind.RENEWAL: "Mail: it renews soon",
}


@dataclass(frozen=True)
class Mark:
    """Something that happens on a day: at `y` on the line, its words at `label_y`."""

    day: int
    when: str
    label: str
    y: float
    label_y: float


@dataclass(frozen=True)
class Band:
    """A stretch of the line: `paid`, `grace` or `held`."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Picture:
    """One line from its first to its last day. `key` is its name in the page."""

    key: str
    title: str
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    label_x: int
    width: int = WIDTH

    @property
    def height(self) -> float:
        """In the picture's units."""
        return max(self.marks[-1].label_y, self.marks[-1].y) + FOOT

    @property
    def description(self) -> str:
        """The same in words."""
        return " ".join(f"{mark.when}: {mark.label}." for mark in self.marks)


def pictures_of(schedule: Schedule, *, prefix: str = "") -> tuple[Picture, ...]:
    """The three lines of a schedule: an unpaid invoice, a card that runs out, a yearly payment."""
    always = replace(schedule, from_at=datetime.min.replace(tzinfo=UTC))
    return (
        _unpaid(Policy((always,)), prefix),
        _card(Policy((always,)), prefix),
        _yearly(Policy((always,)), prefix),
    )


def _unpaid(policy: Policy, prefix: str) -> Picture:
    hold, cancel = policy.current.hold.days, policy.current.cancel.days
    facts = Facts("", "past_due", START, debt=Debt(START))
    days = [*_days(facts, policy, START), (cancel, "Still unpaid: it ends, mail")]
    bands = (("grace", 0, hold), ("held", hold, cancel))
    return _drawn(f"{prefix}unpaid", "A payment that fails", days, bands)


def _card(policy: Policy, prefix: str) -> Picture:
    facts = Facts("", "active", START + timedelta(days=1), card_expires_at=START)
    days = [*_days(facts, policy, START - timedelta(days=999)), (0, "The card runs out")]
    return _drawn(f"{prefix}card", "A card that runs out", days, (("paid", days[0][0], 0),))


def _yearly(policy: Policy, prefix: str) -> Picture:
    facts = Facts("", "active", START, is_yearly=True)
    days = [*_days(facts, policy, START - timedelta(days=999)), (0, "The yearly payment")]
    return _drawn(f"{prefix}renewal", "A yearly payment", days, (("paid", days[0][0], 0),))


def _days(facts: Facts, policy: Policy, now: datetime) -> list[tuple[int, str]]:
    """The days of the notices that the rules answer, with their words."""
    return [((due.at - START).days, LABELS[due.kind]) for due in notices_of(facts, policy, now)]


def _drawn(
    key: str, title: str, days: list[tuple[int, str]], bands: tuple[tuple[str, int, int], ...]
) -> Picture:
    first, last = days[0][0], days[-1][0]
    scale = (LONG if first >= 0 else SHORT) / max(last - first, 1)
    marks: list[Mark] = []
    for day, label in days:
        y = TOP + (day - first) * scale
        label_y = max(y, marks[-1].label_y + GAP) if marks else y
        marks.append(Mark(day, _when(day, first), label, round(y, 1), round(label_y, 1)))
    drawn = tuple(
        Band(kind, round(TOP + (begin - first) * scale, 1), round((end - begin) * scale, 1))
        for kind, begin, end in bands
    )
    return Picture(key, title, drawn, tuple(marks), LABEL_X if first >= 0 else LATE_LABEL_X)


def _when(day: int, first: int) -> str:
    """`Day 14`; where days are counted back, `30 days before`."""
    if first >= 0:
        return f"Day {day}"
    if day == 0:
        return "On the day"
    return f"{-day} day{'s' if day < -1 else ''} before"
