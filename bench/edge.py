"""The edge side by side with nginx and with Django: answers a second, and what each costs.

The bars are those of what was promised. Rates depend on what else the machine does; what an
answer costs the server in processor time does so far less, and is what the bars go by when the
machine has more to do than this.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import load, nginx, serving
from bench.asking import Client
from bench.load import Rounds, Target
from bench.report import Measured

BUSY = 0.6
"""Above this load for each processor, before anything is asked, rates say little."""

MISSES_IN = 100
BAR = "Edge, what was promised"
DJANGO = "article, by Django"


@dataclass(frozen=True)
class Publication:
    """A publication that is being served, and what it is asked for."""

    home: str
    pid: int
    article: str
    manifest: Mapping[str, Any]

    def signed_in(self, state: str) -> Client:
        """A browser in which a reader of that state is signed in."""
        address = next(one["signin"] for one in self.manifest["readers"] if one["state"] == state)
        client = Client(self.home)
        client.get(address)
        return client


@contextmanager
def publication(data: Path, *words: str) -> Iterator[Publication]:
    """Serves the demo of a folder as any publication is served, without its worker."""
    port = serving.free_port()
    env = serving.demo_environment(data, port=port)
    env |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONPATH": os.getcwd()}
    call = [sys.executable, "-m", "standfirst.ops.main", "serve", "--no-worker"]
    home = f"http://localhost:{port}"
    with serving.served([*call, "--port", str(port), *words], f"{home}/", env) as pid:
        manifest = json.loads(Client(home).get("/demo/manifest.json").body)
        address = next(one["url"] for one in manifest["articles"] if one["gate"] == "subscribers")
        yield Publication(home, pid, urlsplit(address).path, manifest)


def measured(data: Path, folder: Path) -> list[Measured]:
    """All rows; none, with a word why, where wrk is missing."""
    if load.wrk() is None:
        print("… wrk is not installed: the edge is not measured", file=sys.stderr, flush=True)
        return []
    is_busy = os.getloadavg()[0] > BUSY * (os.cpu_count() or 1)
    with publication(data) as here:
        found = one_worker(here, folder)
        return [*table(found), *ratios(found, is_busy=is_busy)]


def one_worker(here: Publication, folder: Path) -> dict[str, Rounds]:
    """Everything that one process is asked for, beside nginx where that is installed."""
    pages = fetched(here)
    ours = targets(here, folder)
    if nginx.program() is None:
        print("… nginx is not installed: nothing to compare with", file=sys.stderr, flush=True)
        return load.side_by_side(ours)
    port = serving.free_port()
    with nginx.served(pages, folder / "nginx", port=port) as pid:
        return load.side_by_side([*files(port, pid), *ours])


def fetched(here: Publication) -> dict[str, bytes]:
    """The pages as anybody gets them, by the name of a file; after this the edge has them."""
    client = Client(here.home)
    paths = {"article.html": here.article, "front.html": "/", "feed.atom": "/feed.atom"}
    found = {}
    for name, path in paths.items():
        client.get(path)
        time.sleep(0.5)
        found[name] = client.get(path).body
    return found


def files(port: int, pid: int) -> list[Target]:
    """What nginx is asked for."""
    home = f"http://127.0.0.1:{port}"
    tag = Client(f"http://localhost:{port}").get("/article.html", **GZIP).headers["ETag"]
    return [
        Target("nginx: article", f"{home}/article.html", pid),
        Target("nginx: 304", f"{home}/article.html", pid, lambda: {"If-None-Match": tag}),
        Target("nginx: front page", f"{home}/front.html", pid),
        Target("nginx: feed", f"{home}/feed.atom", pid),
    ]


GZIP = {"Accept-Encoding": "gzip"}


def targets(here: Publication, folder: Path) -> list[Target]:
    """What the publication is asked for."""
    port = urlsplit(here.home).port
    home, host = f"http://127.0.0.1:{port}", {"Host": f"localhost:{port}"}
    article = f"{home}{here.article}"
    reader, held = here.signed_in("active"), here.signed_in("held")

    def as_reader(client: Client) -> Mapping[str, str]:
        client.get(here.article)
        return {**host, "Cookie": client.cookie}

    def with_tag() -> Mapping[str, str]:
        tag = Client(here.home).get(here.article, **GZIP).headers["ETag"]
        return {**host, "If-None-Match": tag}

    return [
        Target("article", article, here.pid, lambda: host),
        Target("article, a subscriber with a pass", article, here.pid, lambda: as_reader(reader)),
        Target("article, a held reader", article, here.pid, lambda: as_reader(held)),
        Target("304", article, here.pid, with_tag),
        Target("front page", f"{home}/", here.pid, lambda: host),
        Target("feed", f"{home}/feed.atom", here.pid, lambda: host),
        Target("a mix with 1 % misses", home, here.pid, lambda: host, mixed(here, folder)),
        Target(DJANGO, f"{article}?made=anew", here.pid, lambda: host, connections=load.FEW),
    ]


def mixed(here: Publication, folder: Path) -> Path:
    """A file of paths of which one in a hundred is not at hand."""
    file = folder / "mixed.txt"
    open_ones = [here.article, "/", "/feed.atom", *paths_of(here)]
    hits = [open_ones[place % len(open_ones)] for place in range(MISSES_IN - 1)]
    file.write_text("\n".join([*hits, f"{here.article}?made=anew"]) + "\n")
    client = Client(here.home)
    for path in dict.fromkeys(hits):
        client.get(path)
    time.sleep(2)
    return file


def paths_of(here: Publication) -> list[str]:
    """The articles that the publication tells of."""
    return [urlsplit(one["url"]).path for one in here.manifest["articles"]]


def table(found: Mapping[str, Rounds]) -> list[Measured]:
    """Rates, costs and waits."""
    rows = []
    for name, rounds in found.items():
        rows.append(Measured("Edge, answers a second, one worker", name, rounds.rate, "a second"))
    for name, rounds in found.items():
        rows.append(Measured("Edge, processor time an answer", name, rounds.cpu_us, "µs"))
    for name, rounds in found.items():
        rows.append(Measured("Edge, 99 of 100 answers within", name, rounds.p99_ms, "ms"))
    return rows


def ratios(found: Mapping[str, Rounds], *, is_busy: bool) -> list[Measured]:
    """The bars against nginx and against Django."""
    bars = [
        ("article", "nginx: article", 0.70),
        ("article, a subscriber with a pass", "nginx: article", 0.60),
        ("304", "nginx: 304", 0.60),
        ("article", DJANGO, 300),
    ]
    how = "by processor time" if is_busy else "by rate"
    rows = []
    for ours, theirs, least in bars:
        if theirs in found:
            value = of(found[ours], found[theirs], is_busy)
            rows.append(Measured(BAR, f"{ours} / {theirs}, {how}", value, "times", least=least))
    return rows


def of(ours: Rounds, theirs: Rounds, by_cost: bool) -> float:
    """How many times as many answers ours gives."""
    return theirs.cpu_us / ours.cpu_us if by_cost else ours.rate / theirs.rate
