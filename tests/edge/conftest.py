"""The fixtures that make articles."""

from tests.articles.making import front, make

__all__ = ["front", "make"]
