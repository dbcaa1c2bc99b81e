"""Tells Django of the package."""

from django.apps import AppConfig


class AccountConfig(AppConfig):
    """The application `account`."""

    name = "standfirst.account"
    label = "your_account"
