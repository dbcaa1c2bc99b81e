"""`standfirst tick`: does what fell due, once."""

import argparse

from standfirst.config import wiring
from standfirst.jobs import worker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes no words."""


def run(args: argparse.Namespace) -> int:
    """One tick and the jobs that come of it."""
    done = wiring.tick()
    worker.drain()
    print(f"{done} things fell due and are done.")
    return 0
