"""`standfirst leaks`: looks for locked words on every surface an outsider can reach."""

import argparse

from standfirst.ops.leaking import telling


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--only", action="append", default=[], help="a surface; may be repeated")
    parser.add_argument("--quiet", action="store_true", help="print what was found, no table")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(args: argparse.Namespace) -> int:
    """Prints surface × reader and every leak; 1 when there is one, or something went unseen."""
    return telling.tell(only=args.only, is_quiet=args.quiet, as_json=args.json)
