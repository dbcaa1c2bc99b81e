"""Tells Django of the package."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The application `events`."""

    name = "standfirst.events"
    label = "events"
