"""Tells Django of the package."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """The application `billing`."""

    name = "standfirst.billing"
    label = "billing"
