"""How many answers a second an address gives to a few clients that ask without a pause."""

import socket
import threading
import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

CLIENTS = 4
ROUND_S = 2.5
ROUNDS = 3


@dataclass(frozen=True)
class Target:
    """What is asked for."""

    name: str
    url: str
    cookie: str = ""

    @property
    def request(self) -> bytes:
        """The request as bytes."""
        parts = urlsplit(self.url)
        lines = [
            f"GET {parts.path or '/'} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Accept-Encoding: gzip",
            *([f"Cookie: {self.cookie}"] if self.cookie else []),
        ]
        return "\r\n".join([*lines, "", ""]).encode()


def rates_of(targets: list[Target]) -> dict[str, float]:
    """Answers a second for each target: the median of rounds that take turns."""
    seen: dict[str, list[float]] = {target.name: [] for target in targets}
    for target in targets:
        _round(target, seconds=0.5)
    for _ in range(ROUNDS):
        for target in targets:
            seen[target.name].append(_round(target, seconds=ROUND_S))
    return {name: median(found) for name, found in seen.items()}


def _round(target: Target, *, seconds: float) -> float:
    """Asks for `seconds`; gives answers a second."""
    counts = [0] * CLIENTS
    begun = time.perf_counter()
    until = begun + seconds
    threads = [
        threading.Thread(target=_ask, args=(target, until, counts, place))
        for place in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


def _ask(target: Target, until: float, counts: list[int], place: int) -> None:
    parts = urlsplit(target.url)
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            line.sendall(target.request)
            _read_answer(line)
            counts[place] += 1


def _read_answer(line: socket.socket) -> bytes:
    """The body of one answer that says its length. Raises RuntimeError for any but a 200."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := line.recv(65536)):
            raise RuntimeError("The server hung up.")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(head.decode(errors="replace"))
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(65536)
    return body
