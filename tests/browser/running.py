"""A demo that runs: made once for a test run, copied for whoever wants one of their own.

What is asked of it here goes over HTTP, as anybody would, or reads its database file. Nothing in
this module needs a browser.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from tests import databases

PATIENCE_S = 60.0
KEPT_DEMO = "STANDFIRST_TEST_DEMO"
"""Names a folder with a demo already made, for those who work on these tests: none is built."""

Answered = TypeVar("Answered")


def wait_until(
    claim: Callable[[], Answered], *, what: str, seconds: float = PATIENCE_S
) -> Answered:
    """Asks again and again until the answer is true, and gives it."""
    ends = time.monotonic() + seconds
    while not (answer := claim()):
        assert time.monotonic() < ends, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.02)
    return answer


def template_demo(shared: Path) -> Path:
    """The folder of a demo nobody serves, made by the first process of the run that asks."""
    if kept := os.environ.get(KEPT_DEMO):
        return Path(kept)
    folder = shared / "demo-template"
    with (shared / "demo-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "is-made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _begin_with_tables(folder)
            command = demo_command(folder, free_port(), "--build-only")
            done = subprocess.run(command, env=quiet_environment(), capture_output=True, text=True)
            assert done.returncode == 0, f"the demo could not be made:\n{done.stdout}{done.stderr}"
            (folder / "is-made").touch()
    return folder


def _begin_with_tables(folder: Path) -> None:
    """Takes over the migrated database that other tests made, where there is one: it saves 15 s."""
    migrated = databases.TEMPLATES / f"{databases.fingerprint()}.sqlite3"
    if migrated.exists():
        shutil.copy(migrated, folder / "standfirst.sqlite3")


def demo_command(folder: Path, port: int, *words: str) -> list[str]:
    """The command that makes or serves a demo."""
    begin = [sys.executable, "-m", "standfirst.ops.main", "demo"]
    return [*begin, "--data", str(folder), "--port", str(port), *words]


def quiet_environment() -> dict[str, str]:
    """The environment without the settings of the tests themselves."""
    ours = ("STANDFIRST_", "DJANGO_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def command_of(pid: int) -> list[str]:
    """The words that a process was started with; none when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def free_port() -> int:
    """A port on which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_demo(template: Path, folder: Path, *words: str) -> Iterator["Running"]:
    """Serves a copy of the template from `folder`, with these words more; ends it at the end."""
    shutil.copytree(template, folder)
    running = Running(folder, free_port(), words)
    running.start()
    try:
        yield running
    finally:
        running.stop()


@dataclass(frozen=True)
class Answer:
    """What came back, redirects not followed."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies it sets."""
        pairs = [line.split(";")[0] for line in self.headers.get_all("Set-Cookie") or []]
        return dict(pair.split("=", 1) for pair in pairs)


@dataclass(frozen=True)
class Event:
    """A line of the append-only record."""

    id: int
    kind: str
    data: dict[str, Any]


class Running:
    """One demo with its server and worker."""

    def __init__(self, folder: Path, port: int, words: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.port = port
        self.words = words
        self.url = f"http://localhost:{port}"
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Starts the server, and comes back when it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_until(self._answers, what="the demo's first answer")

    def command(self) -> list[str]:
        """What the server is started with."""
        return demo_command(self.folder, self.port, *self.words)

    def environment(self) -> dict[str, str]:
        """What it finds in its environment."""
        return quiet_environment()

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the demo ended:\n{self.log.read_text()}"
        try:
            return self.get("/robots.txt").status == 200
        except OSError:
            return False

    def stop(self) -> None:
        """Ends the server as Ctrl+C would; its worker goes with it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """Ends the server in the middle of whatever it does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def worker_pid(self) -> int | None:
        """The worker's process, if it lives just now."""
        found = [pid for pid in self.children() if "worker" in command_of(pid)]
        return found[0] if found else None

    def server_pids(self) -> set[int]:
        """The processes that serve, where the demo was started with several."""
        return {pid for pid in self.children() if "--workers" in command_of(pid)}

    def children(self) -> list[int]:
        """The processes that this one began. A child belongs to the thread that began it, so all
        threads are looked at."""
        threads = Path(f"/proc/{self.pid}/task").iterdir()
        return [int(pid) for one in threads for pid in (one / "children").read_text().split()]

    def kill_worker(self) -> None:
        """Ends the worker in the middle of whatever it does; the server starts another one."""
        pid = wait_until(self.worker_pid, what="a worker")
        os.kill(pid, signal.SIGKILL)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, redirects not followed. `path` may be a whole address."""
        parts = urlsplit(path)
        target = quote(parts.path, safe="/%@:+") + (f"?{parts.query}" if parts.query else "")
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        with closing(connection):
            host = {"Host": f"localhost:{self.port}"}
            connection.request(method, target, body=body, headers={**host, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def get(self, path: str, *, cookies: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """GETs a page with these cookies and headers."""
        jar = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        return self.ask("GET", path, headers={**headers, **({"Cookie": jar} if jar else {})})

    def post_form(self, path: str, form: Mapping[str, str], cookies: Mapping[str, str]) -> Answer:
        """Sends a form as a page of ours would, the CSRF token taken from the cookie."""
        token = cookies.get("csrftoken", "")
        return self.ask(
            "POST",
            path,
            body=urlencode({"csrfmiddlewaretoken": token, **form}).encode(),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
                "Origin": self.url,
            },
        )

    def manifest(self) -> dict[str, Any]:
        """What the demo says there is to try."""
        answer = self.get("/demo/manifest.json")
        assert answer.status == 200
        told: dict[str, Any] = answer.json()
        return told

    def article(self, gate: str = "subscribers", *, place: int = 0) -> str:
        """The path of an article with this gate, the newest first."""
        urls = [row["url"] for row in self.manifest()["articles"] if row["gate"] == gate]
        return urlsplit(urls[place]).path

    def email(self, name: str) -> str:
        """The address of one of the cast: `dag` is dag.ostrom@post.example."""
        rows = self.manifest()["readers"]
        email: str = next(row["email"] for row in rows if row["email"].startswith(f"{name}."))
        return email

    def signed_in(self, name: str) -> dict[str, str]:
        """The cookies of somebody who just became one of the cast."""
        return self.get(f"/demo/signin/{self.email(name)}/").cookies

    def post_clock(self, body: bytes, kind: str = "application/json") -> Answer:
        """Sends this to the clock."""
        return self.ask("POST", "/demo/clock", body=body, headers={"Content-Type": kind})

    def turn(self, step: str) -> float:
        """Turns the clock; gives how many seconds the answer took."""
        begun = time.monotonic()
        answer = self.post_clock(json.dumps({"advance": step}).encode())
        assert answer.status == 200, answer.text
        return time.monotonic() - begun

    def inbox(self, to: str = "") -> list[dict[str, str]]:
        """Captured mail, the latest last."""
        path = f"/demo/inbox?{urlencode({'to': to})}" if to else "/demo/inbox"
        rows: list[dict[str, str]] = self.get(path).json()
        return rows

    def subjects(self, to: str) -> list[str]:
        """The subjects of the mail to an address, in order."""
        return [mail["subject"] for mail in self.inbox(to)]

    def rows(self, statement: str, *values: object, file: str = "standfirst") -> list[Any]:
        """Reads the demo's database."""
        path = self.folder / f"{file}.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
            return database.execute(statement, values).fetchall()

    def last_event(self) -> int:
        """Where the record ends just now."""
        number: int = self.rows("SELECT coalesce(max(id), 0) FROM events_event")[0][0]
        return number

    def events(self, name: str = "", *, after: int = 0) -> list[Event]:
        """What was recorded after a place in the record, of one of the cast or of everybody."""
        statement = (
            "SELECT e.id, e.kind, e.data FROM events_event e "
            "LEFT JOIN readers_reader r ON r.id = e.reader_id "
            "WHERE e.id > ? AND (? = '' OR r.email = ?) ORDER BY e.id"
        )
        email = name and (name if "@" in name else self.email(name))
        rows = self.rows(statement, after, email, email)
        return [Event(number, kind, json.loads(data)) for number, kind, data in rows]

    def why(self, name: str, path: str) -> str:
        """What `standfirst why` prints."""
        code = (
            "import sys; from pathlib import Path; from standfirst.ops import demo, main; "
            "demo.use_demo_settings(Path(sys.argv[1]), port=int(sys.argv[2])); "
            "sys.exit(main.main(['why', *sys.argv[3:]]))"
        )
        words = [str(self.folder), str(self.port), self.email(name), path]
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            env=quiet_environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
