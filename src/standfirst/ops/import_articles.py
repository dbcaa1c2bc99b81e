"""`standfirst import text FILE…`: plain text, Markdown or HTML becomes draft articles."""

import argparse
import sys
from pathlib import Path

from standfirst.kernel.errors import InputError, StandfirstError
from standfirst.ops.main import set_up_django
from standfirst.transfer.draft import Draft
from standfirst.transfer.outline import outline
from standfirst.transfer.text import LARGEST_BYTES, read

READ_BYTES_MAX = 100 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("kind", choices=["text"], help="what the files are: text, Markdown or HTML")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="print the outline and write nothing; needs no settings and no database",
    )


def run(args: argparse.Namespace) -> int:
    """Reads every file; one that cannot be used is named and does not stop the rest."""
    faults = 0
    for path in args.files:
        try:
            draft = read(bytes_of(path), name=path.name)
            print(outline(draft) if args.dry_run else write(draft, path), end="\n\n")
        except StandfirstError as fault:
            print(f"standfirst import: {fault}", file=sys.stderr)
            faults += 1
    return 1 if faults else 0


def bytes_of(path: Path) -> bytes:
    """What is in the file, and no more of it than tells that it is too big. Raises InputError."""
    try:
        with path.open("rb") as file:
            return file.read(max(LARGEST_BYTES + 1, min(path.stat().st_size, READ_BYTES_MAX)))
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise InputError(
            f"{path.name} cannot be read: {reason}.", help="Name files.", code="file_unreadable"
        ) from fault


def write(draft: Draft, path: Path) -> str:
    """Writes the draft and gives its outline with the address at which to edit it."""
    set_up_django()
    from standfirst.ops import importing  # noqa: PLC0415 - its models need the settings above

    return importing.write(draft, path)
