"""The page of `docs/reference/` that lists the addresses of the publication."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from standfirst.demo import urls as demo
from tests.docs.tables import code, first_line, sheet, table

THEIRS = {
    "^admin/": "The newsroom: Wagtail's own pages, with plans, people and topics among them.",
    "": "Articles and stories, each by its slug below the front page.",
}
"""Addresses that Wagtail serves, one line for all of them."""

OTHERWISE = {
    "account_inactive": "The page for somebody whose account is shut.",
    "patterns": "Every block as it looks, from its example: for the newsroom.",
}
"""Views whose own words are lost behind a decorator, or are not ours."""


def addresses() -> str:
    """Every address of the publication, and of the demo."""
    return sheet(
        "Addresses",
        "Every address that the publication answers. Names are for `{% url %}` in templates.",
        table(["Address", "Name", "What it gives"], _rows(get_resolver().url_patterns, "/", "")),
        "## In the demo only",
        table(["Address", "Name", "What it gives"], _rows(demo.urlpatterns, "/demo/", "demo:")),
    )


def _rows(patterns: list[Any], stem: str, space: str) -> Iterator[list[str]]:
    for pattern in patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if about := _about_theirs(pattern):
                yield [code(stem + route), "", about]
            else:
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from _rows(pattern.url_patterns, stem + route, space + inner)
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name}" if pattern.name else ""
            yield [code(stem + _plain(route)), code(name), _about(pattern)]


def _about_theirs(resolver: URLResolver) -> str:
    module = getattr(resolver.urlconf_name, "__name__", str(resolver.urlconf_name))
    if not module.startswith("wagtail"):
        return ""
    return THEIRS["^admin/" if "admin" in module else ""]


def _plain(route: str) -> str:
    """A regular expression as near to an address as it comes."""
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).strip("^$")


def _about(pattern: URLPattern) -> str:
    if pattern.name in OTHERWISE:
        return OTHERWISE[pattern.name]
    view = pattern.callback
    if "url" in getattr(view, "view_initkwargs", {}):
        return "Leads to the account page."
    about = first_line(getattr(view, "view_class", view).__doc__)
    assert about, f"{pattern.name} says nothing of itself"
    return about
