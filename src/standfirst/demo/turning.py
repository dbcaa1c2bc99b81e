"""Turning the demo's clock: what falls due on the way is done in the order it fell due."""

import threading
import time
from datetime import datetime, timedelta

from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from standfirst.access import queries as access
from standfirst.billing import queries as billing
from standfirst.jobs import actions as jobs
from standfirst.jobs import sweeps, worker
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError
from standfirst.sandbox.company import Sandbox

STEPS = {"h": "hours", "d": "days", "w": "weeks"}
FURTHEST = timedelta(days=800)
DIGITS_MAX = 5
_boxes: list[Sandbox] = []
_turning = threading.Lock()


def step_of(text: str) -> timedelta:
    """`14d`, `36h` or `2w` as a timedelta. Raises InputError for anything else."""
    number, unit = text.strip()[:-1], text.strip()[-1:]
    is_number = number.isascii() and number.isdecimal() and len(number) <= DIGITS_MAX
    if not is_number or unit not in STEPS:
        raise InputError(
            f"The clock cannot be turned by {text!r}.",
            help="14d, 36h or 2w would do.",
            code="bad_step",
        )
    if (step := timedelta(**{STEPS[unit]: int(number)})) > FURTHEST:
        raise InputError("The clock is not turned that far at once.", code="bad_step")
    return step


def turn_to(target: datetime, box: Sandbox) -> None:
    """Turns the clock to `target`, stopping wherever something falls due; idempotent.

    The clock never goes back: what was done on the way took its time.
    """
    stuck: datetime | None = None
    while (moment := next_stop(box, target, but_not=stuck)) < target:
        clock.turn_to(moment)
        settle(moment)
        due = box.next_due()
        stuck = due if due and due <= moment else None
    moment = max(target, clock.now())
    clock.turn_to(moment)
    settle(moment)


def turn_by(step: timedelta) -> None:
    """Turns this process' clock and the sandbox it was given (`keep_sandbox`) on by `step`."""
    with _turning:
        turn_to(clock.now() + step, _boxes[0])


def keep_sandbox(box: Sandbox) -> None:
    """Tells which sandbox's dues the clock stops for. Called once by whoever serves the demo."""
    _boxes[:] = [box]


def next_stop(box: Sandbox, target: datetime, *, but_not: datetime | None = None) -> datetime:
    """The next moment at which something falls due, `target` at the latest.

    What fell due while other things were done comes at once. `but_not` is what a stop before
    could not do: it waits for the next one.
    """
    now = clock.now()
    dues = [box.next_due(), billing.next_due_at(now), access.next_grant_change(now)]
    waiting = (max(due, now) for due in dues if due and due != but_not)
    return min((due for due in waiting if due < target), default=target)


def settle(moment: datetime) -> None:
    """Sweeps and jobs, over and over, until nothing is left of what fell due by `moment`."""
    for _ in range(50):
        done = sweeps.run(moment)
        worker.drain()
        wait_for_others()
        if not done and not _has_ready():
            return


def wait_for_others(seconds: float = 10) -> None:
    """Waits for the jobs that the worker process has in hand; takes them back if it is killed."""
    for _ in range(int(seconds / 0.02)):
        if jobs.take_back_jobs() or not _has_running() or connection.in_atomic_block:
            return
        time.sleep(0.02)


def _has_ready() -> bool:
    return bool(DBTaskResult.objects.ready().exists())


def _has_running() -> bool:
    return bool(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists())
