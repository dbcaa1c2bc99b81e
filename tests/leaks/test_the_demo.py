"""`standfirst leaks` on the whole demo, as its readers and as nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.running import quiet_environment, template_demo

KINDS = ("signed_out", "payment_failed", "paused_until", "plan_too_low", "first_payment_incomplete")


@pytest.mark.slow
def test_nothing_locked_is_found_in_the_demo(tmp_path_factory: pytest.TempPathFactory) -> None:
    mine = tmp_path_factory.getbasetemp()
    folder = template_demo(mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine)
    done = leaks(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [kind for kind in KINDS if kind not in done.stdout] == []
    assert "Nothing locked was found" in done.stdout


def leaks(folder: Path) -> "subprocess.CompletedProcess[str]":
    """What the command says of a demo's folder."""
    command = [sys.executable, "-m", "standfirst.ops.main", "leaks", "--data", str(folder)]
    return subprocess.run(command, env=quiet_environment(), capture_output=True, text=True)
