"""How mail leaves: Django's EMAIL settings for a mail URL."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from standfirst.config.table import has_port
from standfirst.kernel.errors import SettingsError

BACKENDS = "django.core.mail.backends"


def mail_of(url: str, *, data_dir: Path) -> dict[str, Any]:
    """Django's EMAIL_* settings for `url`. Raises SettingsError for one that names no way."""
    parts = urlsplit(url)
    if not has_port(url):
        raise SettingsError(
            "The port in STANDFIRST_MAIL_URL is no number.",
            help="smtp://name:password@host:587 would do; a colon or a slash in the password is "
            "written %3A or %2F.",
            code="settings_unusable",
        )
    match parts.scheme:
        case "console":
            return {"EMAIL_BACKEND": f"{BACKENDS}.console.EmailBackend"}
        case "file":
            return {
                "EMAIL_BACKEND": f"{BACKENDS}.filebased.EmailBackend",
                "EMAIL_FILE_PATH": str(data_dir / "mail"),
            }
        case "inbox":
            return {"EMAIL_BACKEND": "standfirst.mail.inbox.InboxBackend"}
        case "smtp" | "smtps":
            return {
                "EMAIL_BACKEND": f"{BACKENDS}.smtp.EmailBackend",
                "EMAIL_HOST": parts.hostname or "localhost",
                "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
                "EMAIL_HOST_USER": unquote(parts.username or ""),
                "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
                "EMAIL_USE_SSL": parts.scheme == "smtps",
                "EMAIL_USE_TLS": parts.port == 587,
                "EMAIL_TIMEOUT": 20,
            }
    raise SettingsError(
        f"STANDFIRST_MAIL_URL begins with {parts.scheme!r}.",
        help="smtp://name:password@host:587, smtps://…, console: or file: would do.",
        code="settings_unusable",
    )
