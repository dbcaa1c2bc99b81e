"""The fixtures that make articles."""

from tests.articles.making import editor, front, make

__all__ = ["editor", "front", "make"]
