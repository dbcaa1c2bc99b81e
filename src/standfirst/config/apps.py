"""Tells Django of the package, and wires the others once all are loaded."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The application `config`."""

    name = "standfirst.config"
    label = "config"

    def ready(self) -> None:
        """Connects events, sweeps and the payment company."""
        from standfirst.config import wiring  # noqa: PLC0415 - models must be loaded first

        wiring.wire()
