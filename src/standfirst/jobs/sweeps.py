"""The sweeps: functions that do what fell due by the publication's clock, in order."""

from collections.abc import Callable
from datetime import datetime

import structlog

log = structlog.get_logger(__name__)

Sweep = Callable[[datetime], int]
_sweeps: dict[str, Sweep] = {}


def register(name: str, sweep: Sweep) -> None:
    """Has `sweep` called at each tick with the publication's time. Wired in `config.wiring`."""
    _sweeps[name] = sweep


def run(now: datetime) -> int:
    """Runs every sweep once and gives how much they did. One that fails does not stop the rest."""
    done = 0
    for name, sweep in _sweeps.items():
        try:
            done += sweep(now)
        except Exception:
            log.exception("sweep.failed", sweep=name)
    return done
