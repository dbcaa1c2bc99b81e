"""Clients that say little and take nothing: they do not stop readers, and are let go of."""

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from standfirst.edge.protocol import HEAD_MAX, HEAD_WITHIN_S, MOVES_WITHIN_S
from tests.ops.serving import Served, serving

pytestmark = pytest.mark.slow

IDLE = 2000
AT_ONCE_S = 0.5
"""How long a page may take on a machine that has other things to do."""


@pytest.fixture(scope="module", autouse=True)
def many_files() -> Iterator[None]:
    """This process may hold that many sockets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = IDLE * 2 if hard == resource.RLIM_INFINITY else min(hard, IDLE * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def site(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One process, and a picture that is larger than any buffer."""
    with serving(template, tmp_path_factory.mktemp("slow") / "site", "--no-worker") as served:
        pictures = served.folder / "media" / "images"
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / "large.jpg").write_bytes(b"\xff\xd8" + bytes(12_000_000))
        yield served


def connect(site: Served, *, takes: int | None = None) -> socket.socket:
    """A connection, with a small buffer for what comes if so wished."""
    wire = socket.socket()
    if takes is not None:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    wire.settimeout(60)
    wire.connect(("127.0.0.1", site.port))
    return wire


def head(site: Served, path: str, method: str = "GET", more: str = "") -> bytes:
    """A request's head."""
    return f"{method} {path} HTTP/1.1\r\nHost: localhost:{site.port}\r\n{more}\r\n".encode()


def slowest(site: Served, path: str, times: int) -> float:
    """Asks so often; gives how long the slowest answer took, but for the odd one."""
    took = []
    for _ in range(times):
        begun = time.monotonic()
        assert site.get(path).status == 200
        took.append(time.monotonic() - begun)
    return sorted(took)[-1 - times // 20]


def test_two_thousand_idle_connections_stop_nobody(site: Served) -> None:
    path = site.article("everyone")
    site.get(path)
    with ExitStack() as stack:
        for _ in range(IDLE):
            stack.enter_context(connect(site))
        assert slowest(site, path, 40) < AT_ONCE_S
        assert slowest(site, "/search/?q=levy", 5) < AT_ONCE_S * 4


def test_those_who_never_say_a_word_are_let_go_of(site: Served) -> None:
    with connect(site) as wire:
        begun = time.monotonic()
        assert wire.recv(1) == b""
        assert time.monotonic() - begun < HEAD_WITHIN_S


def test_forms_half_sent_and_pictures_not_taken_leave_django_free(site: Served) -> None:
    path = site.article("everyone")
    form = head(site, "/login/", "POST", "Content-Length: 1000\r\n") + b"email="
    picture = head(site, "/media/images/large.jpg")
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(connect(site)).sendall(form)
            taker = stack.enter_context(connect(site, takes=4096))
            taker.sendall(picture)
            assert taker.recv(100).startswith(b"HTTP/1.1 200 OK")
        time.sleep(8)
        assert slowest(site, path, 20) < AT_ONCE_S
        assert slowest(site, "/search/?q=levy", 5) < AT_ONCE_S * 4


def test_a_head_that_comes_a_letter_at_a_time_is_cut_off(site: Served) -> None:
    with connect(site) as wire:
        wire.sendall(b"GET / HTTP/1.1\r\n")
        begun = time.monotonic()
        is_open = True
        while is_open and time.monotonic() - begun < HEAD_WITHIN_S + 15:
            time.sleep(0.5)
            try:
                wire.sendall(b"x")
                wire.setblocking(False)
                is_open = wire.recv(1) != b""
            except BlockingIOError:
                wire.setblocking(True)
            except OSError:
                is_open = False
        assert not is_open


def test_who_takes_nothing_is_cut_off(site: Served) -> None:
    with connect(site, takes=4096) as wire:
        wire.sendall(head(site, "/media/images/large.jpg"))
        time.sleep(MOVES_WITHIN_S + 10)
        got = 0
        try:
            while piece := wire.recv(1 << 20):
                got += len(piece)
        except ConnectionError:
            pass
        assert got < 12_000_000


@pytest.mark.parametrize("line", [b"GET /" + b"a" * 1000, b"X-One: " + b"b" * 1000 + b"\r\n"])
def test_a_head_without_end_is_refused(site: Served, line: bytes) -> None:
    with connect(site) as wire:
        wire.sendall(b"GET / HTTP/1.1\r\n" if line.startswith(b"X") else b"")
        sent = 0
        try:
            while sent < HEAD_MAX * 20:
                wire.sendall(line)
                sent += len(line)
                time.sleep(0.0001)
        except OSError:
            pass
        assert sent < HEAD_MAX * 20
    assert site.get("/robots.txt").status == 200


def test_headers_after_a_body_without_end_are_refused(site: Served) -> None:
    with connect(site) as wire:
        wire.sendall(head(site, "/login/", "POST", "Transfer-Encoding: chunked\r\n"))
        wire.sendall(b"1\r\nx\r\n0\r\n")
        sent = 0
        try:
            while sent < 20_000:
                wire.sendall(b"X-One: b\r\n" * 10)
                sent += 10
                time.sleep(0.001)
        except OSError:
            pass
        assert sent < 20_000


def test_more_connections_than_the_setting_says_are_sent_away(
    template: Path, tmp_path: Path
) -> None:
    settings = {"STANDFIRST_CONNECTIONS_MAX": "10"}
    with (
        serving(template, tmp_path / "site", "--no-worker", settings=settings) as few,
        ExitStack() as stack,
    ):
        wires = [stack.enter_context(connect(few)) for _ in range(10)]
        with connect(few) as one_more:
            assert one_more.recv(100).startswith(b"HTTP/1.1 503 ")
        wires[0].sendall(head(few, "/robots.txt"))
        assert wires[0].recv(100).startswith(b"HTTP/1.1 200 ")
