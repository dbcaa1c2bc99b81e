"""What was measured: as a table for people and as JSON for comparing."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Measured:
    """One figure. `limit` is what it must not exceed, `least` what it must reach, if anything."""

    group: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    least: float | None = None

    @property
    def is_within(self) -> bool:
        """True where there is no limit, or the figure keeps it."""
        is_too_much = self.limit is not None and self.value > self.limit
        is_too_little = self.least is not None and self.value < self.least
        return not (is_too_much or is_too_little)

    @property
    def bound(self) -> str:
        """What it is held to, in words; nothing where it is held to nothing."""
        bounds = []
        if self.least is not None:
            bounds.append(f"at least {self.least:g}")
        if self.limit is not None:
            bounds.append(f"at most {self.limit:g}")
        return " and ".join(bounds)


def table(rows: list[Measured]) -> str:
    """The figures, grouped."""
    lines = []
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            lines += ["", group]
        bound = f"   ({row.bound})" if row.bound else ""
        mark = "" if row.is_within else "   MISSED"
        lines.append(f"  {row.what:44} {figure(row.value):>10} {row.unit:12}{bound}{mark}".rstrip())
    return "\n".join(lines).lstrip()


def figure(value: float) -> str:
    """As many digits as tell something."""
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def write(rows: list[Measured], *, now: datetime) -> Path:
    """Keeps the figures of a day; a second run on that day replaces the first."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now:%Y-%m-%d}.json"
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    told = {
        "at": now.isoformat(timespec="seconds"),
        "machine": machine,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "rows": [asdict(row) for row in rows],
    }
    path.write_text(json.dumps(told, indent=1) + "\n")
    return path
