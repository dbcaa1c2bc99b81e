"""One server process: Django, the edge in front of it, and uvicorn around both.

It listens by itself, or on a socket that `serve_many` has handed to it.
"""

import os
import resource
import signal
import socket
import sys
import threading

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from standfirst.config import edge, metrics
from standfirst.config.access_log import AccessLog
from standfirst.config.bodies import WholeAnswers, WholeBodies
from standfirst.config.table import Settings
from standfirst.ops.readiness import Readiness
from standfirst.ops.serve_watched import Measured, Probes
from standfirst.ops.serve_words import Handed

FILES_OF_OURS = 200
"""Files that are no connection: the database, pictures, what is being read."""

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
    server = Server(config_for(host=host, port=port), handed)
    if handed is None:
        server.run()
        return
    threading.Thread(target=_end_with_parent, args=(handed.lifeline,), daemon=True).start()
    server.run([socket.socket(fileno=handed.listening)])


def config_for(*, host: str, port: int) -> uvicorn.Config:
    """The server's parts, put together. Starts the threads of the edge and of those who watch."""
    table: Settings = settings.STANDFIRST
    wsgi = get_wsgi_application()
    whole = WholeBodies(WholeAnswers(WSGIMiddleware(wsgi, workers=table.threads)))
    front = edge.front_of(wsgi, whole)
    log = AccessLog(table.log_format) if table.access_log else None
    reporter = metrics.Reporter(front.protocol.edge)
    app = Probes(
        Measured(front.app, log),
        ask=Readiness(front.protocol.edge.feed),
        reporter=reporter,
        token=table.metrics_token.get_secret_value(),
    )
    front.protocol.connections_max = min(table.connections_max, raise_file_limit() - FILES_OF_OURS)
    if log is not None:
        front.protocol.tell = staticmethod(log.by_edge)
        log.start()
    reporter.start()
    return uvicorn.Config(
        app,
        http=front.protocol,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=True,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


def raise_file_limit() -> int:
    """Lets this process have as many files as the machine allows; gives how many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else sys.maxsize


def _end_with_parent(lifeline: int) -> None:
    """Waits for a pipe to end whose other end the parent alone has, then stops the server."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
