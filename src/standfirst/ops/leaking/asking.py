"""Asking the publication for a page inside this process, as one of its readers or as nobody.

Looking changes nothing: whatever an answer would write is rolled back, sessions live in their
cookies, and the payment company is not spoken to. No network is used.
"""

import gzip
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.cache import CacheKeyWarning
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.handlers.exception import response_for_exception
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from standfirst.billing.stripe import client
from standfirst.ops.leaking.kept import KeptPages
from standfirst.ops.leaking.locked import Piece
from standfirst.readers.models import Reader

BACKEND = "django.contrib.auth.backends.ModelBackend"
UNREADABLE = ("image/", "font/")
FAILURES: dict[int, Exception] = {
    400: BadRequest("asked for"),
    403: PermissionDenied("asked for"),
    404: Http404("asked for"),
    500: RuntimeError("asked for"),
}
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Visit:
    """One request. `path` holds its query too.

    `is_shut`: nothing may be at this address but for who may read one of `stands_in`.
    `must_miss`: a search that may not find the piece. `fails`: what is answered for `path` when
    its view fails with this status.
    """

    path: str
    method: str = "GET"
    headers: Headers = ()
    is_shut: bool = False
    stands_in: frozenset[Piece] = frozenset()
    must_miss: Piece | None = None
    fails: int = 0
    in_maintenance: bool = False
    checks_csrf: bool = False

    def __str__(self) -> str:
        notes = [f"{name}: {value}" for name, value in self.headers]
        notes += [f"failing with {self.fails}"] if self.fails else []
        notes += ["in maintenance"] if self.in_maintenance else []
        return f"{self.method} {self.path}" + (f" ({'; '.join(notes)})" if notes else "")


@dataclass(frozen=True)
class Answer:
    """What came back. `head` is its headers and cookies as text."""

    status: int
    head: str = ""
    body: str = ""
    kept: str = ""
    location: str = ""
    etag: str = field(default="", compare=False)


class Asker:
    """Asks on behalf of outsiders, each time with nothing but the session in the cookie."""

    def __init__(self) -> None:
        address = urlsplit(settings.BASE_URL)
        self.is_secure = address.scheme == "https"
        self.environ: dict[str, Any] = {"SERVER_NAME": address.hostname or "localhost"}
        if address.port:
            self.environ["SERVER_PORT"] = str(address.port)
        self.client = Client(raise_request_exception=False, **self.environ)
        self.kept = KeptPages()

    def ask(self, visit: Visit, reader: Reader | None) -> Answer:
        """The answer to a visit; all that it wrote is undone."""
        with transaction.atomic(), override_settings(MAINTENANCE=visit.in_maintenance):
            response = self._failed(visit, reader) if visit.fails else self._sent(visit, reader)
            answer = _answer(response)
            transaction.set_rollback(True)
        return answer

    def ask_edge(self, visit: Visit, reader: Reader | None) -> Answer | None:
        """What the edge answers to a plain visit; None where it leaves it to Django."""
        if visit != Visit(visit.path) or "?" in visit.path or not visit.path.isascii():
            return None
        self.kept.listen()
        with transaction.atomic():
            session = _session_of(reader) if reader is not None else ""
            answer = self.kept.ask(visit.path, reader, session)
            transaction.set_rollback(True)
        return _answer_of_edge(*answer) if answer is not None else None

    def _sent(self, visit: Visit, reader: Reader | None) -> Any:
        self.client.cookies = SimpleCookie()
        if reader is not None:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = _session_of(reader)
        self.client.handler.enforce_csrf_checks = visit.checks_csrf
        return self.client.generic(
            visit.method, visit.path, secure=self.is_secure, headers=dict(visit.headers)
        )

    def _failed(self, visit: Visit, reader: Reader | None) -> Any:
        """What is answered when a view fails so."""
        request = RequestFactory(**self.environ).get(visit.path, secure=self.is_secure)
        request.user = reader or AnonymousUser()
        return response_for_exception(request, FAILURES[visit.fails])


def _session_of(reader: Reader) -> str:
    """A session that stands whole in its cookie."""
    session = SessionStore()
    session[SESSION_KEY] = str(reader.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = reader.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _answer(response: Any) -> Answer:
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    is_text = not response.headers.get("Content-Type", "").startswith(UNREADABLE)
    cookies = response.cookies.output(header="Set-Cookie:")
    return Answer(
        status=response.status_code,
        head="\n".join([*(f"{k}: {v}" for k, v in response.headers.items()), cookies]),
        body=body.decode("utf-8", "replace") if is_text else "",
        kept=response.headers.get("Cache-Control", ""),
        location=response.headers.get("Location", ""),
        etag=response.headers.get("ETag", ""),
    )


def _answer_of_edge(head: bytes, body: bytes) -> Answer:
    lines = [line.partition(": ") for line in head.decode("latin-1").split("\r\n")[1:] if line]
    told = {name: value for name, _, value in lines}
    return Answer(
        status=int(head[9:12]),
        head="\n".join(f"{name}: {value}" for name, value in told.items()),
        body=body.decode("utf-8", "replace"),
        kept=told.get("Cache-Control", ""),
    )


@contextmanager
def asking() -> Iterator[Asker]:
    """An asker, while sessions live in their cookies and nobody speaks to the payment company."""
    with (
        override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"),
        client.disconnected(),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", CacheKeyWarning)
        yield Asker()
