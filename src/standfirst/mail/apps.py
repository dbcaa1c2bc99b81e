"""Tells Django of the package."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The application `mail`."""

    name = "standfirst.mail"
    label = "mail"
