"""The sweeps: functions that do what fell due by the publication's clock, in order."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

log = structlog.get_logger(__name__)

Sweep = Callable[[datetime], int]
AT_EACH_TICK = timedelta()
_sweeps: dict[str, tuple[Sweep, timedelta]] = {}
_ran: dict[str, datetime] = {}


def register(name: str, sweep: Sweep, *, every: timedelta = AT_EACH_TICK) -> None:
    """Has `sweep` called with the publication's time, no more often than `every` in a process.

    Wired in `config.wiring`.
    """
    _sweeps[name] = (sweep, every)


def run(now: datetime) -> int:
    """Runs every sweep once and gives how much they did. One that fails does not stop the rest."""
    done = 0
    for name, (sweep, every) in _sweeps.items():
        if every and name in _ran and _ran[name] <= now < _ran[name] + every:
            continue
        _ran[name] = now
        try:
            done += sweep(now)
        except Exception:
            log.exception("sweep.failed", sweep=name)
    return done
