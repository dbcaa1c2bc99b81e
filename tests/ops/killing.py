"""kill -9 at random moments of a year: `python -m tests.ops.killing 20` does it twenty times.

What came of each year is held against a year in which nobody was killed: no charge twice, no
notice twice, none lost. A round is told by its seed; `--days` and `--seed` do one over again.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
if __name__ == "__main__":
    django.setup()

from tests.browser.running import Running, running_demo, template_demo
from tests.browser.test_killed_in_the_middle import (
    BOX,
    Outcome,
    expect_same,
    now_of,
    outcome,
    settle,
    turn_on,
)

LIVES_S = (0.02, 1.2)
"""How long a process may live before it is killed, at least and at most."""


@dataclass
class Killer:
    """Kills now the server, now the worker, at moments that its seed tells."""

    dice: Random
    kills: int = 0

    def lets_live_s(self) -> float:
        """How long until the next one."""
        return self.dice.uniform(*LIVES_S)

    def strike(self, running: Running) -> None:
        """One process ends in the middle of whatever it does; another takes its place."""
        self.kills += 1
        if self.dice.random() < 0.5:
            running.kill()
            running.start()
        else:
            running.kill_worker()


def unharmed_year(template: Path, folder: Path, *, days: int) -> Outcome:
    """What comes of the days when nobody kills anything."""
    with running_demo(template, folder) as running:
        return year(running, days=days)


def harmed_year(template: Path, folder: Path, *, days: int, seed: int) -> tuple[Outcome, int]:
    """What comes of them with kills at random moments; and how many there were."""
    killer = Killer(Random(seed))
    with running_demo(template, folder) as running:
        found = year(running, days=days, killer=killer)
        expect_nothing_twice(running)
    return found, killer.kills


def year(running: Running, *, days: int, killer: Killer | None = None) -> Outcome:
    """Turns the clock by so many days, however often the server is killed meanwhile."""
    target = now_of(running) + timedelta(days=days)
    while now_of(running) < target:
        thread = turn_on(running, target)
        while thread.is_alive() and killer is not None:
            thread.join(timeout=killer.lets_live_s())
            if thread.is_alive():
                killer.strike(running)
        thread.join()
    settle(running)
    return outcome(running)


def expect_nothing_twice(running: Running) -> None:
    """By the company's book and by the record: each payment made once, each notice sent once."""
    charges = running.rows(
        "SELECT json_extract(body, '$.payment_intent') FROM object "
        "WHERE kind = 'charge' AND json_extract(body, '$.status') = 'succeeded'",
        file=BOX,
    )
    twice = [key for key, number in Counter(charges).items() if number > 1]
    assert not twice, f"charged twice: {twice}"
    notices = running.rows(
        "SELECT reader_id, json_extract(data, '$.notice') FROM events_event "
        "WHERE kind = 'notice.sent' AND json_extract(data, '$.notice') IS NOT NULL"
    )
    assert len(set(notices)) == len(notices), "a notice was sent twice"
    states = running.rows("SELECT count(*) FROM billing_notice WHERE state = 'claimed'")
    assert states == [(0,)], "a notice was claimed and never sent"
    unfinished = running.rows("SELECT verb, key FROM billing_operation WHERE NOT is_done")
    assert not unfinished, f"calls that were never finished: {unfinished}"


PLACE: Any = {"prefix": "standfirst-killing-", "ignore_cleanup_errors": True}
"""A worker whose server was killed writes until it notices, a second later."""


def main() -> int:
    """Does the rounds; 1 when one of them lost something or did something twice."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("rounds", type=int, nargs="?", default=20)
    words.add_argument("--days", type=int, default=365)
    words.add_argument("--seed", type=int, default=0)
    asked = words.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(**PLACE) as folder:
        shared = Path(folder)
        template = template_demo(shared)
        wanted = unharmed_year(template, shared / "unharmed", days=asked.days)
        for seed in range(asked.seed, asked.seed + asked.rounds):
            begun = time.monotonic()
            try:
                found, kills = harmed_year(
                    template, shared / f"round-{seed}", days=asked.days, seed=seed
                )
                expect_same(found, wanted)
            except AssertionError as fault:
                failed += 1
                print(f"seed {seed}: {fault}", flush=True)
            else:
                took = time.monotonic() - begun
                print(f"seed {seed}: the same after {kills} kills, {took:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
