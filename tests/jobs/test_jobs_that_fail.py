"""Another try for jobs that failed and for jobs whose worker was killed."""

import os
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from standfirst.jobs import actions, beats, rules, sweeps, worker
from standfirst.mail.actions import queue_mail
from standfirst.mail.messages import Message
from standfirst.mail.models import CapturedMail, OutgoingMail

pytestmark = pytest.mark.django_db
LETTER = Message("A subject", "The text.\n", "<p>The text.</p>")


def queue(key: str = "one") -> OutgoingMail:
    """A mail in the queue."""
    return queue_mail(LETTER, to="ada@post.example", key=key, now=timezone.now())


def test_a_mail_asked_for_twice_is_sent_once() -> None:
    assert queue() == queue()
    worker.drain()
    assert CapturedMail.objects.count() == 1
    assert OutgoingMail.objects.get().state == OutgoingMail.State.SENT


def test_a_job_that_fails_is_tried_again_later_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kw: object) -> int:
        raise OSError("the mail server is away")

    with monkeypatch.context() as patch:
        patch.setattr("standfirst.mail.inbox.InboxBackend.send_messages", refuse)
        queue()
        worker.drain()
        job = DBTaskResult.objects.get()
        assert job.status == TaskResultStatus.FAILED
        actions.revive_jobs()
        job.refresh_from_db()
        assert job.run_after - job.finished_at == rules.PAUSES[0]
    DBTaskResult.objects.update(run_after=timezone.now())
    worker.drain()
    assert CapturedMail.objects.count() == 1


def test_a_job_of_a_killed_worker_of_this_machine_is_done_at_once() -> None:
    queue()
    ended = subprocess.Popen(["true"])
    ended.wait()
    host = os.uname().nodename
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING,
        started_at=timezone.now(),
        worker_ids=[rules.worker_name(host, ended.pid)],
    )
    worker.drain()
    assert CapturedMail.objects.count() == 1


@pytest.mark.parametrize("host", ["", "elsewhere"])
def test_a_job_in_good_hands_is_left_there(host: str) -> None:
    """With a worker that lives, or on another machine, of which nothing is known."""
    queue()
    name = rules.worker_name(host or os.uname().nodename, os.getpid())
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=[name]
    )
    worker.drain()
    assert actions.revive_jobs() == 0
    assert CapturedMail.objects.count() == 0


def test_a_job_whose_worker_was_killed_is_done_by_the_next() -> None:
    queue()
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING,
        started_at=timezone.now() - rules.LEASE - timedelta(seconds=1),
        worker_ids=["gone"],
    )
    assert actions.revive_jobs() == 1
    DBTaskResult.objects.update(run_after=timezone.now())
    worker.drain()
    assert CapturedMail.objects.count() == 1


def test_a_job_in_hand_is_left_alone() -> None:
    queue()
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=["alive"]
    )
    assert actions.revive_jobs() == 0


def test_a_job_that_always_fails_is_given_up_and_stays_to_be_seen() -> None:
    queue()
    DBTaskResult.objects.update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        worker_ids=["w"] * rules.TRIES,
    )
    assert actions.revive_jobs() == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_pauses_grow() -> None:
    pauses = [rules.pause_after(tries) for tries in range(1, rules.TRIES)]
    assert all(pauses)
    assert pauses == sorted(pauses, key=lambda pause: pause or timedelta())
    assert rules.pause_after(rules.TRIES) is None
    assert rules.pause_after(0) is None


def test_one_sweep_that_fails_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_now: object) -> int:
        raise ValueError

    monkeypatch.setattr(
        sweeps,
        "_sweeps",
        {"bad": (fail, sweeps.AT_EACH_TICK), "good": (lambda _now: 3, sweeps.AT_EACH_TICK)},
    )
    assert sweeps.run(timezone.now()) == 3


def test_the_latest_sign_of_life_is_known() -> None:
    assert beats.last_beat() is None
    beats.beat("one")
    beats.beat("one")
    seen = beats.last_beat()
    assert seen is not None
    assert timezone.now() - seen < timedelta(seconds=5)
