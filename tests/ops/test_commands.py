"""The command line: as a person at a terminal meets it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from standfirst.ops.main import COMMANDS, main
from tests import databases

SAMPLES = Path(__file__).parents[1] / "transfer" / "samples"


def run(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a bare environment."""
    bare = {"PATH": os.environ["PATH"], "HOME": str(cwd), **env}
    command = [sys.executable, "-m", "standfirst.ops.main", *words]
    return subprocess.run(
        command, cwd=cwd, env=bare, capture_output=True, text=True, check=False, timeout=120
    )


def test_without_words_it_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in COMMANDS)


def test_an_unknown_command_is_told_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish"]) == 2
    assert "there is no command 'publish'" in capsys.readouterr().err


def test_a_command_without_settings_says_what_to_do(tmp_path: Path) -> None:
    answer = run("doctor", cwd=tmp_path)
    assert answer.returncode == 1
    assert "STANDFIRST_SECRET_KEY is not set. Run `standfirst init`" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_dry_run_needs_no_settings(tmp_path: Path) -> None:
    answer = run("import", "text", "--dry-run", str(SAMPLES / "well-water.txt"), cwd=tmp_path)
    assert answer.returncode == 0
    assert "Imke Dahl" in answer.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_used_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    files = ["picture.txt", "missing.txt", str(SAMPLES / "night-trains.html")]
    answer = run("import", "text", "--dry-run", *files, cwd=tmp_path)
    assert answer.returncode == 1
    assert "Rhea Solano" in answer.stdout
    assert "picture.txt is not a text file" in answer.stderr
    assert "missing.txt cannot be read" in answer.stderr


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="runs on a SQLite file of its own")
@pytest.mark.django_db
def test_from_nothing_to_a_publication_with_an_imported_draft(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(
        databases.TEMPLATES / f"{databases.fingerprint()}.sqlite3",
        tmp_path / "data" / "standfirst.sqlite3",
    )
    made = run("init", "--editor", "pia@courier.example", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "standfirst.toml").stat().st_mode & 0o077 == 0
    again = run("init", cwd=tmp_path)
    assert "stays as it is" in again.stdout
    draft = run("import", "text", str(SAMPLES / "river-gauges.md"), cwd=tmp_path)
    assert draft.returncode == 0, draft.stderr
    assert "New draft: http://localhost:8000/admin/pages/" in draft.stdout
    revised = run("import", "text", str(SAMPLES / "river-gauges.md"), cwd=tmp_path)
    assert "New revision" in revised.stdout
    why = run("why", "-", "why-the-sel-valley-has-two-flood-warnings-at-once", cwd=tmp_path)
    assert "signed_out" in why.stdout
    link = run("signin-link", "pia@courier.example", cwd=tmp_path)
    assert link.stdout.startswith("http://localhost:8000/login/link/")
    doctor = run("doctor", cwd=tmp_path)
    assert "BAD  worker" in doctor.stdout
    assert "ok   migrations" in doctor.stdout
    assert run("tick", cwd=tmp_path).returncode == 0
    stranger = run("why", "nobody@post.example", "x", cwd=tmp_path)
    assert stranger.returncode == 1
    assert "Traceback" not in stranger.stderr


def test_production_does_not_start_with_a_default_secret(tmp_path: Path) -> None:
    answer = run(
        "serve",
        cwd=tmp_path,
        STANDFIRST_SECRET_KEY="insecure-" + "0123456789" * 5,
        STANDFIRST_BASE_URL="https://news.example",
    )
    assert answer.returncode == 1
    assert "SECRET_KEY is a default one" in answer.stderr
