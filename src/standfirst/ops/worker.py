"""`standfirst worker`: runs jobs and what fell due."""

import argparse
import os

from django.conf import settings

from standfirst.config import wiring
from standfirst.config.table import Settings
from standfirst.edge import actions as edge
from standfirst.edge.purging import Purger, sender
from standfirst.jobs import worker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--parent", type=int, help="stop when this process is not the parent")


def run(args: argparse.Namespace) -> int:
    """Works until stopped by a signal, or until its parent is gone."""
    start_purging(settings.STANDFIRST)
    worker.work(wiring.tick, is_wanted=lambda: args.parent in {None, os.getppid()})
    return 0


def start_purging(table: Settings) -> None:
    """Has the CDN told of changes, where the settings name one."""
    if table.purge_url:
        send = sender(table.purge_url, table.purge_token.get_secret_value())
        Purger(settings.DATA_DIR / "purged.json", edge.ask, send).start()
