"""Tells Django of the package."""

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    """The application `readers`."""

    name = "standfirst.readers"
    label = "readers"

    def ready(self) -> None:
        """Listens to allauth."""
        from standfirst.readers import receivers  # noqa: PLC0415 - models must be loaded first

        receivers.listen()
