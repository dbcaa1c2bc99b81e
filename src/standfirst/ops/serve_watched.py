"""Around Django, in the event loop: what a watcher asks, how long requests take, how many wait."""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from standfirst.config import metrics
from standfirst.config.access_log import AccessLog

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

WAITING_MAX = 500
"""Requests that Django has or that wait for it. Whoever comes then is asked to come again: it
would be long gone by the time its turn came."""

READY_WITHIN_S = 3.0
KEPT_S = 1.0
"""An answer of whether all is well is given again for so long, however many ask."""

Ask = Callable[[], list[str]]
"""Gives what is not well, a word or a few for each."""


class Probes:
    """Answers `/healthz`, `/readyz` and `/metrics`, for any host and without Django.

    `/metrics` is for whoever brings the token; without a token it is for nobody.
    """

    def __init__(self, app: App, *, ask: Ask, reporter: metrics.Reporter, token: str) -> None:
        self.app = app
        self.ask = ask
        self.reporter = reporter
        self.token = token
        self._asked: asyncio.Task[list[str]] | None = None
        self._asked_at = float("-inf")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers a probe, or has the application answer."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in {"/healthz", "/readyz", "/metrics"}:
            await self.app(scope, receive, send)
        elif scope["method"] not in {"GET", "HEAD"}:
            await _say(send, scope, 405, "Only to be read.\n")
        elif path == "/healthz":
            await _say(send, scope, 200, "ok\n")
        elif path == "/readyz":
            await self._tell_ready(scope, send)
        else:
            await self._tell_numbers(scope, send)

    async def _tell_ready(self, scope: Message, send: Send) -> None:
        try:
            unwell = await asyncio.wait_for(asyncio.shield(self._asking()), READY_WITHIN_S)
        except TimeoutError:
            unwell = ["database: no answer"]
        await _say(send, scope, 503 if unwell else 200, "\n".join(unwell or ["ready"]) + "\n")

    def _asking(self) -> asyncio.Task[list[str]]:
        """What is asked just now or was a moment ago: one question at a time."""
        is_old = time.monotonic() - self._asked_at > KEPT_S
        if self._asked is None or (self._asked.done() and is_old):
            self._asked = asyncio.create_task(asyncio.to_thread(self.ask))
            self._asked_at = time.monotonic()
        return self._asked

    async def _tell_numbers(self, scope: Message, send: Send) -> None:
        if not self.token:
            await _say(send, scope, 404, "There is nothing here.\n")
            return
        found = dict(scope["headers"]).get(b"authorization", b"")
        if not hmac.compare_digest(found, b"Bearer " + self.token.encode()):
            await _say(send, scope, 401, "This needs the token.\n")
            return
        self.reporter.report()
        told = await asyncio.to_thread(metrics.exposition)
        await _say(send, scope, 200, told.decode(), kind=b"text/plain; version=0.0.4")


class Measured:
    """Counts what Django is asked and how long it takes, writes it down, and lets only so many
    wait."""

    def __init__(self, app: App, log: AccessLog | None = None) -> None:
        self.app = app
        self.log = log
        self.waiting = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Has the application answer; 503 where too many wait."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.waiting >= WAITING_MAX:
            metrics.REFUSED.inc()
            await _say(send, scope, 503, "Too many are here at the time.\n", extra=RETRY)
            return
        seen = Seen(send)
        begun = time.monotonic()
        self.waiting += 1
        metrics.WAITING.set(self.waiting)
        try:
            await self.app(scope, receive, seen)
        finally:
            self.waiting -= 1
            metrics.WAITING.set(self.waiting)
            self._note(scope, seen, time.monotonic() - begun)

    def _note(self, scope: Message, seen: "Seen", seconds: float) -> None:
        if not seen.status:
            return
        metrics.count_request(scope["method"], seen.status, seconds)
        if self.log is not None:
            path = scope["path"]
            self.log.by_django(scope["method"], path, seen.status, seen.size, seconds)


class Seen:
    """Passes an answer on, and knows its status and the bytes of its body."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        """Passes one message on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.size += len(message.get("body", b""))
        await self.send(message)


RETRY = ((b"retry-after", b"5"),)


async def _say(
    send: Send,
    scope: Message,
    status: int,
    text: str,
    *,
    kind: bytes = b"text/plain; charset=utf-8",
    extra: tuple[tuple[bytes, bytes], ...] = (),
) -> None:
    body = text.encode()
    headers = [
        (b"content-type", kind),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
