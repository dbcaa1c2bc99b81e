"""The edge side by side with nginx and with Django: answers a second, and what each costs.

The bars are those of what was promised. Rates depend on what else the machine does; what an
answer costs the server in processor time does so far less, and is what the bars go by when the
machine has more to do than this.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from bench import load, memory, nginx, serving
from bench.asking import Client
from bench.disturbing import at_work, publishing, searching, void
from bench.load import Rounds, Target
from bench.report import Measured

BUSY = 0.6
"""Above this load for each processor, before anything is asked, rates say little."""

MISSES_IN = 100
RATES = "Edge, answers a second, one worker"
COSTS = "Edge, processor time an answer"
WAITS = "Edge, 99 of 100 answers within"
WAITING = "Edge, how long readers wait"
SIZES = "Edge, a large publication"
MADE = "Pages that Django makes, processor time"
BAR = "Edge, what was promised"
GROUPS = (RATES, COSTS, WAITS, WAITING, MADE, SIZES, BAR)
DJANGO = "article, by Django"
READING = 4
SLEEPERS = 3
STALL_MS = 500
SMALL, LARGE = (200, 1000), (50_000, 1_000_000)
KEPT = 10_000


@dataclass(frozen=True)
class Publication:
    """A publication that is being served, and what it is asked for."""

    home: str
    pid: int
    article: str
    manifest: Mapping[str, Any]

    def signed_in(self, state: str) -> Client:
        """A browser in which a reader is signed in for whom this is so: a state, or a reason."""
        readers = self.manifest["readers"]
        address = next(one["signin"] for one in readers if state in (one["state"], one["reason"]))
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
        rows = [*table(found), *ratios(found, is_busy=is_busy), *undisturbed(here, data)]
    rows += [*two_workers(data), *cold(data)]
    return sorted(rows, key=lambda row: GROUPS.index(row.group))


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
        rows.append(Measured(RATES, name, rounds.rate, "a second"))
    for name, rounds in found.items():
        rows.append(Measured(COSTS, name, rounds.cpu_us, "µs"))
    for name, rounds in found.items():
        rows.append(Measured(WAITS, name, rounds.p99_ms, "ms"))
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
        if {ours, theirs} <= found.keys():
            value = of(found[ours], found[theirs], is_busy)
            rows.append(Measured(BAR, f"{ours} / {theirs}, {how}", value, "times", least=least))
    return rows


def of(ours: Rounds, theirs: Rounds, by_cost: bool) -> float:
    """How many times as many answers ours gives."""
    return theirs.cpu_us / ours.cpu_us if by_cost else ours.rate / theirs.rate


def undisturbed(here: Publication, data: Path) -> list[Measured]:
    """How long readers wait while Django works for others, and while it sleeps."""
    target = waiting_for(here)
    editor, seeker = here.signed_in("newsroom"), Client(here.home)
    works = (publishing(editor, data), searching(seeker))
    quiet, loud, asleep = [], [], []
    for _ in range(load.ROUNDS):
        quiet.append(load.load_of(target, seconds=load.ROUND_S))
        with at_work(*works) as done:
            loud.append(load.load_of(target, seconds=2 * load.ROUND_S))
        print(f"… published {done[0]} times, searched {done[1]}", file=sys.stderr, flush=True)
        with at_work(*[lambda _: void(Client(here.home).get("/bench/slow/"))] * SLEEPERS):
            asleep.append(load.load_of(target, seconds=load.ROUND_S))
    still, moved = (median(one.p99_ms for one in loads) for loads in (quiet, loud))
    name = "99 of 100 readers, while others publish and search"
    return [
        Measured(WAITING, "99 of 100, while all is quiet", still, "ms"),
        Measured(WAITING, name, moved, "ms"),
        Measured(BAR, f"{name}, of when all is quiet", moved / still, "times", limit=5),
        Measured(
            BAR,
            "the longest wait while Django's threads sleep for 2 s",
            median(one.max_ms for one in asleep),
            "ms",
            limit=STALL_MS,
        ),
    ]


def cold(data: Path) -> list[Measured]:
    """What a page costs that Django makes anew."""
    env = serving.demo_environment(data, port=8000) | {"DJANGO_SETTINGS_MODULE": "bench.settings"}
    found: dict[str, float] = json.loads(serving.python("bench.cold", env=env))
    rows = [Measured(MADE, name, value, "ms") for name, value in found.items()]
    return [*rows, Measured(BAR, "a cold article", found["article"], "ms", limit=10)]


def waiting_for(here: Publication) -> Target:
    """An article at hand, asked for over a few connections."""
    port = urlsplit(here.home).port
    url, host = f"http://127.0.0.1:{port}{here.article}", {"Host": f"localhost:{port}"}
    Client(here.home).get(here.article)
    time.sleep(1)
    return Target("article", url, here.pid, lambda: host, connections=READING)


def two_workers(data: Path) -> list[Measured]:
    """What two processes answer beside one: by what an answer costs, for wrk needs a core too."""
    costs = []
    for number in (1, 2):
        with publication(data, "--workers", str(number)) as here:
            fetched(here)
            target = waiting_for(here)
            load.load_of(target, seconds=1)
            loads = [load.load_of(target, seconds=load.ROUND_S) for _ in range(load.ROUNDS)]
            costs.append(median(one.cpu_us for one in loads))
    one, two = costs
    return [
        Measured(COSTS, "article, of one of two workers", two, "µs"),
        Measured(BAR, "two workers / one, by processor time", 2 * one / two, "times", least=1.8),
    ]


def large(data: Path, folder: Path) -> list[Measured]:
    """A large publication beside a small one, and the memory of a process that has 10,000 pages."""
    if load.wrk() is None:
        return []
    places = [folder / "small", folder / "large"]
    for place, (articles, readers) in zip(places, (SMALL, LARGE), strict=True):
        shutil.copytree(data, place)
        env = serving.demo_environment(place, port=8000)
        serving.python("bench.filling", str(articles), str(readers), env=env)
    with publication(places[0]) as small, publication(places[1]) as big:
        found = load.side_by_side([many(small, folder, "few"), many(big, folder, "many")])
        held = kept(big)
    few, lots = found["few"], found["many"]
    return [
        Measured(SIZES, "articles, of few", few.cpu_us, "µs"),
        Measured(SIZES, "articles, of many", lots.cpu_us, "µs"),
        Measured(
            BAR,
            "an article of many / of few, by processor time",
            of(lots, few, True),
            "times",
            least=0.9,
        ),
        *(
            [Measured(BAR, f"memory of a process with {KEPT} articles", held, "MiB", 250)]
            if held
            else []
        ),
    ]


def many(here: Publication, folder: Path, name: str) -> Target:
    """A hundred articles of a publication, all of them at hand."""
    client, port = Client(here.home), urlsplit(here.home).port
    paths = [f"{here.article.rstrip('/')}-{place}/" for place in range(100)]
    for path in paths:
        client.get(path)
    time.sleep(5)
    file = folder / f"{name}.txt"
    file.write_text("\n".join(paths) + "\n")
    host = {"Host": f"localhost:{port}"}
    return Target(name, f"http://127.0.0.1:{port}", here.pid, lambda: host, file)


def kept(here: Publication) -> float | None:
    """The memory of a process that was asked for so many articles."""
    client = Client(here.home)
    for place in range(KEPT):
        client.get(f"{here.article.rstrip('/')}-{place}/")
    load.settle(here.pid)
    return memory.pss_mib(here.pid)
