"""Where the edge stands: in front of the server's own protocol, which gets all the rest.

Stands on uvicorn's `HttpToolsProtocol` (pinned); `tests/edge` drives it over a socket.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from standfirst.edge.answering import Edge


HEAD_MAX = 64 * 1024
"""Bytes of a request's head, beyond which it is refused."""

HEADERS_MAX = 1000
"""Headers of one request, those after its body among them."""

HEAD_WITHIN_S = 20.0
"""How long a client may take to send a head, a little at a time."""

MOVES_WITHIN_S = 30.0
"""How long a client may take nothing of what it is sent."""

LEAVING_S = 1.0
"""How long a connection may stay quiet that a server which is about to end has open."""

TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 27\r\n\r\n"
    b"That is too long a request."
)


TOO_MANY = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 30\r\n\r\n"
    b"Too many are here at the time."
)

Tell = Callable[[bytes, bytes, int, int], None]
"""Told of each answer of the edge: method, address, status, bytes of the body."""


class EdgeProtocol(HttpToolsProtocol):
    """Answers from the store, in the event loop, as soon as a request's headers are in.

    What the parent makes for every request, it makes here only for those that are left to it. Its
    timer for connections that stay open is not set anew with each answer of ours: it looks, when
    it rings, whether the connection was used meanwhile.
    """

    edge: "Edge"
    connections_max = 10_000
    tell: Tell | None = None
    is_answered = False
    is_leaving = False
    used_at = 0.0
    head_begun_at: float | None = None
    head_bytes = 0
    unsent = 0
    moved_at = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """A client has come. It is watched from now on, for it may never say anything."""
        super().connection_made(transport)
        self.used_at = self.loop.time()
        self._ring_in(self.timeout_keep_alive)
        if len(self.connections) > self.connections_max:
            self._refuse(TOO_MANY)

    def data_received(self, data: bytes) -> None:
        """More of what the client sends."""
        timer, self.timeout_keep_alive_task = self.timeout_keep_alive_task, None
        self.used_at = self.loop.time()
        super().data_received(data)
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = timer
        elif timer is not None:
            timer.cancel()
        if self.head_begun_at is not None:
            self.head_bytes += len(data)
            if self.head_bytes > HEAD_MAX:
                self._refuse(TOO_LONG)
        elif not self.is_answered and self.headers and len(self.headers) > HEADERS_MAX:
            self._refuse(TOO_LONG)

    def _refuse(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()

    def timeout_keep_alive_handler(self) -> None:
        """Closes a connection that nobody used for as long as the timer ran, and that of a client
        which holds up a head, or takes nothing of its answer."""
        if self._is_held_up():
            self.transport.abort()
            return
        if self.transport.is_closing():
            if self.unsent:
                self._ring_in(MOVES_WITHIN_S)
            return
        rest = self.used_at + self.timeout_keep_alive - self.loop.time()
        if self._is_free() and rest <= 0:
            self.transport.close()
            return
        self._ring_in(max(rest, 1.0))

    def _ring_in(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )

    def _is_held_up(self) -> bool:
        now = self.loop.time()
        if self.head_begun_at is not None and now - self.head_begun_at > HEAD_WITHIN_S:
            return True
        unsent = self.transport.get_write_buffer_size()
        if not unsent or unsent != self.unsent:
            self.unsent, self.moved_at = unsent, now
        return now - self.moved_at > MOVES_WITHIN_S and unsent > 0

    def shutdown(self) -> None:
        """The server is about to end: what is asked for still is answered, as the last thing on
        this connection. One that stays quiet is closed."""
        self.is_leaving = True
        if self.cycle is not None and not self.cycle.response_started:
            self.cycle.keep_alive = False
        self.loop.call_later(LEAVING_S, self._leave_if_quiet)

    def _leave_if_quiet(self) -> None:
        if self.transport.is_closing():
            return
        is_idle = self.cycle is None or self.cycle.response_complete
        if is_idle and self.head_begun_at is None:
            self.transport.close()
        else:
            self.loop.call_later(LEAVING_S, self._leave_if_quiet)

    def on_message_begin(self) -> None:
        """The next request on this connection."""
        self.is_answered = False
        self.head_begun_at, self.head_bytes = self.used_at, 0
        self.url = b""
        self.expect_100_continue = False
        self.headers = []

    def on_headers_complete(self) -> None:
        """Answers at once, or leaves the request to the application."""
        self.head_begun_at = None
        answer = None
        if self.transport.is_closing():
            self.is_answered = True
            return
        if self._is_free():
            method = self.parser.get_method()
            is_https = self.scheme == "https"
            answer = self.edge.answer(method, self.url, self.headers, is_https=is_https)
        if answer is None:
            self._leave()
            return
        self.is_answered = True
        self._send(*answer)

    def _is_free(self) -> bool:
        """Nobody is being answered on this connection, and the client reads what it is sent."""
        is_idle = self.cycle is None or self.cycle.response_complete
        return is_idle and not self.pipeline and not self.flow.write_paused

    def _leave(self) -> None:
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers
        super().on_headers_complete()
        if self.is_leaving:
            self.cycle.keep_alive = False

    def _send(self, head: bytes, body: bytes) -> None:
        lasts = self.parser.should_keep_alive() and self.parser.get_http_version() != "1.0"
        lasts = lasts and not self.is_leaving
        end = self.edge.end_of_head(self.server_state.default_headers)
        if lasts:
            self.transport.writelines((head, end, body))
        else:
            self.transport.writelines((head, b"Connection: close\r\n", end, body))
            self.transport.close()
        if self.tell is not None:
            self.tell(self.parser.get_method(), self.url, int(head[9:12]), len(body))
        self.server_state.total_requests += 1
        if self.timeout_keep_alive_task is None and lasts:
            self._ring_in(self.timeout_keep_alive)

    def on_body(self, body: bytes) -> None:
        """A request that was answered has none."""
        if not self.is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Nothing more to do for a request that was answered."""
        if not self.is_answered:
            super().on_message_complete()


def protocol_for(edge: "Edge") -> type[EdgeProtocol]:
    """The protocol, with the edge that it asks."""
    return type("EdgeProtocolHere", (EdgeProtocol,), {"edge": edge})
