"""Many subscriptions at once: what each costs, and what is done once for all of them."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from standfirst.billing import inbox, tasks
from standfirst.billing.models import Receipt, Subscription
from standfirst.config import delivery
from standfirst.jobs import actions as jobs
from standfirst.kernel import clock
from tests.stories.conftest import Publication

pytestmark = pytest.mark.django_db
NOT_STATEMENTS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "NOTIFY")
NAMES = ("Ada", "Bo", "Cleo", "Dan")


def statements(seen: CaptureQueriesContext) -> int:
    """How many statements did something, what SQLite does without not counted: locks, calls."""
    asked = [row["sql"] for row in seen.captured_queries]
    return sum(not sql.startswith(NOT_STATEMENTS) and "FOR UPDATE" not in sql for sql in asked)


def renewals_in_the_inbox(courier: Publication, names: tuple[str, ...]) -> datetime:
    """So many subscriptions were renewed; what was told of it is in the inbox."""
    for name in names:
        courier.subscribes(name)
    courier.settles()
    courier.clock.to("day 33")
    courier.company.run_due(clock.now())
    delivery.hand_over_webhooks()
    return clock.now()


def waiting_jobs() -> int:
    """How many jobs wait for the inbox to be worked off."""
    path = tasks.work_inbox.module_path
    return DBTaskResult.objects.ready().filter(task_path=path).count()


def test_one_job_waits_for_however_many_webhooks(courier: Publication) -> None:
    renewals_in_the_inbox(courier, NAMES)
    assert Receipt.objects.filter(state=Receipt.State.NEW).count() >= 2 * len(NAMES)
    assert waiting_jobs() == 1


def test_a_job_that_a_worker_has_taken_is_not_waited_for(courier: Publication) -> None:
    renewals_in_the_inbox(courier, ("Ada",))
    assert not jobs.enqueue_once(tasks.work_inbox)
    DBTaskResult.objects.ready().update(status=TaskResultStatus.RUNNING)
    assert jobs.enqueue_once(tasks.work_inbox)
    assert waiting_jobs() == 1


def test_a_job_that_was_put_off_is_not_waited_for(courier: Publication) -> None:
    renewals_in_the_inbox(courier, ("Ada",))
    tomorrow = timezone.now() + timedelta(days=1)
    DBTaskResult.objects.ready().update(run_after=tomorrow)
    assert jobs.enqueue_once(tasks.work_inbox)


def test_a_webhook_is_kept_in_few_statements(courier: Publication) -> None:
    courier.subscribes("Ada")
    courier.settles()
    courier.clock.to("day 33")
    courier.company.run_due(clock.now())
    with CaptureQueriesContext(connection) as seen:
        taken = delivery.hand_over_webhooks()
    kept, whether_a_job_waits, first_job = taken, taken, 1
    assert statements(seen) <= kept + whether_a_job_waits + first_job


def test_a_renewal_is_mirrored_in_few_statements(courier: Publication) -> None:
    now = renewals_in_the_inbox(courier, NAMES)
    with CaptureQueriesContext(connection) as seen:
        inbox.work_off(now)
    assert set(Subscription.objects.values_list("state", flat=True)) == {"active"}
    for_the_batch, for_each = 4, 8
    assert statements(seen) <= for_the_batch + for_each * len(NAMES)
