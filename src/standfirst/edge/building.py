"""Builds variants aside: asks Django for a page as somebody without a session would."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import structlog

from standfirst.articles.headers import FOR_READERS, GATE, IS_SHARED
from standfirst.edge.store import Kind, Store, readers_variant_of, variant_of

log = structlog.get_logger(__name__)

Wsgi = Callable[..., Iterable[bytes]]
Scope = MutableMapping[str, Any]

KINDS = ("text/", "application/xml", "application/rss+xml", "application/atom+xml")
WAITING_MAX = 1000
BODY_MAX = 2 * 1024 * 1024


class Builder:
    """A thread that makes one variant at a time; a path that waits already waits once."""

    def __init__(self, store: Store, wsgi: Wsgi, *, host: str, scheme: str) -> None:
        self.store = store
        self.wsgi = wsgi
        self.host = host
        self.scheme = scheme
        self._waiting: queue.Queue[str] = queue.Queue(WAITING_MAX)
        self._named: set[str] = set()
        self._refused: tuple[int, set[str]] = (0, set())
        self._thread = threading.Thread(target=self._run, name="edge-builder", daemon=True)

    def start(self) -> None:
        """Begins to build what it is asked for."""
        self._thread.start()

    def want(self, path: str) -> None:
        """Asks for a path's variant; nothing when too many wait."""
        if path in self._named or self._has_refused(path):
            return
        try:
            self._waiting.put_nowait(path)
            self._named.add(path)
        except queue.Full:
            log.warning("edge.too_much_to_build", path=path)

    def build(self, path: str) -> bool:
        """Makes a path's variants; False when its answer is not for everybody, or has changed.

        What anybody is shown is taken in last: the edge looks for that first.
        """
        version, key = self.store.version, path.encode("latin-1")
        got = ask(self.wsgi, environ_of(path, host=self.host, scheme=self.scheme))
        if got.status != 200 or not is_for_everybody(got.headers) or len(got.body) > BODY_MAX:
            return False
        self._build_for_readers(path, version)
        variant = variant_of(got.headers, got.body, now=time.monotonic())
        return self.store.put(key, variant, version=version)

    def _build_for_readers(self, path: str, version: int) -> None:
        told: dict[str, Any] = {}
        environ = environ_of(path, host=self.host, scheme=self.scheme) | {FOR_READERS: told}
        got = ask(self.wsgi, environ)
        if got.status != 200 or not told.get(IS_SHARED) or _sets_cookie(got.headers):
            return
        gate = told.get(GATE)
        variant = readers_variant_of(got.headers, got.body, gate=gate, now=time.monotonic())
        self.store.put(path.encode("latin-1"), variant, version=version, kind=Kind.READER)

    def _has_refused(self, path: str) -> bool:
        """Whether it was asked for since the last change, and was not for everybody."""
        version, paths = self._refused
        if version != self.store.version or len(paths) > WAITING_MAX:
            self._refused = (self.store.version, set())
        return path in self._refused[1]

    def _run(self) -> None:
        while True:
            path = self._waiting.get()
            self._named.discard(path)
            version = self.store.version
            try:
                if not self.build(path) and version == self.store.version:
                    self._refused[1].add(path)
            except Exception as fault:
                log.error("edge.not_built", path=path, fault=repr(fault))


def is_for_everybody(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether an answer may be kept and given to anybody who has no session."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name.lower()] = value.lower()
    kind = found.get("content-type", "")
    return (
        "public" in found.get("cache-control", "")
        and "set-cookie" not in found
        and kind.startswith(KINDS)
    )


def _sets_cookie(headers: Iterable[tuple[str, str]]) -> bool:
    return any(name.lower() == "set-cookie" for name, _ in headers)


@dataclass(frozen=True)
class Got:
    """What the application answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def ask(wsgi: Wsgi, environ: dict[str, Any]) -> Got:
    """Has the application answer, in this thread."""
    told: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _fault: Any = None) -> None:
        told[:] = [int(status.split()[0]), headers]

    answer = wsgi(environ, start_response)
    try:
        body = b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
    return Got(told[0], told[1], body)


def environ_of(path: str, *, host: str, scheme: str) -> dict[str, Any]:
    """A request for a path, as PEP 3333 wants it."""
    name, _, port = host.partition(":")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": name,
        "SERVER_PORT": port or ("443" if scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": scheme,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


class Watching:
    """Wraps an ASGI application: what it answered everybody is asked for as a variant."""

    def __init__(self, app: Any, builder: Builder) -> None:
        self.app = app
        self.builder = builder

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answers by the application, and looks at what it answers."""
        if scope["type"] != "http" or not self._is_plain(scope):
            await self.app(scope, receive, send)
            return

        async def watched(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                self.builder.want(scope["path"])
            await send(message)

        await self.app(scope, receive, watched)

    def _is_plain(self, scope: Scope) -> bool:
        """A path that stands as it is in the address, asked for without anything of one's own."""
        raw = scope.get("raw_path") or b""
        return (
            scope["method"] == "GET"
            and not scope["query_string"]
            and raw == scope["path"].encode("utf-8", "replace")
            and raw.isascii()
        )
