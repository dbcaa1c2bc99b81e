"""Tells Django of the package."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    """The application `transfer`."""

    name = "standfirst.transfer"
    label = "transfer"
