"""Tells Django of the package."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The application `jobs`."""

    name = "standfirst.jobs"
    label = "jobs"
