"""Handing the sandbox's webhooks to the publication's own endpoint, through its whole stack."""

import io
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse

from standfirst.config.sandbox import sandbox

_handler: WSGIHandler | None = None


def hand_over_webhooks() -> int:
    """Delivers every webhook that is due; gives how many were accepted."""
    return sandbox().deliver(post)


def post(body: bytes, headers: dict[str, str]) -> int:
    """Posts raw bytes to the webhook address as a server would; gives the status of the answer.

    The request runs through middleware, CSRF and signature check like any other.
    """
    global _handler
    _handler = _handler or WSGIHandler()
    answer = _handler(_environ(body, headers), _start)
    answer.close()
    return answer.status_code


def _start(_status: str, _headers: Sequence[tuple[str, str]], _fault: object = None, /) -> Any:
    """WSGI's way of beginning an answer; the status is read off the answer itself."""
    return lambda _written: None


def _environ(body: bytes, headers: dict[str, str]) -> dict[str, object]:
    is_https = settings.BASE_URL.startswith("https://")
    host = settings.BASE_URL.split("://")[1]
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": reverse("webhook"),
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": host.split(":")[0],
        "SERVER_PORT": host.partition(":")[2] or ("443" if is_https else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "https" if is_https else "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
