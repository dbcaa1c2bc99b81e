"""What happens when something happened: events to handlers, sweeps to the clock."""

from datetime import datetime

from standfirst.jobs import sweeps, worker
from standfirst.kernel import clock


def wire() -> None:
    """Connects the packages. Called once in a process, after Django is ready; twice is the same."""


def tick(now: datetime | None = None) -> int:
    """Does everything that fell due by `now`; gives how much that was."""
    worker.tick_jobs()
    return sweeps.run(now or clock.now())
