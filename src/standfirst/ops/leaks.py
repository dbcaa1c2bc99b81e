"""`standfirst leaks`: looks for locked words on every surface an outsider can reach."""

import argparse
from pathlib import Path

from standfirst.kernel.errors import InputError
from standfirst.ops.demo import use_demo_settings
from standfirst.ops.main import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--data", type=Path, help="folder of a demo to look at")
    parser.add_argument("--only", action="append", default=[], help="a surface; may be repeated")
    parser.add_argument("--quiet", action="store_true", help="print what was found, no table")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(args: argparse.Namespace) -> int:
    """Prints surface × reader and every leak; 1 when there is one, or something went unseen."""
    if args.data is not None:
        if not (args.data / "standfirst.sqlite3").exists():
            raise InputError(f"There is no demo in {args.data}.", code="no_demo")
        use_demo_settings(args.data, port=8000)
    set_up_django()
    from standfirst.ops.leaking import telling  # noqa: PLC0415 - its models need the settings

    return telling.tell(only=args.only, is_quiet=args.quiet, as_json=args.json)
