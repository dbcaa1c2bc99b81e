"""A body that never comes to its end holds nobody up."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from standfirst.config.bodies import CHUNK, IN_MEMORY_MAX, WholeBodies

POST = {"type": "http", "method": "POST", "headers": [(b"content-length", b"9")]}


class Line:
    """A connection: what the other side sends, and what it is answered."""

    def __init__(self, *pieces: bytes, ends: bool = True, hangs_up: bool = False) -> None:
        last = len(pieces) - 1
        self.coming: list[dict[str, Any]] = [
            {"type": "http.request", "body": piece, "more_body": not (ends and place == last)}
            for place, piece in enumerate(pieces)
        ]
        if hangs_up:
            self.coming.append({"type": "http.disconnect"})
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        """What comes next; nothing for ever once all has come."""
        if self.coming:
            return self.coming.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(self, message: Any) -> None:
        """Takes down the answer."""
        self.sent.append(message)

    @property
    def status(self) -> int | None:
        """The status it was answered with."""
        return self.sent[0]["status"] if self.sent else None


class Office:
    """An application that reads the whole body and says how long it is."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(
        self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Any]
    ) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})


def served(line: Line, scope: dict[str, Any] = POST, **limits: Any) -> Office:
    """One request, answered."""
    office = Office()
    asyncio.run(WholeBodies(office, **limits)(dict(scope), line.receive, line.send))
    return office


def test_a_body_that_stops_coming_never_reaches_a_thread() -> None:
    line = Line(b"a", ends=False)
    assert served(line, silence_s=0.05).bodies == []
    assert line.status == 408


def test_whoever_hangs_up_is_not_answered() -> None:
    line = Line(b"a", ends=False, hangs_up=True)
    assert served(line).bodies == []
    assert line.status is None


def test_a_body_without_end_is_refused() -> None:
    line = Line(*[b"a" * 100] * 50)
    assert served(line, body_max=1000).bodies == []
    assert line.status == 413


def test_a_body_arrives_as_it_was_sent() -> None:
    sizes = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, IN_MEMORY_MAX + 3 * CHUNK + 7]
    for size in sizes:
        body = bytes(place % 251 for place in range(size))
        line = Line(*[body[at : at + 9999] for at in range(0, size, 9999)] or [b""])
        assert served(line).bodies == [body]
        assert line.status == 200


def test_a_request_without_a_body_is_handed_on_as_it_is() -> None:
    line = Line(b"")
    assert served(line, {"type": "http", "method": "GET", "headers": []}).bodies == [b""]
