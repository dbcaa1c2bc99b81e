"""Asks for an address without a pause, with wrk, and reads what that cost the server.

A load generator in Python would be slower than what it measures: without wrk there is none.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import memory

TOLD = Path(__file__).with_name("told.lua")
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
CONNECTIONS = 32
ROUND_S = 2.0
FEW = 2
ROUNDS = 3
REST_S = 0.1
PATIENCE = 50


def wrk() -> str | None:
    """Where wrk is, if it is installed."""
    return shutil.which("wrk")


@dataclass(frozen=True)
class Target:
    """What is asked for: of which process, and with which headers, which are made for each round.

    `paths` is a file with paths, a line each, that are asked for in turn. What is slow is asked for
    over few connections: what is left unanswered at the end of a round is work for nothing.
    """

    name: str
    url: str
    pid: int
    headers: Callable[[], Mapping[str, str]] = dict
    paths: Path | None = None
    connections: int = CONNECTIONS


@dataclass(frozen=True)
class Load:
    """What one round came to. `cpu_us` is the time of processors that an answer cost the server."""

    rate: float
    cpu_us: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    failed: int


@dataclass
class Rounds:
    """The rounds of one target."""

    loads: list[Load] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return median(load.rate for load in self.loads)

    @property
    def cpu_us(self) -> float:
        """Microseconds of processor time an answer."""
        return median(load.cpu_us for load in self.loads)

    @property
    def p99_ms(self) -> float:
        """What 99 of 100 answers took at most."""
        return median(load.p99_ms for load in self.loads)


def side_by_side(targets: Sequence[Target], *, rounds: int = ROUNDS) -> dict[str, Rounds]:
    """The rounds of each target, which take turns. Raises RuntimeError when an answer was none."""
    found = {target.name: Rounds() for target in targets}
    for target in targets:
        load_of(target, seconds=1)
    for _ in range(rounds):
        for target in targets:
            load = load_of(target, seconds=ROUND_S)
            if load.failed:
                raise RuntimeError(f"{target.name}: {load.failed} requests were not answered.")
            found[target.name].loads.append(load)
    return found


def load_of(target: Target, *, seconds: float) -> Load:
    """Asks for `seconds`, and waits until the server has nothing more to do."""
    before = cpu_s(target.pid)
    told = _run(target, seconds)
    settle(target.pid)
    spent = cpu_s(target.pid) - before
    count = max(1, told["requests"])
    return Load(
        rate=told["requests"] / (told["us"] / 1e6),
        cpu_us=1e6 * spent / count,
        p50_ms=told["p50_us"] / 1000,
        p99_ms=told["p99_us"] / 1000,
        max_ms=told["max_us"] / 1000,
        failed=told["errors"] + told["not_ok"],
    )


def settle(pid: int) -> None:
    """Comes back when a process rests, or after a while."""
    for _ in range(PATIENCE):
        before = cpu_s(pid)
        time.sleep(REST_S)
        if cpu_s(pid) - before <= REST_S / 10:
            return


def _run(target: Target, seconds: float) -> dict[str, Any]:
    headers = {"Accept-Encoding": "gzip", **target.headers()}
    named = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    words = ["-t1", f"-c{target.connections}", f"-d{max(1, round(seconds))}s", "--timeout", "20s"]
    rest = ["--", str(target.paths)] if target.paths else []
    call = [wrk() or "wrk", *words, "-s", str(TOLD), *named, target.url, *rest]
    done = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def cpu_s(pid: int) -> float:
    """Processor time that a process and its children have used, in the kernel and out of it."""
    return sum(_ticks(one) for one in [pid, *memory.descendants(pid)]) * TICK_S


def _ticks(pid: int) -> int:
    try:
        rest = (memory.PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(rest[11]) + int(rest[12])
