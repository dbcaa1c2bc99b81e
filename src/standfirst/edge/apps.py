"""Tells Django of the package."""

from django.apps import AppConfig


class EdgeConfig(AppConfig):
    """The application `edge`."""

    name = "standfirst.edge"
    label = "edge"

    def ready(self) -> None:
        """Connects what changes pages."""
        from standfirst.edge import receivers  # noqa: PLC0415 - models must be loaded first

        receivers.connect()
