"""The worker: runs jobs from the queue and, between them, the sweeps that are due."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from standfirst.jobs import actions, beats, rules

log = structlog.get_logger(__name__)
IDLE_S = 0.3
TICK_EVERY_S = 15.0


def drain() -> None:
    """Runs every job that is ready, until none is; those too that a killed worker left."""
    actions.take_back_jobs()
    _worker().run()


def work(tick: Callable[[], object], *, is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Runs jobs and ticks until `is_wanted` says no, or a signal ends the process."""
    worker = _worker()
    worker.configure_signals()
    ticked = 0.0
    while worker.running and is_wanted():
        with _surviving("worker.queue_failed"):
            worker.run()
        if time.monotonic() - ticked > TICK_EVERY_S:
            with _surviving("worker.tick_failed"):
                beats.beat(worker.worker_id)
                tick()
            ticked = time.monotonic()
        if worker.running:
            time.sleep(IDLE_S)


def tick_jobs() -> None:
    """Gives failed and abandoned jobs another try, and clears old finished ones."""
    actions.take_back_jobs()
    actions.revive_jobs()
    actions.clear_finished_jobs()


def _worker() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=rules.worker_name(os.uname().nodename, os.getpid()),
        excluded_queue_names=[],
    )


@contextmanager
def _surviving(event: str) -> Iterator[None]:
    """A database that is away for a moment must not end the worker."""
    try:
        yield
    except Exception:
        log.exception(event)
        close_old_connections()
        time.sleep(1)
