"""Tells Django of the package."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The application `desk`."""

    name = "standfirst.desk"
    label = "desk"
