"""Processes that are measured: started on a free port, waited for, and ended."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from standfirst.ops.demo import use_demo_settings

PATIENCE_S = 60.0


@contextmanager
def served(words: Sequence[str], url: str, env: Mapping[str, str]) -> Iterator[int]:
    """Runs a server until the block ends; gives its process id once `url` answers."""
    process = subprocess.Popen(words, env=dict(env), stdout=subprocess.DEVNULL)
    try:
        wait_for(url, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Comes back when the address answers. Raises RuntimeError when it does not, or never will."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}.")
        try:
            with urlopen(url, timeout=10):  # noqa: S310 - an address of this machine
                return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer.")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def demo_environment(data: Path, *, port: int) -> dict[str, str]:
    """The environment in which the demo in `data` runs."""
    use_demo_settings(data, port=port)
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "standfirst.config.django"}


def demo_words(data: Path, *, port: int) -> list[str]:
    """The command that serves the demo."""
    place = ["--data", str(data), "--port", str(port)]
    return [sys.executable, "-m", "standfirst.ops.main", "demo", *place]


def python(module: str, *words: str, env: Mapping[str, str]) -> str:
    """What a module prints when it is run as a program of its own."""
    call = [sys.executable, "-m", module, *words]
    done = subprocess.run(call, env=dict(env), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
