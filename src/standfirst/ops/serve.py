"""`standfirst serve`: the web server, in one process or in several, and a worker beside it."""

import argparse
import sys
from contextlib import ExitStack

from django.conf import settings

from standfirst.kernel.errors import InputError, StandfirstError
from standfirst.ops import serve_many, serve_one
from standfirst.ops.publication import unapplied_migrations
from standfirst.ops.serve_words import add_processes, is_child, take_handed
from standfirst.ops.serve_worker import WorkerChild


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    add_processes(parser)


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
    return serve(
        host=args.host, port=args.port, workers=args.workers, with_worker=not args.no_worker
    )


def serve(*, host: str, port: int, workers: int, with_worker: bool) -> int:
    """Serves until told to stop; gives the exit code.

    With `workers` processes this one binds the socket and looks after them. Each of them is this
    very command over again, and finds what it was handed.
    """
    if is_child():
        serve_one.run(host=host, port=port, handed=take_handed())
        return 0
    listening = serve_many.listen(host, port) if workers > 0 else None
    count = f", {workers} processes" if workers > 0 else ""
    print(f"Serving {settings.BASE_URL} on {host}:{port}{count}. Ctrl+C stops.", flush=True)
    with ExitStack() as stack:
        worker = stack.enter_context(WorkerChild()) if with_worker else None
        if listening is None:
            serve_one.run(host=host, port=port)
            return 0
        words = [sys.executable, "-m", "standfirst.ops.main", *sys.argv[1:]]
        parent = serve_many.Parent(words, listening, workers)
        parent.worker = worker
        return parent.run()
