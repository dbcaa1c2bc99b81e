"""From an article's body to its parts."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import slugify

from standfirst.articles.primers.queries import BLOCK as PRIMER
from standfirst.articles.primers.queries import Kept, kept_in
from standfirst.articles.primers.rules import Use
from standfirst.articles.rules import Kind, Part, Parts

PICTURES = {"image": "image", "diagram": "image", "video": "poster"}
"""The blocks that show a picture, and where it stands in them."""

FILES = dict.fromkeys(PICTURES, Kind.IMAGE) | {"document": Kind.DOCUMENT, "audio": Kind.AUDIO}
"""The blocks that show a file, and what kind of part each is."""

MADE_OF_WORDS = frozenset({"text", "list", "note", "table"})
"""Blocks whose parts follow from what was typed in them, and from nothing else."""

LINK = "linktype"
"""The mark of rich text that leads to something in the database."""

KEPT_MAX = 4096
_kept: dict[tuple[str, str], Parts] = {}

TAKEN = ("main", "break", "toc", "sofar", "gate")


def parts_of(body: Any, *, with_images: bool = True, kept: Kept | None = None) -> Parts:
    """The parts of a body (a StreamValue), in order.

    Without images each of them, and each other file, is an empty part, so that the gate divides
    the body at the same place either way, and nothing is asked of the database but what kept
    primers say, unless that is at hand in `kept`.
    """
    name, told = Names(), kept_in([body]) if kept is None else kept
    parts: list[Part] = []
    for place, raw in enumerate(body.raw_data):
        if raw["type"] in FILES and not with_images:
            parts.append(Part(FILES[raw["type"]]))
        elif raw["type"] == PRIMER:
            parts += _primer(body[place], told, name)
        else:
            parts += _made(body, place, name)
    return tuple(parts)


def _made(body: Any, place: int, name: "Names") -> Parts:
    """The parts of a block, made once in this process where its words alone decide what they are.

    A link to a page of the publication is one more thing that decides: that page may move.
    """
    raw = body.raw_data[place]
    key = json.dumps(raw["value"]) if raw["type"] in MADE_OF_WORDS else LINK
    kept = _kept.get((raw["type"], key))
    if kept is not None:
        return kept
    child = body[place]
    parts = tuple(child.block.parts(child.value, name))
    if LINK not in key:
        _keep((raw["type"], key), parts)
    return parts


def _keep(key: tuple[str, str], parts: Parts) -> None:
    if len(_kept) >= KEPT_MAX:
        _kept.clear()
    _kept[key] = parts


def _primer(child: Any, told: Kept, name: "Names") -> list[Part]:
    """What a kept primer says; else the words of the article's own."""
    chosen = child.value["primer"]
    said = told.get(Use(chosen.pk, child.value["version"])) if chosen else None
    parts: list[Part] = (
        child.block.parts_told(said, name) if said else child.block.parts(child.value, name)
    )
    return parts


def images_of(body: Iterable[Any]) -> list[Any]:
    """The images that a body shows."""
    shown = (
        child.value[PICTURES[child.block_type]] for child in body if child.block_type in PICTURES
    )
    return [image for image in shown if image]


def fetch_renditions(images: Iterable[Any]) -> None:
    """Gets the renditions of all the images in one statement."""
    wanted = [image for image in images if image]
    if wanted:
        prefetch_related_objects(wanted, "renditions")


class Names:
    """Addresses inside one page: each heading gets one that nothing else has."""

    def __init__(self) -> None:
        self.taken = set(TAKEN)

    def __call__(self, heading: str) -> str:
        """A new address made from the heading's words."""
        stem = slugify(heading)[:60].strip("-") or "part"
        name, count = stem, 1
        while name in self.taken:
            count += 1
            name = f"{stem}-{count}"
        self.taken.add(name)
        return name
