"""What keeps the queue honest: another try for jobs that failed or whose worker was killed."""

import os
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from standfirst.jobs import rules

log = structlog.get_logger(__name__)


def enqueue_once(job: "Task[[], Any]") -> bool:
    """Enqueues a job without arguments, unless one is ready that no worker has taken.

    Call it in the transaction that writes what the job is to find: the lock on the waiting row
    keeps workers from taking it before that is committed.
    """
    if _is_ready(job.module_path):
        return False
    job.enqueue()
    return True


def _is_ready(task_path: str) -> bool:
    """Whether such a job is ready. Locks its row, where rows can be locked and nobody has yet.

    In plain SQL, because every webhook asks: the ORM takes ten times as long to put it together.
    """
    adapt = connection.ops.adapt_datetimefield_value
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {DBTaskResult._meta.db_table}"  # noqa: S608 - a table's name, never a caller's words
            " WHERE status = %s AND task_path = %s AND (run_after = %s OR run_after <= %s)"
            f" LIMIT 1 {lock}",
            (TaskResultStatus.READY, task_path, adapt(get_date_max()), adapt(timezone.now())),
        )
        return cursor.fetchone() is not None


@transaction.atomic
def revive_jobs(*, now: datetime | None = None) -> int:
    """Makes failed and abandoned jobs ready again, later each time. Safe to call at any time.

    Jobs run on wall time. A job that failed `rules.TRIES` times stays failed and is logged.
    """
    moment = now or timezone.now()
    revived = 0
    for job in _stalled(moment):
        pause = rules.pause_after(len(job.worker_ids))
        if pause is None:
            continue
        job.status = TaskResultStatus.READY
        job.run_after = (job.finished_at or moment) + pause
        job.save(update_fields=["status", "run_after"])
        log.warning("job.revived", task=job.task_path, tries=len(job.worker_ids))
        revived += 1
    return revived


def take_back_jobs() -> int:
    """Makes ready at once what this machine's killed workers had in hand; gives how much it was.

    What a killed worker of another machine had waits for `rules.LEASE` to run out.
    """
    taken = 0
    for job in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if len(job.worker_ids) < rules.TRIES and _is_gone(job.worker_ids[-1]):
            still = DBTaskResult.objects.filter(pk=job.pk, started_at=job.started_at)
            taken += still.filter(status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.READY, run_after=timezone.now()
            )
            log.warning("job.taken_back", task=job.task_path, worker=job.worker_ids[-1])
    return taken


def _is_gone(worker: str) -> bool:
    pid = rules.process_of(worker, host=os.uname().nodename)
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def clear_finished_jobs(*, now: datetime | None = None) -> int:
    """Deletes the rows of jobs that succeeded more than a day ago; gives their number."""
    before = (now or timezone.now()) - timedelta(days=1)
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before)
    deleted: int = done.delete()[0]
    return deleted


def _stalled(moment: datetime) -> list[DBTaskResult]:
    failed = DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.FAILED)
    abandoned = DBTaskResult.objects.select_for_update().filter(
        status=TaskResultStatus.RUNNING, started_at__lt=moment - rules.LEASE
    )
    return [*failed, *abandoned]
