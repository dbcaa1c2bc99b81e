"""The fixtures that make articles, and a demo to serve."""

from tests.articles.making import front, make
from tests.ops.conftest import template

__all__ = ["front", "make", "template"]
