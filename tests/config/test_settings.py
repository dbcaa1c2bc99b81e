"""Settings: what is read from where, and every fault told at once."""

from pathlib import Path

import pytest

from standfirst.config import table
from standfirst.config.databases import database_of
from standfirst.config.mailers import mail_of
from standfirst.kernel.errors import SettingsError

SECRET = "kE3vZ1pQ8rT5yU2iO9aS4dF7gH6jK0lMnBvCxZqWeRtYuIoPaSd"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without a setting, in a folder without a file."""
    for name in ("SECRET_KEY", "BASE_URL", "MAIL_URL", "DATA_DIR", "EXPLAIN_HEADERS", "DEMO"):
        monkeypatch.delenv(f"STANDFIRST_{name}", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("STANDFIRST_CONFIG", str(tmp_path / "standfirst.toml"))


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDFIRST_BASE_URL", "news.example")
    monkeypatch.setenv("STANDFIRST_THREADS", "many")
    monkeypatch.setenv("STANDFIRST_PAYMENT", "barter")
    with pytest.raises(SettingsError) as refusal:
        table.load()
    told = str(refusal.value)
    assert "STANDFIRST_SECRET_KEY is not set. Run `standfirst init`" in told
    assert "STANDFIRST_BASE_URL is 'news.example': needs to look like" in told
    assert "STANDFIRST_THREADS is 'many'" in told
    assert "STANDFIRST_PAYMENT is 'barter'" in told
    assert len(told.splitlines()) == 4


def test_a_secret_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDFIRST_SECRET_KEY", "hunter2")
    with pytest.raises(SettingsError) as refusal:
        table.load()
    assert "hunter2" not in str(refusal.value)


def test_the_environment_goes_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "standfirst.toml"
    file.write_text(f'secret_key = "{SECRET}"\nbase_url = "https://a.example/"\nthreads = 2\n')
    monkeypatch.setenv("STANDFIRST_BASE_URL", "http://127.0.0.1:9000")
    settings = table.load()
    assert settings.base_url == "http://127.0.0.1:9000"
    assert settings.threads == 2


def test_a_default_secret_does_not_start_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDFIRST_BASE_URL", "https://news.example")
    monkeypatch.setenv("STANDFIRST_SECRET_KEY", "insecure-demo-key-" + "0123456789" * 4)
    with pytest.raises(SettingsError) as refusal:
        table.load()
    assert "SECRET_KEY is a default one" in str(refusal.value)
    assert "the sandbox takes no money" in str(refusal.value)


def test_a_live_key_is_never_given_to_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDFIRST_SECRET_KEY", SECRET)
    monkeypatch.setenv("STANDFIRST_STRIPE_SECRET_KEY", "sk_live_1234")
    with pytest.raises(SettingsError) as refusal:
        table.load()
    assert "live key" in str(refusal.value)
    assert "1234" not in str(refusal.value)


def test_the_demo_runs_on_loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDFIRST_SECRET_KEY", SECRET)
    monkeypatch.setenv("STANDFIRST_DEMO", "true")
    monkeypatch.setenv("STANDFIRST_BASE_URL", "https://news.example")
    with pytest.raises(SettingsError):
        table.load()


def test_sqlite_is_set_up_for_several_writers(tmp_path: Path) -> None:
    entry = database_of("", data_dir=tmp_path)
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout="):
        assert pragma in entry["OPTIONS"]["init_command"]


def test_a_postgres_address_is_taken_apart(tmp_path: Path) -> None:
    entry = database_of(
        "postgres://an%40na:s%2Fecret@db.example:5433/news?sslmode=require", data_dir=tmp_path
    )
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"]) == ("an@na", "s/ecret", "db.example")
    assert (entry["NAME"], entry["PORT"]) == ("news", "5433")
    assert entry["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://a/b", "oracle:x"])
def test_another_database_is_refused_with_what_would_do(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="postgres://"):
        database_of(url, data_dir=tmp_path)


def test_a_mail_address_without_a_way_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="smtp://"):
        mail_of("pigeon://coop", data_dir=tmp_path)
    assert mail_of("smtp://a:b@mail.example:587", data_dir=tmp_path)["EMAIL_USE_TLS"] is True
    assert mail_of("smtps://mail.example", data_dir=tmp_path)["EMAIL_PORT"] == 465
