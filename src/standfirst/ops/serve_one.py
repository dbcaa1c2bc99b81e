"""One server process: Django, the edge in front of it, and uvicorn around both.

It listens by itself, or on a socket that `serve_many` has handed to it.
"""

import os
import resource
import signal
import socket
import threading

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from standfirst.config import edge
from standfirst.config.bodies import WholeBodies
from standfirst.ops.serve_words import Handed

GRACE_S = 10
"""How long requests that are being answered may still take once the server is to end."""


class Server(uvicorn.Server):
    """Tells its parent, if it has one, as soon as it accepts connections."""

    def __init__(self, config: uvicorn.Config, handed: Handed | None = None) -> None:
        super().__init__(config)
        self.handed = handed

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to accept."""
        await super().startup(sockets=sockets)
        if self.handed is not None and self.started:
            os.write(self.handed.ready, b"\n")
            os.close(self.handed.ready)


def run(*, host: str, port: int, handed: Handed | None = None) -> None:
    """Serves in this process; comes back when it is told to stop."""
    raise_file_limit()
    server = Server(config_for(host=host, port=port), handed)
    if handed is None:
        server.run()
        return
    threading.Thread(target=_end_with_parent, args=(handed.lifeline,), daemon=True).start()
    server.run([socket.socket(fileno=handed.listening)])


def config_for(*, host: str, port: int) -> uvicorn.Config:
    """The server's parts, put together. Starts the edge's threads."""
    wsgi = get_wsgi_application()
    whole = WholeBodies(WSGIMiddleware(wsgi, workers=settings.STANDFIRST.threads))
    front = edge.front_of(wsgi, whole)
    return uvicorn.Config(
        front.app,
        http=front.protocol,
        host=host,
        port=port,
        log_level="warning",
        lifespan="off",
        ws="none",
        proxy_headers=True,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


def raise_file_limit() -> None:
    """Lets this process have as many connections as the machine allows it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _end_with_parent(lifeline: int) -> None:
    """Waits for a pipe to end whose other end the parent alone has, then stops the server."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
