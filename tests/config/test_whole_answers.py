"""What a slow client is sent is taken from the application at once."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from standfirst.config.bodies import WholeAnswers

Message = MutableMapping[str, Any]
SCOPE: Message = {"type": "http", "method": "GET", "path": "/"}


def answered(chunks: int, *, held_max: int, client_reads: bool) -> tuple[bool, bytes, int]:
    """Whether the application could go on while the client read nothing, what the client got in the
    end, and how many bytes are held then."""
    is_done, got, may_read = asyncio.Event(), bytearray(), asyncio.Event()

    async def app(_scope: Message, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(chunks):
            await send({"type": "http.response.body", "body": b"x" * 100, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        is_done.set()

    async def client(message: Message) -> None:
        await may_read.wait()
        got.extend(message.get("body", b""))

    async def play() -> tuple[bool, bytes, int]:
        whole = WholeAnswers(app, held_max=held_max)
        if client_reads:
            may_read.set()
        task = asyncio.create_task(whole(SCOPE, None, client))  # type: ignore[arg-type]  # nobody asks it
        await asyncio.sleep(0.1)
        went_on = is_done.is_set()
        may_read.set()
        await task
        return went_on, bytes(got), whole.held

    return asyncio.run(play())


def test_the_application_is_done_before_the_client_has_read() -> None:
    assert answered(50, held_max=10_000, client_reads=False) == (True, b"x" * 5000, 0)


def test_beyond_the_bound_it_waits_for_the_client() -> None:
    assert answered(50, held_max=1000, client_reads=False) == (False, b"x" * 5000, 0)


def test_who_reads_at_once_is_sent_it_at_once() -> None:
    assert answered(50, held_max=1000, client_reads=True) == (True, b"x" * 5000, 0)
