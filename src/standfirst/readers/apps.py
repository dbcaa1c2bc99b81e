"""Tells Django of the package."""

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    """The application `readers`."""

    name = "standfirst.readers"
    label = "readers"
