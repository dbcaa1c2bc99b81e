"""Tells Django of the package."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """The application `articles`."""

    name = "standfirst.articles"
    label = "articles"
