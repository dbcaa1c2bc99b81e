"""Where the edge stands: in front of the server's own protocol, which gets all the rest.

Stands on uvicorn's `HttpToolsProtocol` (pinned); `tests/edge` drives it over a socket.
"""

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from standfirst.edge.answering import Edge


class EdgeProtocol(HttpToolsProtocol):
    """Answers from the store, in the event loop, as soon as a request's headers are in."""

    edge: "Edge"
    is_answered = False

    def on_message_begin(self) -> None:
        """The next request on this connection."""
        self.is_answered = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Answers at once, or leaves the request to the application."""
        answer = None
        if self._is_free():
            method = self.parser.get_method()
            is_https = self.scheme == "https"
            answer = self.edge.answer(method, self.url, self.headers, is_https=is_https)
        if answer is None:
            super().on_headers_complete()
            return
        self.is_answered = True
        self._send(answer)

    def _is_free(self) -> bool:
        """Nobody is being answered on this connection, and the client reads what it is sent."""
        is_idle = self.cycle is None or self.cycle.response_complete
        return is_idle and not self.pipeline and not self.flow.write_paused

    def _send(self, answer: list[bytes]) -> None:
        lasts = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        lines = [b"%b: %b\r\n" % header for header in self.server_state.default_headers]
        if not lasts:
            lines.append(b"Connection: close\r\n")
        self.transport.writelines([answer[0], *lines, *answer[1:]])
        if not lasts:
            self.transport.close()
        self.on_response_complete()

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
