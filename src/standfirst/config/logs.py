"""Log lines: one event a line on standard error, as text or as JSON."""

import re
from typing import Any

import structlog

from standfirst.config.table import LogFormat, LogLevel

SECRET = re.compile(r"(/login/link/|/feed/|/sandbox/|/demo/signin/)[^\s\"']+")
"""Addresses that open something by themselves, or name somebody."""


def without_secrets(text: str) -> str:
    """The text with such addresses cut short."""
    return SECRET.sub(r"\1…", text)


def _hide_secrets(_logger: Any, _name: str, told: Any) -> Any:
    """Django names the address of whatever it did not find."""
    told["event"] = without_secrets(str(told["event"]))
    return told


def logging_of(log_format: LogFormat, level: LogLevel) -> dict[str, Any]:
    """Django's LOGGING, and structlog set up to go the same way."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_renderers(log_format),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
            "stripe": {"level": "WARNING"},
        },
    }


def _renderers(log_format: LogFormat) -> list[Any]:
    if log_format is LogFormat.JSON:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    plain = structlog.dev.plain_traceback  # the rich one prints local variables, secrets too
    return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
