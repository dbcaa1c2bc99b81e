"""When a job gets another try. Pure."""

from datetime import timedelta

LEASE = timedelta(seconds=60)
"""A job that has run for longer than this has lost its worker: jobs are short and idempotent."""

PAUSES = tuple(timedelta(seconds=s) for s in (2, 10, 60, 300, 1800, 7200, 21600))
"""The pause before the second, third, … try."""

TRIES = len(PAUSES) + 1
HOST_KEPT = 40


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after `tries` tries; None when there is to be no other."""
    return PAUSES[tries - 1] if 1 <= tries <= len(PAUSES) else None


def worker_name(host: str, pid: int) -> str:
    """What a worker is called in the queue: its machine and its process."""
    return f"{host[:HOST_KEPT]}-{pid}"


def process_of(worker: str, *, host: str) -> int | None:
    """The process of a worker of the machine `host`; None for one of another machine."""
    machine, _, pid = worker.rpartition("-")
    return int(pid) if machine == host[:HOST_KEPT] and pid.isdecimal() else None
