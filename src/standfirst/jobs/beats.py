"""The worker's sign of life."""

from datetime import datetime, timedelta

from django.utils import timezone

from standfirst.jobs.models import Beat

KEPT = timedelta(days=1)


def beat(worker: str) -> None:
    """Notes that `worker` is alive; forgets workers that have not been for a day."""
    now = timezone.now()
    Beat.objects.update_or_create(worker=worker, defaults={"at": now})
    Beat.objects.filter(at__lt=now - KEPT).delete()


def last_beat() -> datetime | None:
    """When the latest sign of life of any worker came."""
    row = Beat.objects.order_by("-at").first()
    return row.at if row else None
