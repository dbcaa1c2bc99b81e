"""The database connection that Django is given: SQLite by default, PostgreSQL by its URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from standfirst.config.table import has_port
from standfirst.kernel.errors import SettingsError

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA busy_timeout=10000; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
)


def database_of(url: str, *, data_dir: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `url`. Raises SettingsError for a kind that is not supported."""
    if not url:
        return _sqlite(str(data_dir / "standfirst.sqlite3"))
    parts = urlsplit(url)
    if not has_port(url):
        raise SettingsError(
            "The port in DATABASE_URL is no number.",
            help="Use postgres://name:password@host/database; a colon or a slash in the password "
            "is written %3A or %2F.",
            code="settings_unusable",
        )
    match parts.scheme:
        case "sqlite" | "sqlite3":
            return _sqlite(url.partition("://")[2].removeprefix("/") or ":memory:")
        case "postgres" | "postgresql":
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path.removeprefix("/")),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": unquote(parts.hostname or ""),
                "PORT": str(parts.port or ""),
                "OPTIONS": dict(parse_qsl(parts.query)),
                "CONN_MAX_AGE": 60,
                "CONN_HEALTH_CHECKS": True,
            }
    raise SettingsError(
        f"DATABASE_URL begins with {parts.scheme!r}.",
        help="Use postgres://name:password@host/database, or leave it empty for SQLite.",
        code="settings_unusable",
    )


def _sqlite(name: str) -> dict[str, Any]:
    """SQLite as several threads and processes need it: without IMMEDIATE, a transaction that
    reads before it writes fails as soon as another one has written in between."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": SQLITE_PRAGMAS,
        },
    }
