"""A year of many subscriptions, webhooks as they come in, and the comparison of every night.

Each is measured in a copy of the demo of its own. On a machine that has more to do than this, the
bars go by the processor time that was taken, and by the clock elsewhere.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from bench import serving
from bench.report import Measured

GROUP = "Subscriptions"
BUSY = 0.6
"""Above this load for each processor, before anything is measured, the clock says little."""

MANY = 1000
YEAR_S_MAX = 180
INTAKE_MIN = 300
NIGHTS = (10_000, 100_000)
HELD_RATIO_MAX = 1.3
TIME_RATIO_MAX = 13


def measured(data: Path, folder: Path) -> list[Measured]:
    """What a publication's subscriptions cost it, beside what was promised."""
    is_busy = os.getloadavg()[0] > BUSY * (os.cpu_count() or 1)
    found = json.loads(serving.python("bench.year", str(MANY), env=_copy(data, folder / "year")))
    rows = _of_year(found["year"], is_busy=is_busy) + _of_intake(found["intake"], is_busy=is_busy)
    return rows + _of_nights(_copy(data, folder / "nights"))


def _copy(data: Path, folder: Path) -> dict[str, str]:
    """The environment of a copy of the demo."""
    shutil.copytree(data, folder)
    return serving.demo_environment(folder, port=8000)


def _of_year(year: Mapping[str, float], *, is_busy: bool) -> list[Measured]:
    what = f"a year of {MANY:,}, {year['invoices']:,} invoices"
    limit = None if is_busy else YEAR_S_MAX
    return [
        Measured(GROUP, what, year["seconds"], "s", limit),
        Measured(GROUP, "of it processor time", year["processor_s"], "s", YEAR_S_MAX),
        Measured(GROUP, "differences found in it", year["drift"], "", 0),
    ]


def _of_intake(intake: Mapping[str, float], *, is_busy: bool) -> list[Measured]:
    least = None if is_busy else INTAKE_MIN
    by_processor = intake["webhooks"] / intake["processor_s"]
    return [
        Measured(GROUP, "webhooks taken in", intake["a_second"], "a second", least=least),
        Measured(GROUP, "in a second of the processor's", by_processor, "", least=INTAKE_MIN),
    ]


def _of_nights(env: Mapping[str, str]) -> list[Measured]:
    few, many = (_night(number, env) for number in NIGHTS)
    rows = []
    for number, night in zip(NIGHTS, (few, many), strict=True):
        what = f"comparing {number:,}"
        rows.append(Measured(GROUP, f"{what}, processor time", night["processor_s"], "s"))
        rows.append(Measured(GROUP, f"{what}, memory", night["held_mib"], "MiB"))
        rows.append(Measured(GROUP, f"{what}, differences", night["drift"], "", 0))
    times = many["processor_s"] / few["processor_s"]
    held = many["held_mib"] / few["held_mib"]
    return [
        *rows,
        Measured(GROUP, "ten times as many, times the time", times, "", TIME_RATIO_MAX),
        Measured(GROUP, "ten times as many, times the memory", held, "", HELD_RATIO_MAX),
    ]


def _night(number: int, env: Mapping[str, str]) -> dict[str, float]:
    serving.python("bench.nightly", "fill", str(number), env=env)
    night: dict[str, float] = json.loads(serving.python("bench.nightly", "compare", env=env))
    return night
