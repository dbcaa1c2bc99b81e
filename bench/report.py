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
    """One figure. `limit` is what it must not exceed, if there is such a limit."""

    group: str
    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def is_within(self) -> bool:
        """True where there is no limit, or the figure keeps it."""
        return self.limit is None or self.value <= self.limit


def table(rows: list[Measured]) -> str:
    """The figures, grouped."""
    lines = []
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            lines += ["", group]
        limit = f"   (at most {row.limit:g})" if row.limit is not None else ""
        mark = "" if row.is_within else "   TOO MUCH"
        lines.append(f"  {row.what:44} {figure(row.value):>10} {row.unit:12}{limit}{mark}".rstrip())
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
