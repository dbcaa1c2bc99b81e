"""What a slow client is sent is taken from the application at once."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from standfirst.config.bodies import CHUNK, IN_MEMORY_MAX, WholeAnswers

Message = MutableMapping[str, Any]
SCOPE: Message = {"type": "http", "method": "GET", "path": "/"}


def answered(sizes: list[int], *, client_reads: bool, ends: bool = True) -> tuple[bool, bytes, int]:
    """Whether the application could go on while the client read nothing, what the client got in the
    end, and in how many messages."""
    is_done, got, may_read = asyncio.Event(), [], asyncio.Event()

    async def app(_scope: Message, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for size in sizes:
            await send({"type": "http.response.body", "body": b"x" * size, "more_body": True})
            await asyncio.sleep(0)
        if ends:
            await send({"type": "http.response.body", "body": b""})
        is_done.set()

    async def client(message: Message) -> None:
        await may_read.wait()
        got.append(message)

    async def play() -> bool:
        if client_reads:
            may_read.set()
        task = asyncio.create_task(WholeAnswers(app)(SCOPE, no_body, client))
        await asyncio.sleep(0.1)
        went_on = is_done.is_set()
        may_read.set()
        await task
        return went_on

    went_on = asyncio.run(play())
    assert got[0]["type"] == "http.response.start"
    assert (not got[-1].get("more_body", False)) is ends
    return went_on, b"".join(one.get("body", b"") for one in got), len(got)


async def no_body() -> Message:
    """A request without one."""
    return {"type": "http.request", "body": b"", "more_body": False}


def test_the_application_is_done_before_the_client_has_read() -> None:
    assert answered([100] * 50, client_reads=False) == (True, b"x" * 5000, 3)


def test_what_is_large_waits_on_disk_and_comes_whole() -> None:
    went_on, got, _ = answered([CHUNK] * 40, client_reads=False)
    assert went_on
    assert got == b"x" * CHUNK * 40
    assert len(got) > IN_MEMORY_MAX


def test_who_reads_at_once_is_sent_each_piece_as_it_comes() -> None:
    assert answered([100] * 5, client_reads=True) == (True, b"x" * 500, 7)


def test_an_answer_without_a_body_ends() -> None:
    assert answered([], client_reads=True) == (True, b"", 2)


def test_an_answer_that_breaks_off_is_not_made_to_look_whole() -> None:
    assert answered([100], client_reads=True, ends=False)[1] == b"x" * 100
