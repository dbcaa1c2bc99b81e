"""Every setting of Standfirst in one typed table, and the only place where one is read.

A setting comes from the environment (`STANDFIRST_` and its name in capitals; `DATABASE_URL`
without the prefix too) or from `standfirst.toml`. The environment wins.
"""

import os
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from standfirst.kernel.errors import SettingsError

SECRET_LENGTH_MIN = 50
TOKEN_LENGTH_MIN = 16
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


STRIPE_ADDRESS = "https://api.stripe.com"


class Payment(StrEnum):
    """Which payment company is asked."""

    SANDBOX = "sandbox"
    STRIPE = "stripe"


class LogFormat(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """From which weight on log lines are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """What the person who runs Standfirst may set."""

    model_config = SettingsConfigDict(env_prefix="STANDFIRST_", extra="ignore")

    secret_key: SecretStr = Field(description="50 or more random characters; signs sessions.")
    base_url: str = Field(
        "http://localhost:8000",
        description="Where readers find the publication, no slash at the end.",
    )
    data_dir: Path = Field(
        Path("data"), description="Folder for the SQLite file, media, static files and the sandbox."
    )
    database_url: str = Field(
        "",
        validation_alias=AliasChoices("STANDFIRST_DATABASE_URL", "DATABASE_URL", "database_url"),
        description="postgres://name:password@host/database; empty: SQLite in the data folder.",
    )
    mail_url: str = Field(
        "console:",
        description="smtp://name:password@host:587, smtps://…, console: or file:.",
    )
    mail_from: str = Field("news@localhost", description="The address that mail comes from.")
    payment: Payment = Field(Payment.SANDBOX, description="sandbox or stripe.")
    stripe_secret_key: SecretStr = Field(SecretStr(""), description="Stripe's secret key.")
    stripe_webhook_secret: SecretStr = Field(
        SecretStr(""), description="The signing secret of the webhook endpoint."
    )
    stripe_tax: bool = Field(
        False,
        description="Have Stripe Tax reckon the tax, and ask for the address that it needs. Set it "
        "up at Stripe first.",
    )
    stripe_address: str = Field(
        STRIPE_ADDRESS,
        description="Where Stripe's API is. Another one is for `standfirst sandbox`, on this "
        "machine alone.",
    )
    time_zone: str = Field(
        "UTC", description="The publication's time zone, such as Europe/Stockholm."
    )
    withdrawal_days: int = Field(
        14,
        ge=14,
        le=365,
        description="Days in which a reader may withdraw from the contract; the EU asks for 14.",
    )
    explain_headers: bool = Field(
        False, description="Send Standfirst-Access and Standfirst-Reason with gated answers."
    )
    maintenance: bool = Field(False, description="Answer every page with the maintenance page.")
    demo: bool = Field(
        False, description="Serve the demo: its clock, cast and inbox. Loopback only."
    )
    debug: bool = Field(False, description="Django's debug pages. Never in production.")
    log_format: LogFormat = Field(LogFormat.TEXT, description="text or json.")
    log_level: LogLevel = Field(LogLevel.INFO, description="debug, info, warning or error.")
    threads: int = Field(4, ge=1, le=64, description="How many requests Django answers at once.")
    connections_max: int = Field(
        10_000, ge=10, le=1_000_000, description="How many connections a server process takes."
    )
    access_log: bool = Field(
        False, description="Write a line for each answer, without anything of the reader's."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="16 or more characters with which /metrics is read; empty: nobody reads it.",
    )
    proxy_keeps_s: int = Field(
        0,
        ge=0,
        le=86_400,
        description="Seconds for which a proxy or CDN in front may keep what anybody is shown; 0: "
        "it asks each time.",
    )
    purge_url: str = Field(
        "", description="Where the CDN is told what has changed; empty: it is told nothing."
    )
    purge_token: SecretStr = Field(
        SecretStr(""), description="Sent to the CDN as Authorization: Bearer."
    )

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < SECRET_LENGTH_MIN:
            raise ValueError(f"needs {SECRET_LENGTH_MIN} characters or more")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < TOKEN_LENGTH_MIN:
            raise ValueError(f"needs {TOKEN_LENGTH_MIN} characters or more")
        return value

    @field_validator("purge_url")
    @classmethod
    def _place_to_tell(cls, value: str) -> str:
        parts = urlsplit(value)
        is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
        if value and not (
            has_port(value) and parts.hostname and (parts.scheme == "https" or is_here)
        ):
            raise ValueError("needs to look like https://cdn.example/purge")
        return value

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not has_port(value):
            raise ValueError("needs to look like https://news.example")
        return value.rstrip("/")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone")
        return value

    @field_validator("mail_from")
    @classmethod
    def _one_address(cls, value: str) -> str:
        if not value.isprintable() or "@" not in parseaddr(value)[1]:
            raise ValueError("is no mail address")
        return value

    @property
    def host(self) -> str:
        """The host name of the publication."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def is_production(self) -> bool:
        """True where readers other than oneself can come: not debugging, not on loopback."""
        return not self.debug and not self.demo and self.host not in LOOPBACK

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, toml_file=config_file()),
        )


def has_port(url: str) -> bool:
    """True where the port of an address is a number or left out."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def config_file() -> Path:
    """The file that settings are read from: STANDFIRST_CONFIG, else standfirst.toml here, else
    that of a demo made here."""
    if named := os.environ.get("STANDFIRST_CONFIG"):
        return Path(named)
    here, demo = Path("standfirst.toml"), Path("demo-data", "standfirst.toml")
    return demo if demo.exists() and not here.exists() else here


HINTS = {
    "secret_key": "Run `standfirst init`, or set it to 50 random characters.",
    "payment": "sandbox or stripe would do.",
    "time_zone": "Europe/Stockholm would do.",
}


def load() -> Settings:
    """The settings in force. Raises SettingsError naming every fault at once."""
    try:
        settings = Settings()  # type: ignore[call-arg]  # its fields come from the environment
    except ValidationError as fault:
        raise SettingsError("\n".join(_lines(fault.errors())), code="settings_unusable") from fault
    except (OSError, ValueError) as fault:
        raise SettingsError(
            f"{config_file()} cannot be read: {fault}.",
            help='A line in it looks like: base_url = "https://news.example"',
            code="settings_unusable",
        ) from fault
    if faults := _contradictions(settings):
        raise SettingsError("\n".join(faults), code="settings_unusable")
    return settings


def _lines(errors: list[Any]) -> list[str]:
    return [_line(error) for error in errors]


def _line(error: dict[str, Any]) -> str:
    name = str(error["loc"][0]) if error["loc"] else "settings"
    variable = variable_of(name)
    field = Settings.model_fields.get(name)
    hint = HINTS.get(name, field.description if field and field.description else "")
    if error["type"] == "missing":
        return f"{variable} is not set. {hint}"
    seen = "(hidden)" if field and field.annotation is SecretStr else repr(error["input"])
    what = error["msg"].removeprefix("Value error, ")
    return f"{variable} is {seen}: {what[0].lower()}{what[1:]}. {hint}"


def variable_of(name: str) -> str:
    """The environment variable that sets the setting `name`."""
    return name if name.isupper() else f"STANDFIRST_{name.upper()}"


def _contradictions(settings: Settings) -> list[str]:
    """What is wrong with settings that are each right by themselves."""
    faults = []
    key = settings.stripe_secret_key.get_secret_value()
    if settings.payment is Payment.STRIPE and not key:
        faults.append("STANDFIRST_STRIPE_SECRET_KEY is not set, and STANDFIRST_PAYMENT is stripe.")
    if settings.payment is Payment.STRIPE and not settings.stripe_webhook_secret.get_secret_value():
        faults.append(
            "STANDFIRST_STRIPE_WEBHOOK_SECRET is not set: without it no webhook can be believed."
        )
    if settings.payment is Payment.SANDBOX and key.startswith(("sk_live", "rk_live")):
        faults.append(
            "STANDFIRST_STRIPE_SECRET_KEY is a live key, and STANDFIRST_PAYMENT is sandbox."
        )
    if settings.stripe_address != STRIPE_ADDRESS:
        if urlsplit(settings.stripe_address).hostname not in LOOPBACK:
            faults.append(
                "STANDFIRST_STRIPE_ADDRESS is neither Stripe nor on this machine: a key would go "
                "to strangers."
            )
        if key.startswith(("sk_live", "rk_live")):
            faults.append("STANDFIRST_STRIPE_ADDRESS is the sandbox, and the key is a live one.")
    if settings.demo and settings.host not in LOOPBACK:
        faults.append(
            f"STANDFIRST_BASE_URL is {settings.base_url!r}: the demo runs on loopback only."
        )
    secret = settings.secret_key.get_secret_value()
    if settings.is_production and ("insecure" in secret or len(set(secret)) < 10):
        faults.append(
            "STANDFIRST_SECRET_KEY is a default one, and this is production. Run `standfirst init`."
        )
    if settings.is_production and settings.payment is Payment.SANDBOX:
        faults.append(
            f"STANDFIRST_PAYMENT is sandbox, and STANDFIRST_BASE_URL is {settings.base_url!r}: "
            "the sandbox takes no money. Set it to stripe."
        )
    return faults
