"""Builds variants aside: asks Django for a page as anybody would, or a reader of some kind."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import structlog

from standfirst.access.rules import Decision
from standfirst.articles.headers import DECISION, FOR_READERS, GATE, IS_SHARED, TOLD
from standfirst.edge.kinds import ANYBODY, READER, Kind
from standfirst.edge.store import Place, Store
from standfirst.edge.variants import Variant, readers_variant_of, variant_of

log = structlog.get_logger(__name__)

Wsgi = Callable[..., Iterable[bytes]]
Scope = MutableMapping[str, Any]

KINDS = ("text/", "application/xml", "application/rss+xml", "application/atom+xml")
WAITING_MAX = 1000
WARMED_MAX = 300
"""How many of the pages that a change made void are made again unasked."""

REST, REST_MAX_S = 0.5, 0.1
"""The builder rests for so much of the time that a page took: readers are answered meanwhile."""

BODY_MAX = 2 * 1024 * 1024


class Builder:
    """A thread that makes one variant at a time; one that waits already waits once."""

    def __init__(self, store: Store, wsgi: Wsgi, *, host: str, scheme: str) -> None:
        self.store = store
        self.wsgi = wsgi
        self.host = host
        self.scheme = scheme
        self.built = 0
        self._waiting: queue.Queue[Place] = queue.Queue(WAITING_MAX)
        self._named: set[Place] = set()
        self._refused: tuple[int, set[Place]] = (0, set())
        self._thread = threading.Thread(target=self._run, name="edge-builder", daemon=True)

    def start(self) -> None:
        """Begins to build what it is asked for."""
        self._thread.start()

    def want(self, path: bytes, kind: Kind = ANYBODY) -> None:
        """Asks for a variant; nothing when too many wait."""
        place = (path, kind)
        if place in self._named or self._has_refused(place):
            return
        try:
            self._waiting.put_nowait(place)
            self._named.add(place)
        except queue.Full:
            log.warning("edge.too_much_to_build", path=path.decode("latin-1"))

    def warm(self, places: list[Place]) -> None:
        """Asks for what was forgotten, the first ones first, as far as there is room."""
        for path, kind in places[:WARMED_MAX]:
            self.want(path, kind)

    def build(self, path: bytes, kind: Kind = ANYBODY) -> bool:
        """Makes a variant; False when its answer is not for everybody of the kind, or is overtaken.

        With what anybody is shown, what a reader is shown is made who may read it all.
        """
        if kind is not ANYBODY:
            return self._build_for_readers(path, kind)
        version = self.store.version
        told: dict[str, Any] = {}
        got = self._ask(path, {TOLD: told})
        if got.status != 200 or not is_for_everybody(got.headers) or len(got.body) > BODY_MAX:
            return False
        if told.get(IS_SHARED):
            self._build_for_readers(path, READER)
        gate = told.get(GATE)
        variant = variant_of(got.headers, got.body, now=time.monotonic(), gate=gate)
        return self._put(path, variant, version, ANYBODY)

    def _build_for_readers(self, path: bytes, kind: Kind) -> bool:
        version = self.store.version
        told: dict[str, Any] = {}
        got = self._ask(path, {TOLD: told, FOR_READERS: kind})
        if got.status != 200 or not told.get(IS_SHARED) or _sets_cookie(got.headers):
            return False
        if not is_of(kind, told.get(DECISION)):
            log.error("edge.another_kind", path=path.decode("latin-1"), kind=str(kind))
            return False
        gate = told.get(GATE)
        variant = readers_variant_of(got.headers, got.body, gate=gate, now=time.monotonic())
        return self._put(path, variant, version, kind)

    def _put(self, path: bytes, variant: Variant, version: int, kind: Kind) -> bool:
        self.built += 1
        return self.store.put(path, variant, version=version, kind=kind)

    def _ask(self, path: bytes, more: dict[str, Any]) -> "Got":
        environ = environ_of(path.decode("latin-1"), host=self.host, scheme=self.scheme)
        return ask(self.wsgi, environ | more)

    def _has_refused(self, place: Place) -> bool:
        """Whether it was asked for since the last change, and was not for everybody."""
        version, places = self._refused
        if version != self.store.version or len(places) > WAITING_MAX:
            self._refused = (self.store.version, set())
        return place in self._refused[1]

    def _run(self) -> None:
        while True:
            path, kind = place = self._waiting.get()
            self._named.discard(place)
            version, began = self.store.version, time.monotonic()
            try:
                if not self.build(path, kind) and version == self.store.version:
                    self._refused[1].add(place)
            except Exception as fault:
                log.error("edge.not_built", path=path.decode("latin-1"), fault=repr(fault))
            time.sleep(min(time.monotonic() - began, REST_MAX_S) * REST)


def is_of(kind: Kind, decision: Decision | None) -> bool:
    """Whether a page was made with the decision that it is to be kept for."""
    if decision is None or decision.allowed:
        return kind.shut is None
    return kind.shut is decision.reason


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
                self.builder.want(scope["raw_path"])
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
