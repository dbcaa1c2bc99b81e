"""From an article's body to its parts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import slugify

from standfirst.articles.rules import Kind, Part, Parts

IMAGE = "image"
TAKEN = ("main", "break", "toc", "sofar", "gate")


def parts_of(body: Any, *, with_images: bool = True) -> Parts:
    """The parts of a body (a StreamValue), in order.

    Without images each of them is an empty part, so that the gate divides the body at the same
    place either way, and nothing is asked of the database.
    """
    name = Names()
    parts: list[Part] = []
    for place, raw in enumerate(body.raw_data):
        if raw["type"] == IMAGE and not with_images:
            parts.append(Part(Kind.IMAGE))
        else:
            child = body[place]
            parts += child.block.parts(child.value, name)
    return tuple(parts)


def images_of(body: Iterable[Any]) -> list[Any]:
    """The images that a body shows."""
    shown = (child.value["image"] for child in body if child.block_type == IMAGE)
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
