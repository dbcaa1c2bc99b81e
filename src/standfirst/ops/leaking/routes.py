"""The URL configuration as a list of routes, and addresses made from them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils.regex_helper import normalize

from standfirst.ops.leaking.locked import Piece

PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
FILLERS = {
    "app_label": "articles",
    "app_name": "articles",
    "content_type_app_name": "articles",
    "content_type_model_name": "article",
    "model_name": "article",
    "action": "delete",
    "action_name": "delete",
    "filter_spec": "max-165x165",
    "email": "nobody@nowhere.example",
    "token": "none",
    "uidb64": "none",
}
PAGE_NUMBERS = ("page_id", "parent_page_id", "page_pk", "page_to_move_id", "object_id", "pk")
GROUP_CHOICES = ("live", "latest", "none")


@dataclass(frozen=True)
class Route:
    """A URL pattern, as the resolver spells it, and the pieces it is put together from."""

    text: str
    pieces: tuple[object, ...]

    @property
    def address(self) -> str:
        """The same without marks of regular expressions, for people."""
        return "/" + self.text


def routes(
    patterns: Sequence[URLPattern | URLResolver] | None = None, before: tuple[object, ...] = ()
) -> Iterator[Route]:
    """Every URL pattern there is, the included ones too."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        pieces = (*before, one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, pieces)
        else:
            yield Route("".join(map(str, pieces)), pieces)


def filled(route: Route, piece: Piece, numbers: dict[str, int]) -> str:
    """An address of the route: page numbers are the piece's, `numbers` those of other things.

    Empty where none was found that the route answers.
    """
    values = {
        **FILLERS,
        **{name: str(piece.pk) for name in PAGE_NUMBERS},
        "revision_id": str(piece.revision_id),
        **{name: str(number) for name, number in numbers.items()},
    }
    path = "/" + "".join(_part(one, values) for one in route.pieces)
    return path if _leads_to(path, route) else ""


def _part(pattern: object, values: dict[str, str]) -> str:
    if hasattr(pattern, "_route"):
        return PLACEHOLDER.sub(lambda hit: values.get(hit[1], "1"), str(pattern))
    text, names = normalize(str(pattern).removesuffix("$"))[0]
    choices = chain([values["pk"]], GROUP_CHOICES)
    return str(text % {name: values.get(name) or next(choices) for name in names})


def _leads_to(path: str, route: Route) -> bool:
    """True where the route answers, or one that stands before it and is spelt to do so."""
    try:
        found = resolve(path).route
    except Resolver404:
        return False
    catches_all = (found.startswith("^") and "[" in found) or found.endswith("^.*/$")
    return found == route.text or not catches_all
