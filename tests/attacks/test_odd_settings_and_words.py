"""A setting or a word that cannot be used is named with what would do, and nothing is shown of it
that is secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from standfirst.config import folders, table
from standfirst.config.databases import database_of
from standfirst.config.mailers import mail_of
from standfirst.kernel.errors import InputError, SettingsError
from standfirst.ops import publication

SECRET = "kE3vZ1pQ8rT5yU2iO9aS4dF7gH6jK0lMnBvCxZqWeRtYuIoPaSd"


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The settings file, not written yet."""
    for name in [name for name in os.environ if name.startswith("STANDFIRST_")]:
        monkeypatch.delenv(name)
    path = tmp_path / "standfirst.toml"
    monkeypatch.setenv("STANDFIRST_CONFIG", str(path))
    monkeypatch.setenv("STANDFIRST_SECRET_KEY", SECRET)
    return path


@pytest.mark.parametrize("raw", [b"not toml [", b"\xff\xfe", b'a = "', b"\x00"])
def test_a_settings_file_that_cannot_be_read_is_named(file: Path, raw: bytes) -> None:
    file.write_bytes(raw)
    with pytest.raises(SettingsError, match=r"standfirst\.toml cannot be read"):
        table.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIME_ZONE", "Mars/Base"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("BASE_URL", "http://localhost:bad"),
        ("BASE_URL", "http://localhost:99999"),
        ("BASE_URL", "http://[::1"),
        ("BASE_URL", "javascript://x"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("THREADS", "-1"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"STANDFIRST_{name}", value)
    with pytest.raises(SettingsError, match=f"STANDFIRST_{name} is"):
        table.load()


def test_a_password_with_a_colon_is_not_shown(tmp_path: Path) -> None:
    for url in ("postgres://u:hunter2@host:p/db", "postgres://u:hun:ter2/x@host/db"):
        with pytest.raises(SettingsError) as refusal:
            database_of(url, data_dir=tmp_path)
        assert "hun" not in str(refusal.value)
    with pytest.raises(SettingsError) as refusal:
        mail_of("smtp://u:hunter2@host:mail", data_dir=tmp_path)
    assert "hunter2" not in str(refusal.value)


def test_a_data_folder_in_which_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        with pytest.raises(SettingsError, match="STANDFIRST_DATA_DIR is"):
            folders.ensure(folder)
    folders.ensure(tmp_path / "new" / "folder")


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "a@b.example\nc", "' or 1=1"])
def test_nobody_becomes_publisher_under_an_address_that_is_none(email: str) -> None:
    with pytest.raises(InputError):
        publication.make_publisher(email)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ["serve", "--port", "99999999"],
        ["demo", "--port", "0"],
        ["demo", "--data", "/dev/null"],
        ["import", "text", "/nowhere", "--dry-run"],
        ["import", "text", "/dev/zero", "--dry-run"],
        ["nothing"],
    ],
)
def test_a_command_ends_in_words(words: list[str], tmp_path: Path) -> None:
    env = {**os.environ, "STANDFIRST_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "standfirst.ops.main", *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("standfirst")


@pytest.mark.slow
def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    url = "postgres://nobody:hunter2@127.0.0.1:1/nothing"
    env = {**os.environ, "STANDFIRST_DATA_DIR": str(tmp_path), "DATABASE_URL": url}
    command = [sys.executable, "-m", "standfirst.ops.main", "serve"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr
