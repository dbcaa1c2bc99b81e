"""Mail leaves by a real SMTP conversation."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from standfirst.jobs import worker
from standfirst.mail.actions import queue_mail
from standfirst.mail.messages import compose


class Postbox:
    """Keeps what was handed to it."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Takes a letter."""
        self.letters.append(envelope.content)
        return "250 OK"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A mail server on loopback, and the publication set to use it."""
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    yield box
    server.stop()


@pytest.mark.django_db
def test_a_notice_arrives_as_text_and_as_html(postbox: Postbox) -> None:
    message = compose(
        "notice",
        {
            "subject": "Your payment of 3 March didn’t go through",
            "paragraphs": ["You can read everything until 17 March."],
            "button": "Update your card",
            "button_url": "http://localhost:8000/account/card/",
        },
    )
    queue_mail(message, to="ada@post.example", key="n-1", now=timezone.now())
    worker.drain()
    (letter,) = postbox.letters
    assert b"multipart/alternative" in letter
    assert b"Content-Type: text/plain" in letter
    assert b"Content-Type: text/html" in letter
    assert b"http://localhost:8000/account/card/" in letter.replace(b"=\r\n", b"")
