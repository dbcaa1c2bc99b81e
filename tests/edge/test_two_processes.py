"""Whatever happens, in whichever process, every process answers as the gate would be decided now:
at once in the process that did it, within a second in the other."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import databases
from tests.browser.running import free_port, quiet_environment, wait_until

BOUND_S = 1.0
HOST = "localhost:8000"
ARTICLES, READERS = (0, 1, 2), ("sub", "none")
EXAMPLES = 40 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 3


@dataclass
class Server:
    """One process, and how to tell it what to do."""

    port: int
    child: "subprocess.Popen[str]"

    def does(self, *words: Any) -> Any:
        """Has it do something, and waits until it is done."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(json.dumps(words) + "\n")
        self.child.stdin.flush()
        return json.loads(self.child.stdout.readline())


@dataclass
class Pair:
    """Two servers on one database, and the cookies of two readers at each."""

    servers: list[Server]
    sessions: dict[str, str] = field(default_factory=dict)
    signed_in: set[str] = field(default_factory=set)
    passes: dict[tuple[int, str], str] = field(default_factory=dict)
    by_edge: int = 0

    def sign_in(self, server: Server, name: str) -> None:
        self.sessions[name] = server.does("sign_in", name)
        self.signed_in.add(name)

    def get(self, server: Server, path: str, name: str) -> list[Any]:
        """Status, access, reason, and whether the locked words are there."""
        cookies = {"sessionid": self.sessions[name]} if name else {}
        place = (server.port, name)
        if name and self.passes.get(place):
            cookies["pass"] = self.passes[place]
        headers = {"Host": HOST, "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
        wire = HTTPConnection("127.0.0.1", server.port, timeout=30)
        wire.request("GET", path, headers=headers)
        answer = wire.getresponse()
        body = answer.read().decode()
        wire.close()
        self.by_edge += "Content-Type" in list(answer.headers.keys())
        for line in answer.headers.get_all("Set-Cookie") or []:
            for key, one in SimpleCookie(line).items():
                if key == "pass" and one.value:
                    self.passes[place] = one.value
        told = [answer.headers.get(f"Standfirst-{what}") for what in ("Access", "Reason")]
        return [answer.status, *told, "zanzibar" in body]

    def answers(self, server: Server) -> dict[str, list[Any]]:
        return {
            f"{number} {name}": self.get(server, f"/piece-{number}/", name)
            for number in ARTICLES
            for name in ("", *READERS)
        }

    def expected(self, server: Server) -> Any:
        return server.does("expected", sorted(self.signed_in))

    def settle(self) -> None:
        """Asks until the edge holds what it is asked for: so there is something to forget."""
        for _ in range(3):
            for server in self.servers:
                self.answers(server)
            time.sleep(0.1)


@contextmanager
def database(folder: Path) -> Iterator[dict[str, str]]:
    """Settings that name a migrated database nobody else uses, of the kind the suite runs on."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        shutil.copy(databases.template_file(folder), folder / "standfirst.sqlite3")
        yield {}
        return
    import psycopg  # noqa: PLC0415 - an extra that only this database needs

    name = f"two_processes_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as wire:
        wire.execute(f'CREATE DATABASE "{name}" TEMPLATE "template_{databases.fingerprint()}"')
        try:
            yield {"DATABASE_URL": url.rsplit("/", 1)[0] + f"/{name}"}
        finally:
            wire.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both servers, with an article behind each gate in their database."""
    folder = tmp_path_factory.mktemp("two")
    with database(folder) as named:
        servers = [start(folder, named) for _ in range(2)]
        try:
            for server in servers:
                wait_until(lambda server=server: answers(server), what="a server")
            servers[0].does("prepare")
            two = Pair(servers)
            for name in READERS:
                two.sign_in(servers[0], name)
            yield two
        finally:
            for server in servers:
                server.child.terminate()
                server.child.wait(timeout=20)


def start(folder: Path, named: dict[str, str]) -> Server:
    port = free_port()
    environment = {
        **quiet_environment(),
        **named,
        "DJANGO_SETTINGS_MODULE": "standfirst.config.django",
        "STANDFIRST_CONFIG": str(folder / "none.toml"),
        "STANDFIRST_SECRET_KEY": "insecure-for-tests-" + "x1y2z3" * 8,
        "STANDFIRST_BASE_URL": f"http://{HOST}",
        "STANDFIRST_DATA_DIR": str(folder),
        "STANDFIRST_MAIL_URL": "inbox:",
        "STANDFIRST_EXPLAIN_HEADERS": "true",
        "STANDFIRST_LOG_LEVEL": "error",
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.edge.acting", str(port)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Server(port, child)


def answers(server: Server) -> bool:
    assert server.child.poll() is None, "the server has ended"
    try:
        wire = HTTPConnection("127.0.0.1", server.port, timeout=30)
        wire.request("GET", "/robots.txt", headers={"Host": HOST})
        return wire.getresponse().status == 200
    except OSError:
        return False


articles = st.sampled_from(ARTICLES)
gates = st.sampled_from(["everyone", "registered", "subscribers"])
happenings = st.one_of(
    st.tuples(st.just("edit"), articles),
    st.tuples(st.just("gate"), articles, gates),
    st.tuples(st.just("withdraw"), articles),
    st.tuples(st.sampled_from(["hold", "recover"])),
    st.tuples(st.sampled_from(["sign_out", "sign_in"]), st.sampled_from(READERS)),
)


def do(pair: Pair, server: Server, what: str, *words: Any) -> None:
    """Has it happen in one of the processes."""
    if what == "sign_in":
        pair.sign_in(server, words[0])
    elif what == "sign_out":
        server.does("sign_out", words[0], [pair.sessions[words[0]]])
        pair.signed_in.discard(words[0])
    else:
        server.does(what, *words)


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.integers(0, 1), happenings), min_size=2, max_size=5))
def test_every_process_answers_as_the_gate_decides(pair: Pair, steps: list[Any]) -> None:
    for place, happening in steps:
        pair.settle()
        here, there = pair.servers[place], pair.servers[1 - place]
        do(pair, here, *happening)
        done_at = time.monotonic()
        expected = pair.expected(here)
        assert pair.answers(here) == expected, f"at once, after {happening}"
        time.sleep(max(0.0, done_at + BOUND_S - time.monotonic()))
        assert pair.answers(there) == expected, f"within a second, after {happening}"
        assert pair.answers(here) == expected, f"and ever after {happening}"


@pytest.mark.slow
def test_the_edge_takes_part_in_it(pair: Pair) -> None:
    before = pair.by_edge
    pair.settle()
    assert pair.by_edge > before
