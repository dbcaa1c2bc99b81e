"""The `standfirst` command: finds the command asked for, sets up what it needs, runs it.

Each command is a module of this package with `add_arguments(parser)` and `run(args) -> exit code`.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import OperationalError

from standfirst.kernel.errors import InputError, StandfirstError

EPILOG = "--data DIR: work on the publication, or the demo, whose settings stand in that folder."


@dataclass(frozen=True)
class Command:
    """A command: its module, what it is for, and whether it needs settings and database."""

    module: str
    help: str
    needs_django: bool = True


COMMANDS = {
    "init": Command("init", "make a settings file, the database and an empty publication", False),
    "serve": Command("serve", "serve the publication, with a worker beside it"),
    "worker": Command("worker", "run jobs, and what fell due, until stopped"),
    "tick": Command("tick", "do what fell due, once"),
    "doctor": Command("doctor", "look at settings, database, mail, worker, webhooks, disk, clock"),
    "why": Command("why", "say what the gate answers a reader for an article, and why"),
    "leaks": Command("leaks", "look for locked words on every surface an outsider can reach"),
    "import": Command("import_articles", "bring articles in from files", False),
    "signin-link": Command("signin_link", "print a one-time link that signs a reader in"),
    "sandbox": Command("sandbox", "serve a payment company for tests, on a port of its own", False),
    "demo": Command("demo", "serve the demo publication", False),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line; gives the exit code: 0 well, 1 a finding or fault, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    command = COMMANDS.get(words[0])
    if command is None:
        print(f"standfirst: there is no command {words[0]!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        return run(words[0], command, words[1:])
    except StandfirstError as fault:
        print(f"standfirst {words[0]}: {fault}", file=sys.stderr)
        return 1
    except OperationalError as fault:
        why = str(fault).partition("\n")[0]
        told = f"The database does not answer: {why}. Look at DATABASE_URL, or run the doctor."
        print(f"standfirst {words[0]}: {told}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(name: str, command: Command, words: Sequence[str]) -> int:
    """Runs one command with its words. Raises StandfirstError with what to do about it."""
    if command.needs_django:
        words = without_folder(words)
        set_up_django()
    module = importlib.import_module(f"standfirst.ops.{command.module}")
    parser = argparse.ArgumentParser(
        f"standfirst {name}",
        description=command.help,
        epilog=EPILOG if command.needs_django else "",
    )
    module.add_arguments(parser)
    code: int = module.run(parser.parse_args(words))
    return code


def without_folder(words: Sequence[str]) -> list[str]:
    """The words without `--data DIR`, which has the command work on the publication, or the demo,
    whose settings file stands in that folder. Raises InputError when none does."""
    rest = list(words)
    if "--data" not in rest:
        return rest
    place = rest.index("--data")
    file = Path(*rest[place + 1 : place + 2]) / "standfirst.toml"
    if not file.exists():
        raise InputError(f"There is no {file}.", help="Name a demo's folder.", code="no_demo")
    os.environ["STANDFIRST_CONFIG"] = str(file)
    return rest[:place] + rest[place + 2 :]


def set_up_django() -> None:
    """Loads the settings and Django. Raises SettingsError naming every fault at once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.config.django")
    django.setup()


def usage() -> str:
    """What `standfirst --help` prints."""
    rows = [f"  {name:12} {command.help}" for name, command in COMMANDS.items()]
    return "usage: standfirst COMMAND [...]\n\n" + "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
