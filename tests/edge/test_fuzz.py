"""Ten thousand requests that nobody should send: no 500, no locked word, no growth of memory.

They are drawn from a seed, so that what was found can be found again.
"""

import gzip
import os
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from tests.browser.running import wait_until
from tests.ops.serving import Served, serving

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("STANDFIRST_FUZZ_SEED", "5"))
REQUESTS = 10_000
CLIENTS = 8
GROWTH_MAX_KIB = 40_000
"""What half of the requests may add to a process that has answered the other half."""

METHODS = [
    *["GET"] * 12,
    *["HEAD"] * 3,
    "POST",
    "PUT",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PATCH",
    "get",
]
ODD_METHODS = ["CONNECT", "G\x00T", "", "PROPFIND", "A" * 300, "GET GET"]
ODD = [
    "%00",
    "%2e%2e/",
    "..",
    "//",
    "%",
    "%zz",
    "é",
    "\\",
    "?",
    "#",
    "%0d%0aX-A:b",
    ";",
    "*",
    "\x7f",
]
HEADERS = [
    "Accept-Encoding: gzip",
    "Accept-Encoding: gzip;q=0, br",
    "Accept-Encoding: \x80",
    "If-None-Match: *",
    'If-None-Match: "x", W/"y"',
    "If-Modified-Since: never",
    "Range: bytes=0-10",
    "Range: bytes=99999999-",
    "Expect: 100-continue",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "X-Forwarded-For: 1.2.3.4, unknown",
    "X-Forwarded-For: \x00",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Host: elsewhere.example",
    "Forwarded: for=1.2.3.4;host=elsewhere.example",
    "X-Original-URL: /admin/",
    "X-HTTP-Method-Override: DELETE",
    "Accept: application/json",
    "Accept-Language: xx-\xff",
    "Authorization: Basic !!!",
    "Content-Type: multipart/form-data; boundary=",
    "Standfirst.for_readers: 1",
    "standfirst-for-readers: 1",
    "Cookie",
    ": empty",
    " folded: yes",
    "Host: twice.example",
    "Transfer-Encoding: gzip",
]


class Draw:
    """Draws requests for one client."""

    def __init__(self, site: Served, paths: list[str], cookies: dict[str, str], seed: int) -> None:
        self.host = f"localhost:{site.port}"
        self.paths = paths
        self.cookies = cookies
        self.random = Random(seed)

    def request(self) -> bytes:
        """One request that asks for the connection to be closed after it."""
        draw = self.random
        method = draw.choice(METHODS) if draw.random() < 0.95 else draw.choice(ODD_METHODS)
        host = (
            self.host
            if draw.random() < 0.9
            else draw.choice(["", "elsewhere.example", "[::", "a b"])
        )
        version = "HTTP/1.1" if draw.random() < 0.95 else draw.choice(["HTTP/1.0", "HTTP/9.9", ""])
        lines = [f"{method} {self.path()} {version}", f"Host: {host}", "Connection: close"]
        lines += draw.sample(HEADERS, draw.choice([0, 0, 0, 1, 2, 4]))
        if draw.random() < 0.4:
            lines.append(f"Cookie: {self.cookie()}")
        body = ""
        if method in {"POST", "PUT", "PATCH"}:
            body = self.noise(draw.randrange(200))
            lines.append(f"Content-Length: {len(body.encode('latin-1', 'replace'))}")
        text = "\r\n".join(lines) + "\r\n\r\n" + body
        return text.encode("latin-1", "replace")

    def path(self) -> str:
        """An address that is there, more or less."""
        draw = self.random
        path = draw.choice(self.paths)
        if draw.random() < 0.5:
            place = draw.randrange(len(path) + 1)
            path = path[:place] + draw.choice(ODD) + path[place:]
        if draw.random() < 0.2:
            path += f"?{draw.choice(['q', 'page', 'next', 'x' * 50])}={self.noise(20)}"
        if draw.random() < 0.03:
            path = draw.choice(["", "*", f"http://{self.host}{path}", "/" + "a" * 5000, "http://["])
        return path.replace(" ", "+") if draw.random() < 0.95 else path

    def cookie(self) -> str:
        """Cookies of nobody: forged, cut, swapped, or noise."""
        draw = self.random
        real = self.cookies.get("pass", "")
        cut = real[: draw.randrange(len(real) + 1)]
        flipped = real.replace(draw.choice(real or "a"), "A", 1)
        passes = [cut, flipped, f"{cut}.{self.noise(30)}", "." * 50, self.noise(40)]
        value = draw.choice(passes)
        session = draw.choice(["", "x" * 32, self.noise(32)])
        return draw.choice(
            [
                f"sessionid={session}; pass={value}",
                f"pass={real}",
                f"pass={value}; messages={self.noise(30)}",
                f"sessionid={session}; sessionid=b; csrftoken=\x80",
                self.noise(100),
            ]
        )

    def noise(self, length: int) -> str:
        """Letters of any kind but line ends."""
        codes = (self.random.randrange(1, 256) for _ in range(length))
        return "".join(chr(code) for code in codes if code not in {10, 13})


def ask(site: Served, request: bytes) -> bytes:
    """All that comes back; nothing when the server hangs up."""
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=30)) as wire:
        got = b""
        try:
            wire.sendall(request)
            while piece := wire.recv(1 << 16):
                got += piece
        except ConnectionError:
            return got
        return got


def body_of(answer: bytes) -> bytes:
    """What was sent after the head, unpacked as far as it can be."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"content-encoding: gzip" in head.lower():
        try:
            return gzip.decompress(body)
        except (OSError, EOFError):
            return body
    return body


def locked_words(open_page: str, locked_page: str) -> list[bytes]:
    """Paragraphs that stand on the one page and not on the other."""
    paragraphs = re.findall(r"<p>([^<]{60,})</p>", locked_page)
    return [text.encode() for text in paragraphs if text not in open_page]


@pytest.fixture(scope="module")
def site(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One process."""
    with serving(template, tmp_path_factory.mktemp("fuzz") / "site", "--no-worker") as served:
        yield served


def memory_kib(site: Served) -> int:
    """What the server has in memory."""
    status = Path(f"/proc/{site.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found is not None
    return int(found[1])


def send_all(
    site: Served, draws: list[Draw], look: Callable[[bytes, bytes], None], *, each: int
) -> None:
    """Has each client send so many requests, at the same time."""

    def play(draw: Draw) -> None:
        for _ in range(each):
            request = draw.request()
            look(request, ask(site, request))

    threads = [threading.Thread(target=play, args=(draw,)) for draw in draws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_nothing_breaks_and_nothing_leaks_and_nothing_grows(site: Served) -> None:
    path, cookies = site.article(), site.signed_in("ada")

    def has_pass() -> bool:
        cookies.update(site.get(path, cookies=cookies).cookies)
        return "pass" in cookies

    wait_until(has_pass, what="a pass")
    locked = locked_words(site.get(path).text, site.get(path, cookies=cookies).text)
    assert len(locked) > 3
    told = [urlsplit(row["url"]).path for row in site.manifest()["articles"]]
    more = [
        "/",
        "/feed.rss",
        "/search/",
        "/login/",
        "/account/",
        "/admin/",
        "/static/x",
        "/media/x",
    ]
    paths = [
        *told,
        *more,
        path,
        path,
        "/robots.txt",
        "/healthz",
        "/readyz",
        "/metrics",
        "/sandbox/x",
    ]
    seen: Counter[bytes] = Counter()
    faults: list[tuple[bytes, bytes]] = []

    def look(request: bytes, answer: bytes) -> None:
        status = answer[9:12] if answer.startswith(b"HTTP/1.") else answer[:12]
        seen[status] += 1
        body = body_of(answer)
        if status.startswith(b"5") or any(words in body for words in locked):
            faults.append((request, answer[:2000]))

    draws = [Draw(site, paths, cookies, SEED * 100 + number) for number in range(CLIENTS)]
    send_all(site, draws, look, each=REQUESTS // CLIENTS // 2)
    before = memory_kib(site)
    send_all(site, draws, look, each=REQUESTS // CLIENTS // 2)
    grown = memory_kib(site) - before
    assert not faults, (len(faults), faults[:3])
    assert seen[b"200"] > REQUESTS // 20, seen
    assert seen[b"400"] > REQUESTS // 100, seen
    assert set(seen) >= {b"200", b"304", b"400", b"404"}, seen
    assert grown < GROWTH_MAX_KIB, (before, grown)
    assert site.get(path, cookies=cookies).headers["Standfirst-Access"] == "allowed"
    assert "Traceback" not in site.log.read_text(errors="replace")
