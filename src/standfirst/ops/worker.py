"""`standfirst worker`: runs jobs and what fell due."""

import argparse
import os

from standfirst.config import wiring
from standfirst.jobs import worker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--parent", type=int, help="stop when this process is not the parent")


def run(args: argparse.Namespace) -> int:
    """Works until stopped by a signal, or until its parent is gone."""
    worker.work(wiring.tick, is_wanted=lambda: args.parent in {None, os.getppid()})
    return 0
