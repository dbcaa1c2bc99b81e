"""Tells Django of the package."""

from django.apps import AppConfig


class FrontsConfig(AppConfig):
    """The application `fronts`."""

    name = "standfirst.fronts"
    label = "fronts"
