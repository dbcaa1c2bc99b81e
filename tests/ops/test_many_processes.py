"""`serve --workers`: who serves, who takes over from whom, and that no request is lost by it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.browser.running import Running, quiet_environment, running_demo, wait_until

pytestmark = pytest.mark.slow
PROCESSES = 2


@pytest.fixture(scope="module")
def demo(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo in two processes."""
    folder = tmp_path_factory.mktemp("many") / "demo"
    with running_demo(template, folder, "--workers", str(PROCESSES)) as running:
        wait_until(lambda: all_there(running), what="both processes")
        yield running


def all_there(running: Running) -> set[int]:
    """The serving processes when there are as many as there should be; else none."""
    found = running.server_pids()
    return found if len(found) == PROCESSES else set()


class Asking:
    """Asks without pause until it is told to stop: on one connection after the other, and on one
    that is kept open, as far as the server lets it."""

    def __init__(self, running: Running, path: str, *, kept: bool) -> None:
        self.running = running
        self.path = path
        self.kept = kept
        self.seen: Counter[str] = Counter()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Asking":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with closing(HTTPConnection("127.0.0.1", self.running.port, timeout=20)) as wire:
                self._ask_on(wire)

    def _ask_on(self, wire: HTTPConnection) -> None:
        goes_on = True
        while goes_on and not self._stopping.is_set():
            try:
                wire.request("GET", self.path, headers={"Host": f"localhost:{self.running.port}"})
                answer = wire.getresponse()
                answer.read()
            except (OSError, ValueError) as fault:
                self.seen[repr(fault)] += 1
                return
            self.seen[str(answer.status)] += 1
            goes_on = self.kept and answer.getheader("Connection", "").lower() != "close"


def reload(running: Running) -> set[int]:
    """Has all serving processes replaced; gives those that came."""
    before = running.server_pids()
    os.kill(running.pid, signal.SIGHUP)
    wait_until(lambda: len(running.server_pids()) > PROCESSES, what="the new ones")
    wait_until(lambda: not before & running.server_pids(), what="the end of the old ones")
    return running.server_pids()


def test_two_processes_serve_and_one_worker_works(demo: Running) -> None:
    assert len(demo.server_pids()) == PROCESSES
    assert demo.worker_pid() is not None
    assert len(demo.children()) == PROCESSES + 1
    assert demo.get("/").status == 200


def test_a_process_that_dies_is_replaced_and_nobody_waits_for_it(demo: Running) -> None:
    before = demo.server_pids()
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    assert demo.get("/robots.txt").status == 200
    wait_until(lambda: len(all_there(demo) - before) == 1, what="another process")
    assert "serve.died" in demo.log.read_text()


def test_no_request_fails_while_all_are_replaced(demo: Running) -> None:
    wait_until(lambda: all_there(demo), what="both processes")
    paths = ("/", "/search/?q=levy", demo.article())
    asking = [Asking(demo, path, kept=kept) for path in paths for kept in (True, False)]
    before = demo.server_pids()
    for one in asking:
        one.__enter__()
    try:
        time.sleep(1)
        after = reload(demo)
        time.sleep(1)
    finally:
        for one in asking:
            one.__exit__()
    assert len(after) == PROCESSES
    assert not after & before
    for one in asking:
        assert set(one.seen) == {"200"}, (one.path, one.kept, one.seen)
        assert sum(one.seen.values()) > 10, one.path


def send_slowly(demo: Running, wire: socket.socket, meanwhile: Callable[[], bool]) -> bytes:
    """Sends a form a letter at a time while a claim is not true, then the rest; what comes back."""
    length = 2000
    form = b"POST /login/ HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: %d\r\n\r\n"
    wire.sendall(form % (demo.port, length))
    for sent in range(length):
        if meanwhile():
            wire.sendall(b"x" * (length - sent))
            return wire.recv(65536)
        wire.sendall(b"x")
        time.sleep(0.05)
    raise AssertionError("what was waited for never came")


def test_a_long_request_is_answered_by_the_process_that_is_told_to_end(demo: Running) -> None:
    before = wait_until(lambda: all_there(demo), what="both processes")
    with socket.create_connection(("127.0.0.1", demo.port), timeout=60) as wire:
        os.kill(demo.pid, signal.SIGHUP)
        got = send_slowly(demo, wire, lambda: len(before & demo.server_pids()) < PROCESSES)
    assert got.startswith(b"HTTP/1.1 403 "), got[:200]
    assert b"connection: close" in got.lower()
    wait_until(lambda: not before & demo.server_pids(), what="the end of the other one")


def test_told_to_end_it_answers_what_it_was_asked(template: Path, tmp_path: Path) -> None:
    with (
        running_demo(template, tmp_path / "demo", "--workers", "2", "--no-worker") as running,
        socket.create_connection(("127.0.0.1", running.port), timeout=60) as wire,
    ):
        wait_until(lambda: all_there(running), what="both processes")
        wire.sendall(b"POST /login/ HTTP/1.1\r\nContent-Length: 1\r\n")
        time.sleep(0.5)
        os.kill(running.pid, signal.SIGTERM)
        time.sleep(1.5)
        wire.sendall(b"Host: localhost:%d\r\n\r\nx" % running.port)
        assert wire.recv(100).startswith(b"HTTP/1.1 403 ")


def test_when_the_parent_is_killed_its_children_end_too(template: Path, tmp_path: Path) -> None:
    with running_demo(template, tmp_path / "demo", "--workers", "2", "--no-worker") as running:
        children = wait_until(lambda: all_there(running), what="both processes")
        running.kill()
        wait_until(lambda: not any(map(is_alive, children)), what="their end", seconds=20)


def is_alive(pid: int) -> bool:
    """Whether there is such a process."""
    return Path(f"/proc/{pid}").exists()


def test_a_port_that_is_taken_is_told(demo: Running) -> None:
    words = ["serve", "--data", str(demo.folder), "--port", str(demo.port), "--workers", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "standfirst.ops.main", *words, "--no-worker"],
        env=quiet_environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Nothing can listen on" in done.stderr
