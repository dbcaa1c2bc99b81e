"""`standfirst demo`: the demo publication, made on first use and served on loopback."""

import argparse
import os
import time
from pathlib import Path

from standfirst.config import folders
from standfirst.kernel.errors import InputError
from standfirst.ops.main import set_up_django
from standfirst.ops.serve_words import add_processes, is_child

SECRET_KEY = "insecure-demo-key-that-signs-nothing-of-value-0123456789"  # noqa: S105 - it guards nothing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--data", type=Path, default=Path("demo-data"), help="folder of the demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--build-only", action="store_true", help="make it, do not serve it")
    parser.add_argument(
        "--report", action="store_true", help="print the year in subscriptions, do not serve it"
    )
    add_processes(parser)


def run(args: argparse.Namespace) -> int:
    """Makes the demo in its folder if the folder has none, and serves it; or prints its year."""
    if args.report:
        return print_report(args.data)
    if not 0 < args.port < 65536:
        raise InputError(f"There is no port {args.port}.", code="bad_port")
    if is_child():
        use_settings(args.data.resolve() / "standfirst.toml")
    else:
        use_demo_settings(args.data, port=args.port)
    set_up_django()
    from standfirst.ops import demo_site  # noqa: PLC0415 - its models need the settings above

    begun = time.monotonic()
    if not is_child() and demo_site.make():
        print(f"Made the demo in {time.monotonic() - begun:.0f} s.", flush=True)
    if args.build_only:
        return 0
    return demo_site.serve(port=args.port, workers=args.workers, with_worker=not args.no_worker)


def print_report(data: Path) -> int:
    """Prints the year of a demo that is there, served or not. Raises InputError when none is."""
    file = data.resolve() / "standfirst.toml"
    if not file.exists():
        raise InputError(f"There is no {file}.", help="Name a demo's folder.", code="no_demo")
    use_settings(file)
    set_up_django()
    from standfirst.ops import demo_site  # noqa: PLC0415 - as above

    print(demo_site.report())
    return 0


SETTINGS = """\
# The demo's settings, written anew each time it is served.
secret_key = "{secret}"
base_url = "http://localhost:{port}"
data_dir = "{folder}"
mail_url = "inbox:"
mail_from = "The Linde Courier <letters@courier.example>"
demo = true
log_level = "warning"
explain_headers = true
"""


def use_demo_settings(data: Path, *, port: int) -> None:
    """Writes the demo's settings into its folder and has this process use them."""
    folder = data.resolve()
    folders.ensure(folder, name="--data")
    file = folder / "standfirst.toml"
    file.write_text(SETTINGS.format(secret=SECRET_KEY, port=port, folder=folder))
    use_settings(file)


def use_settings(file: Path) -> None:
    """Has this process, and its children, use this file alone: what the environment says of
    another publication has no say."""
    for name in [name for name in os.environ if name.startswith("STANDFIRST_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    os.environ["STANDFIRST_CONFIG"] = str(file)
