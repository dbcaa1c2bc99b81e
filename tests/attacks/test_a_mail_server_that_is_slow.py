"""While a mail server takes its time the publication goes on writing."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone

from standfirst.jobs import worker
from standfirst.mail.actions import queue_mail
from standfirst.mail.messages import Message
from standfirst.mail.models import CapturedMail, OutgoingMail
from standfirst.mail.tasks import send

LETTER = Message("A subject", "The text.\n", "<p>The text.</p>")
HERE = f"{__name__}.MailServer"


class MailServer(BaseEmailBackend):
    """Takes letters, and notes how deep in transactions it was called."""

    taken: list[tuple[str, int]] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Takes letters."""
        self.taken += [
            (str(mail.extra_headers["Message-ID"]), len(connection.savepoint_ids))
            for mail in email_messages
        ]
        return len(email_messages)


@pytest.fixture
def mail_server(settings: Any) -> list[tuple[str, int]]:
    """The publication set to use it."""
    settings.EMAIL_BACKEND = HERE
    MailServer.taken.clear()
    return MailServer.taken


def queue() -> OutgoingMail:
    """A letter in the queue."""
    return queue_mail(LETTER, to="ada@post.example", key="one", now=timezone.now())


@pytest.mark.django_db
def test_no_transaction_is_open_while_it_is_spoken_to(mail_server: list[tuple[str, int]]) -> None:
    queue()
    depth = len(connection.savepoint_ids)
    worker.drain()
    assert [deep for _, deep in mail_server] == [depth]
    assert OutgoingMail.objects.get().state == OutgoingMail.State.SENT


@pytest.mark.django_db
def test_a_letter_sent_again_by_a_worker_that_was_killed_is_known_by_its_id(
    mail_server: list[tuple[str, int]],
) -> None:
    mail = queue()
    worker.drain()
    OutgoingMail.objects.update(state=OutgoingMail.State.QUEUED)
    from_another_worker(mail)
    assert len(mail_server) == 2
    assert len({ident for ident, _ in mail_server}) == 1


def from_another_worker(mail: OutgoingMail) -> None:
    """The job again."""
    send.enqueue(mail.pk)
    worker.drain()


@pytest.mark.django_db
def test_the_demos_inbox_keeps_nothing_that_was_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    queue()

    def killed(*_args: object, **_kw: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("standfirst.mail.tasks.clock.now", killed)
        with pytest.raises(KeyboardInterrupt):
            from_inside()
    assert not CapturedMail.objects.exists()


def from_inside() -> None:
    """The job's own function."""
    send.call(OutgoingMail.objects.get().pk)
