"""What keeps the queue honest: another try for jobs that failed or whose worker was killed."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from standfirst.jobs import rules

log = structlog.get_logger(__name__)


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
