"""A real nginx with the configuration that `docs/howto/behind-a-proxy.md` shows."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.docs.reading import ROOT

PLACES = ("/usr/sbin/nginx", "/usr/local/sbin/nginx")
MISSING = "There is no nginx: apt-get install nginx."
PAGE = ROOT / "docs" / "howto" / "behind-a-proxy.md"

AROUND = """\
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{shown}
}}
"""
"""What Debian's own file says around it."""


def program() -> str | None:
    """Where nginx is, if it is installed."""
    return shutil.which("nginx") or next((p for p in PLACES if os.access(p, os.X_OK)), None)


def shown_configuration() -> str:
    """The block that the page shows."""
    found = re.search(r"```nginx\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def here(shown: str, folder: Path, *, port: int, servers: list[int]) -> str:
    """The block with this machine's places in it, and without TLS."""
    lines = [
        line for line in shown.splitlines() if not re.search(r"http2 on|ssl_certificate", line)
    ]
    text = "\n".join(lines).replace("/var/cache/nginx/standfirst", f"{folder}/cache")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = text.replace("server_name news.example;", "server_name localhost;")
    upstream = "\n".join(f"    server 127.0.0.1:{number};" for number in servers)
    return text.replace("    server 127.0.0.1:8000;", upstream)


@contextmanager
def running_nginx(folder: Path, *, port: int, servers: list[int]) -> Iterator[int]:
    """Runs it in front of servers at these ports; gives the process id."""
    folder.mkdir(parents=True)
    shown = here(shown_configuration(), folder, port=port, servers=servers)
    user = "user root;" if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(AROUND.format(folder=folder, user=user, shown=shown))
    words = [program() or "nginx", "-p", str(folder), "-c", str(config)]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)
