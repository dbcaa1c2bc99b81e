"""`standfirst serve`: the web server, and a worker as its child."""

import argparse
import os
import subprocess
import sys
import threading
from types import TracebackType

import structlog
import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from standfirst.config import edge
from standfirst.config.bodies import WholeBodies
from standfirst.kernel.errors import InputError, StandfirstError
from standfirst.ops.publication import unapplied_migrations

log = structlog.get_logger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-worker", action="store_true", help="leave the worker out")


def run(args: argparse.Namespace) -> int:
    """Serves until stopped. Raises StandfirstError when the database is behind."""
    if not 0 < args.port < 65536:
        raise InputError(f"There is no port {args.port}.", code="bad_port")
    if missing := unapplied_migrations():
        raise StandfirstError(
            f"The database lacks {len(missing)} migrations, the first {missing[0]}.",
            help="Run `standfirst init`: it brings the database up to date and changes no setting.",
            code="database_behind",
        )
    serve(host=args.host, port=args.port, with_worker=not args.no_worker)
    return 0


def serve(*, host: str, port: int, with_worker: bool) -> None:
    """Runs the server in this process; comes back when it is told to stop."""
    wsgi = get_wsgi_application()
    whole = WholeBodies(WSGIMiddleware(wsgi, workers=settings.STANDFIRST.threads))
    front = edge.front_of(wsgi, whole)
    config = uvicorn.Config(
        front.app,
        http=front.protocol,
        host=host,
        port=port,
        log_level="warning",
        lifespan="off",
        ws="none",
        proxy_headers=True,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    print(f"Serving {settings.BASE_URL} on {host}:{port}. Ctrl+C stops.", flush=True)
    server = uvicorn.Server(config)
    if not with_worker:
        server.run()
        return
    with WorkerChild():
        server.run()


class WorkerChild:
    """A worker process that is started again when it dies, and ends with this process."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)

    def __enter__(self) -> None:
        self._watch.start()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            self._child.wait(timeout=15)

    def _keep_alive(self) -> None:
        words = [sys.executable, "-m", "standfirst.ops.main", "worker"]
        while not self._stopping.is_set():
            self._child = subprocess.Popen([*words, "--parent", str(os.getpid())])
            code = self._child.wait()
            if not self._stopping.wait(1):
                log.warning("worker.died", code=code)
