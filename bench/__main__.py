"""`make bench`: measures a demo of its own and prints a table. Takes some minutes;
with `--large` more, for it fills a publication with 50,000 articles and a million readers.

Times and rates move with the machine: compare ratios, and runs on the same machine.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

from bench import edge, memory, rates, serving, subscriptions
from bench.picture import picture
from bench.rates import Target
from bench.report import Measured, table, write

Group = Callable[[], list[Measured]]

LARGE = "--large"
MANY = 2000
STATEMENTS_MAX = 12
IDLE_MIB_MAX = 350
MADE_S_MAX = 20
SETTLING_S = 4


class Stay(HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:
        return None


def main() -> int:
    """Measures all; 1 when a figure is above its limit."""
    begun = time.monotonic()
    rows: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder:
        data = Path(folder) / "demo"
        port = serving.free_port()
        env = serving.demo_environment(data, port=port)
        groups: list[Group] = [
            lambda: build(env),
            lambda: running(data, port, env),
            lambda: statements(data, Path(folder) / "many"),
            lambda: the_edge(data, Path(folder)),
            lambda: the_subscriptions(data, Path(folder)),
        ]
        for group in groups:
            rows += group()
    print(table(rows))
    if (busy := os.getloadavg()[0]) > 2 * (os.cpu_count() or 1):
        print(f"\nThe machine was busy with other things (load {busy:.1f}): times are too long.")
    path = write(rows, now=datetime.now(UTC))
    if drawn := [row for row in rows if row.group == edge.RATES]:
        bars = [row for row in rows if row.group == edge.BAR]
        path.with_suffix(".svg").write_text(picture(drawn, bars))
    print(f"\nWritten to {path.relative_to(Path.cwd())}, in {time.monotonic() - begun:.0f} s.")
    return 0 if all(row.is_within for row in rows) else 1


def build(env: dict[str, str]) -> list[Measured]:
    """How long it takes to make the demo."""
    told("making the demo")
    times: dict[str, float] = json.loads(serving.python("bench.building", env=env))
    rows = [Measured("Making the demo", phase, value, "s") for phase, value in times.items()]
    after = times["all"] - times["migrations"]
    return [*rows, Measured("Making the demo", "all but migrations", after, "s", MADE_S_MAX)]


def running(data: Path, port: int, env: dict[str, str]) -> list[Measured]:
    """Memory at rest, and rates, of the demo as it is served."""
    told("serving it")
    home = f"http://localhost:{port}"
    with serving.served(serving.demo_words(data, port=port), f"{home}/", env) as pid:
        manifest = json.load(urlopen(f"{home}/demo/manifest.json"))  # noqa: S310 - an address of ours
        article = next(one["url"] for one in manifest["articles"] if one["gate"] == "subscribers")
        for path in (f"{home}/", article, f"{home}/search/?q=water", f"{home}/feed.atom"):
            urlopen(path).read()  # noqa: S310 - an address of ours
        time.sleep(SETTLING_S)
        idle = memory.pss_mib(pid)
        rows = (
            [Measured("At rest", "memory of all processes", idle, "MiB", IDLE_MIB_MAX)]
            if idle
            else []
        )
        return rows + compared(article, session_of(manifest, "subscribed"), home)


def session_of(manifest: dict[str, list[dict[str, str]]], reason: str) -> str:
    """The cookie of a reader for whom the gate stands open for this reason."""
    reader = next(one for one in manifest["readers"] if one["reason"] == reason)
    try:
        answer = build_opener(Stay).open(Request(reader["signin"]))  # noqa: S310 - an address of ours
    except OSError as redirect:
        answer = redirect
    cookies = SimpleCookie()
    for line in answer.headers.get_all("Set-Cookie") or []:
        cookies.load(line)
    return f"sessionid={cookies['sessionid'].value}"


def compared(article: str, cookie: str, home: str) -> list[Measured]:
    """Answers a second beside a bare Django view on the same server."""
    told("asking")
    port = serving.free_port()
    hello = f"http://127.0.0.1:{port}/"
    words = [sys.executable, "-m", "bench.hello", str(port)]
    env = {"PATH": ""}
    with serving.served(words, hello, env):
        found = rates.rates_of(
            [
                Target("hello", hello),
                Target("article, signed out", article),
                Target("article, a subscriber", article, cookie),
                Target("front page", f"{home}/"),
            ]
        )
    bare = found.pop("hello")
    group = "Answers a second, of those of a bare Django view"
    rows = [Measured(group, name, 100 * rate / bare, "%") for name, rate in found.items()]
    return [*rows, Measured(group, "the bare view itself", bare, "a second")]


def statements(data: Path, many: Path) -> list[Measured]:
    """SQL statements a page, with few articles and with many."""
    told(f"counting statements, also with {MANY} articles")
    shutil.copytree(data, many)
    few = _counted(data)
    lots = _counted(many, str(MANY))
    rows = []
    for found in (few, lots):
        for who, pages in found["pages"].items():
            group = f"SQL statements a page, {found['articles']} articles, {who}"
            rows += [Measured(group, name, n, "", STATEMENTS_MAX) for name, n in pages.items()]
    return rows


def the_edge(data: Path, folder: Path) -> list[Measured]:
    """Answers from memory beside nginx and Django; of a large publication too, if that is asked."""
    told("the edge, beside nginx")
    rows = edge.measured(data, folder)
    if LARGE in sys.argv:
        told("a large publication: this takes a while")
        rows += edge.large(data, folder)
    return rows


def the_subscriptions(data: Path, folder: Path) -> list[Measured]:
    """A year on the clock, webhooks, and the comparison of every night."""
    told(f"a year of {subscriptions.MANY} subscriptions, webhooks, and a night of many more")
    return subscriptions.measured(data, folder)


def _counted(data: Path, *words: str) -> dict[str, dict[str, dict[str, int]]]:
    env = serving.demo_environment(data, port=8000)
    found: dict[str, dict[str, dict[str, int]]] = json.loads(
        serving.python("bench.statements", *words, env=env)
    )
    return found


def told(what: str) -> None:
    """Says what is going on."""
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
