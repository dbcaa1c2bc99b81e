"""nginx with one worker, which serves the same bytes as files: what the edge is compared with."""

import gzip
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench import serving

PLACES = ("/usr/sbin/nginx", "/usr/local/sbin/nginx")

CONFIG = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
{user}
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    gzip_static on;
    types {{ text/html html; application/atom+xml atom; }}
    default_type text/html;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port} backlog=1024; root {folder}/pages; }}
}}
"""
"""As Debian sets it up, without a log of what is asked for."""


def program() -> str | None:
    """Where nginx is, if it is installed."""
    return shutil.which("nginx") or next((p for p in PLACES if os.access(p, os.X_OK)), None)


@contextmanager
def served(pages: Mapping[str, bytes], folder: Path, *, port: int) -> Iterator[int]:
    """Serves pages by the names of their files; gives the process id of the master."""
    root = folder / "pages"
    root.mkdir(parents=True)
    for name, body in pages.items():
        (root / name).write_bytes(body)
        (root / f"{name}.gz").write_bytes(gzip.compress(body, 6, mtime=0))
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(CONFIG.format(folder=folder, port=port, user=user))
    words = [program() or "nginx", "-p", str(folder), "-c", str(config)]
    first = next(iter(pages))
    with serving.served(words, f"http://127.0.0.1:{port}/{first}", os.environ) as pid:
        yield pid
