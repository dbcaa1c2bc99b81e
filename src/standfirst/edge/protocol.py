"""Where the edge stands: in front of the server's own protocol, which gets all the rest.

Stands on uvicorn's `HttpToolsProtocol` (pinned); `tests/edge` drives it over a socket.
"""

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from standfirst.edge.answering import Edge


class EdgeProtocol(HttpToolsProtocol):
    """Answers from the store, in the event loop, as soon as a request's headers are in.

    What the parent makes for every request, it makes here only for those that are left to it. Its
    timer for connections that stay open is not set anew with each answer of ours: it looks, when
    it rings, whether the connection was used meanwhile.
    """

    edge: "Edge"
    is_answered = False
    used_at = 0.0

    def data_received(self, data: bytes) -> None:
        """More of what the client sends."""
        timer, self.timeout_keep_alive_task = self.timeout_keep_alive_task, None
        self.used_at = self.loop.time()
        super().data_received(data)
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = timer
        elif timer is not None:
            timer.cancel()

    def timeout_keep_alive_handler(self) -> None:
        """Closes a connection that nobody used for as long as the timer ran."""
        if self.transport.is_closing():
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

    def on_message_begin(self) -> None:
        """The next request on this connection."""
        self.is_answered = False
        self.url = b""
        self.expect_100_continue = False
        self.headers = []

    def on_headers_complete(self) -> None:
        """Answers at once, or leaves the request to the application."""
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

    def _send(self, head: bytes, body: bytes) -> None:
        lasts = self.parser.should_keep_alive() and self.parser.get_http_version() != "1.0"
        end = self.edge.end_of_head(self.server_state.default_headers)
        if lasts:
            self.transport.writelines((head, end, body))
        else:
            self.transport.writelines((head, b"Connection: close\r\n", end, body))
            self.transport.close()
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
