"""Handing the sandbox's webhooks to the publication's own endpoint, through its whole stack."""

import io

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
    seen: list[str] = []
    environ = _environ(body, headers)
    answer = _handler(environ, lambda status, _headers, _info=None: seen.append(status))
    for _ in answer:
        pass
    answer.close()
    return int(seen[0].split()[0])


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
