"""Tells Django of the package."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The application `access`."""

    name = "standfirst.access"
    label = "access"
