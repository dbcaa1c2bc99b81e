"""The sandbox over HTTP, on loopback: the API, the hosted pages, and webhooks that go out."""

import threading
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from standfirst.sandbox.company import Sandbox
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.wire import Answer, as_json

LOOPBACK = "127.0.0.1"
PAGES = "/sandbox"
BODY_MAX = 1 << 20
TIMEOUT_S = 10.0
PULSE_S = 1.0


def post_to(url: str, payload: bytes, headers: dict[str, str]) -> int:
    """Posts to an address and gives the status. Redirects are not followed: they are a refusal.

    Raises OSError when the address does not answer.
    """
    try:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        with closing(kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)) as connection:
            path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            connection.request("POST", path, payload, headers)
            return connection.getresponse().status
    except (HTTPException, ValueError) as fault:
        raise OSError(f"{url} cannot be posted to: {fault}") from fault


class Server(ThreadingHTTPServer):
    """Answers for a sandbox, and keeps its time: what falls due is done, webhooks go out."""

    daemon_threads = True

    def __init__(self, sandbox: Sandbox, port: int, *, webhook_url: str = "") -> None:
        """Takes the port; 0 is any that is free. `webhook_url` is the own endpoint's address."""
        super().__init__((LOOPBACK, port), Handler)
        self.sandbox = sandbox
        self.webhook_url = webhook_url
        self._over = threading.Event()
        self._news = threading.Event()

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which it is asked; any other is somebody's trick."""
        return tuple(f"{name}:{self.server_port}" for name in ("localhost", LOOPBACK))

    def run(self) -> None:
        """Serves until `stop` is called."""
        clockwork = threading.Thread(target=self._keep_time, daemon=True)
        clockwork.start()
        try:
            self.serve_forever(poll_interval=0.1)
        finally:
            self._over.set()
            self._news.set()
            clockwork.join()
            self.server_close()

    def stop(self) -> None:
        """Ends `run`, which is in another thread."""
        self.shutdown()

    def wake(self) -> None:
        """Says that there may be webhooks to hand over."""
        self._news.set()

    def _keep_time(self) -> None:
        while not self._over.is_set():
            self._news.clear()
            self.sandbox.run_due(self.sandbox.now())
            self.sandbox.deliver(self._post, send=post_to)
            self._news.wait(PULSE_S)
        self.sandbox.close()

    def _post(self, payload: bytes, headers: dict[str, str]) -> int:
        return post_to(self.webhook_url, payload, headers)


class Handler(BaseHTTPRequestHandler):
    """One connection. The API is below `/v1/`, the hosted pages below `/sandbox/`."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "Standfirst-Sandbox"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answers a look."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answers with the headers alone."""
        self._answer()

    def do_POST(self) -> None:
        """Answers a form."""
        self._answer()

    def do_DELETE(self) -> None:
        """Answers a deletion."""
        self._answer()

    def finish(self) -> None:
        """Closes the connection, and this thread's to the file."""
        super().finish()
        self.server.sandbox.close()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: tests and demos look at the events."""

    def _answer(self) -> None:
        body = self._read_body()
        if body is None:
            self.close_connection = True
            self._write(as_json(413, invalid("The body has no length, or is too long.").body()))
            return
        self._write(self._find(body))
        if self.command != "GET":
            self.server.wake()

    def _read_body(self) -> bytes | None:
        if "Transfer-Encoding" in self.headers:
            return None
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > BODY_MAX:
            return None
        return self.rfile.read(int(length))

    def _find(self, body: bytes) -> Answer:
        if self.headers.get("Host") not in self.server.hosts:
            return as_json(403, invalid("The sandbox answers on localhost alone.").body())
        if self.path.startswith("/v1/"):
            headers = dict(self.headers.items())
            return self.server.sandbox.answer(self.command, self.path, headers, body)
        if self.path.startswith(f"{PAGES}/"):
            return self._page(body)
        return as_json(404, invalid("Unrecognized request URL.", status=404).body())

    def _page(self, body: bytes) -> Answer:
        method = "GET" if self.command == "HEAD" else self.command
        if method not in ("GET", "POST"):
            return as_json(405, invalid("A page is looked at or sent.").body())
        if method == "POST" and not self._is_own_form():
            return as_json(403, invalid("The form was sent from another site.").body())
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return self.server.sandbox.page(method, self.path.removeprefix(PAGES), form)

    def _is_own_form(self) -> bool:
        """Whether a form comes from a page of ours: a browser says where it comes from."""
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = self.headers.get("Origin")
        return origin is None or origin in [f"http://{host}" for host in self.server.hosts]

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
