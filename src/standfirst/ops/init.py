"""`standfirst init`: a settings file with a secret key, the database, an empty publication."""

import argparse
import os
import secrets
from pathlib import Path

from standfirst.ops.main import set_up_django

TEMPLATE = """\
# Settings of this publication. Every one: docs/reference/settings.md
# An environment variable STANDFIRST_NAME goes before what stands here.

secret_key = "{secret}"
base_url = "{base_url}"
data_dir = "data"
# database_url = "postgres://name:password@host/database"
# mail_url = "smtp://name:password@host:587"
# mail_from = "news@your.example"
# payment = "stripe"
# stripe_secret_key = "…"
# stripe_webhook_secret = "…"
# time_zone = "Europe/Stockholm"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--base-url", default="http://localhost:8000", help="where readers find it")
    parser.add_argument("--editor", metavar="MAIL", help="give this address the whole newsroom")


def run(args: argparse.Namespace) -> int:
    """Makes what is missing and leaves what is there; may be run again after every upgrade."""
    path = Path(os.environ.get("STANDFIRST_CONFIG", "standfirst.toml"))
    if path.exists():
        print(f"{path} is there and stays as it is.")
    else:
        write_settings(path, base_url=args.base_url)
        print(f"Wrote {path}, with a secret key of its own.")
    set_up_django()
    from standfirst.ops import publication  # noqa: PLC0415 - its models need the settings above

    publication.prepare()
    if args.editor:
        print(f"{publication.make_publisher(args.editor)} may do everything in the newsroom.")
    elif not publication.has_publisher():
        print("Nobody is in the newsroom yet: `standfirst init --editor you@your.example`.")
    print("The publication is ready: `standfirst serve`.")
    return 0


def write_settings(path: Path, *, base_url: str) -> None:
    """A settings file that only its owner may read."""
    text = TEMPLATE.format(secret=secrets.token_urlsafe(48), base_url=base_url)
    path.touch(mode=0o600)
    path.write_text(text)
