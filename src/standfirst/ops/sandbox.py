"""`standfirst sandbox`: the payment company for tests, over HTTP on a port of its own."""

import argparse
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from standfirst.config import folders
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError
from standfirst.sandbox.books import ALL_EVENTS, letters_from
from standfirst.sandbox.company import Sandbox
from standfirst.sandbox.over_http import PAGES, Server

SAYS = """\
The sandbox answers on http://localhost:{port}: test keys alone, no real money. Stop it with Ctrl-C.

  Python   stripe.StripeClient("sk_test_sandbox",
               base_addresses={{"api": "http://localhost:{port}"}})
  Node     new Stripe("sk_test_sandbox",
               {{host: "localhost", port: {port}, protocol: "http"}})
  curl     curl -u sk_test_sandbox: http://localhost:{port}/v1/customers

{webhooks}
Further endpoints are made by the API: POST /v1/webhook_endpoints. Time is moved by test clocks:
POST /v1/test_helpers/test_clocks. What goes wrong with webhooks is set by
POST /v1/test_helpers/webhook_faults (duplicate, reorder, delay, drop, sign_wrongly: shares from
0 to 1; delay_s, seed). Everything is kept in {file}."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--port", type=int, default=12111, help="port on this machine")
    parser.add_argument(
        "--data", type=Path, default=Path("sandbox-data"), help="folder of the sandbox's file"
    )
    parser.add_argument("--webhook", type=address, help="URL to hand events over to")


def address(text: str) -> str:
    """A URL that can be posted to."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise argparse.ArgumentTypeError(f"{text} is no http:// or https:// address")
    return text


def run(args: argparse.Namespace) -> int:
    """Serves the sandbox until it is interrupted."""
    server = open_server(args.data, args.port, args.webhook or "")
    print(said(server), flush=True)
    server.run()
    return 0


def open_server(data: Path, port: int, webhook_url: str) -> Server:
    """The server on its port, with the sandbox of the folder. In a demo's folder that is the
    demo's own, and keeps the demo's time."""
    if not 0 <= port < 65536:
        raise InputError(f"There is no port {port}.", code="bad_port")
    folder = data.resolve()
    folders.ensure(folder, name="--data")
    clock.keep_offset_in(folder / "clock")
    sandbox = Sandbox(
        folder / "sandbox.sqlite3",
        now=clock.now,
        webhook_secret="",
        enabled_events=ALL_EVENTS if webhook_url else (),
    )
    sandbox.webhook_secret = f"whsec_{letters_from(f'{sandbox.store.seed}:own', 32)}"
    try:
        server = Server(sandbox, port, webhook_url=webhook_url)
    except OSError as fault:
        raise InputError(
            f"Port {port} cannot be had: {fault.strerror}.",
            help="Stop what holds it, or name another with --port.",
            code="bad_port",
        ) from fault
    page_url = f"http://localhost:{server.server_port}{PAGES}"
    sandbox.terms = replace(sandbox.terms, page_url=page_url)
    return server


def said(server: Server) -> str:
    """How to point a client at it."""
    webhooks = "No address for webhooks was given: name one with --webhook URL."
    if server.webhook_url:
        webhooks = f"Events go to {server.webhook_url}\nsigned with {server.sandbox.webhook_secret}"
    return SAYS.format(port=server.server_port, webhooks=webhooks, file=server.sandbox.store.path)
