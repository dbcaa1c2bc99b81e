"""Requests come to Django once all of their body is here, and answers leave it at once.

a2wsgi reads a body from inside one of the few threads that answer, waiting for what has not come
yet: as many half-sent forms as there are threads, and no reader is answered any more. So it is with
pictures that are fetched slowly. Here the waiting costs a thread nothing, and ends.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

SILENCE_S = 20.0
BODY_MAX = 64 * 1024 * 1024
"""Above what the newsroom uploads. Django itself takes no more than 2.5 MB that is not a file."""

IN_MEMORY_MAX = 512 * 1024
CHUNK = 64 * 1024


class WholeBodies:
    """Wraps an ASGI application: 408 for a body that stops coming, 413 for one without end."""

    def __init__(self, app: App, *, silence_s: float = SILENCE_S, body_max: int = BODY_MAX) -> None:
        self.app = app
        self.silence_s = silence_s
        self.body_max = body_max

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answers, or has the application answer, one request."""
        if scope["type"] != "http" or not _has_body(scope):
            await self.app(scope, receive, send)
            return
        with SpooledTemporaryFile(max_size=IN_MEMORY_MAX) as body:
            status = await self._take(receive, body)
            if status == 200:
                body.seek(0)
                await self.app(scope, _replay(body, receive), send)
            elif status:
                await _refuse(send, status)

    async def _take(self, receive: Receive, body: IO[bytes]) -> int:
        """Writes the body down; 200 when it is all there, 0 when nobody waits for an answer."""
        while True:
            try:
                message = await asyncio.wait_for(receive(), self.silence_s)
            except TimeoutError:
                return 408
            if message["type"] == "http.disconnect":
                return 0
            body.write(message.get("body", b""))
            if body.tell() > self.body_max:
                return 413
            if not message.get("more_body", False):
                return 200


class WholeAnswers:
    """Wraps an ASGI application: takes its answer as fast as it comes, and sends it as fast as the
    client reads. What is large and waits for a client waits on disk."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with SpooledTemporaryFile(max_size=IN_MEMORY_MAX) as body:
            taken = _Taken(send, body)
            sending = asyncio.create_task(taken.send_on())
            try:
                await self.app(scope, receive, taken.take)
            finally:
                taken.come_to_end()
                await sending


class _Taken:
    """An answer that is taken and sent on at the same time, by two tasks of one event loop."""

    def __init__(self, send: Send, body: IO[bytes]) -> None:
        self.send = send
        self.body = body
        self.start: Message | None = None
        self.length = 0
        self.is_whole = self.is_over = False
        self._news = asyncio.Event()

    async def take(self, message: Message) -> None:
        """Takes the head, or a piece of the body."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body.seek(self.length)
            self.length += self.body.write(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
        self._news.set()

    def come_to_end(self) -> None:
        """Nothing more comes, even if it should."""
        self.is_over = True
        self._news.set()

    async def send_on(self) -> None:
        """Sends what is there until nothing more comes."""
        sent, has_begun = 0, False
        while True:
            await self._news.wait()
            self._news.clear()
            if self.start is not None and not has_begun:
                has_begun = True
                await self.send(self.start)
            while has_begun and sent < self.length:
                self.body.seek(sent)
                piece = self.body.read(CHUNK)
                sent += len(piece)
                await self.send({"type": "http.response.body", "body": piece, "more_body": True})
            if self.is_whole and sent == self.length:
                await self.send({"type": "http.response.body", "body": b""})
                return
            if self.is_over and sent == self.length:
                return


def _has_body(scope: MutableMapping[str, Any]) -> bool:
    return any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"])


def _replay(body: IO[bytes], receive: Receive) -> Receive:
    """Gives what was written down, piece by piece; then whatever else comes."""
    is_over = False

    async def replay() -> Message:
        nonlocal is_over
        if is_over:
            return await receive()
        piece = body.read(CHUNK)
        is_over = len(piece) < CHUNK
        return {"type": "http.request", "body": piece, "more_body": not is_over}

    return replay


async def _refuse(send: Send, status: int) -> None:
    words = {408: b"The request never came to its end.\n", 413: b"That is too much at once.\n"}
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words[status]})
