"""The fixtures that make articles."""

from tests.articles.making import editor, front

__all__ = ["editor", "front"]
