"""Every block with its example, for the pattern page and the tests."""

from dataclasses import dataclass

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from standfirst.articles.blocks.body import BLOCKS
from standfirst.articles.rendering import Names
from standfirst.articles.rules import Part


@dataclass(frozen=True)
class Pattern:
    """A block as it looks."""

    name: str
    about: str
    parts: list[Part]


def examples() -> list[Pattern]:
    """One pattern for each block; where it shows a picture or a file, the first there is."""
    picture = get_image_model().objects.first()
    document = get_document_model().objects.first()
    at_hand = {"image": picture, "poster": picture, "document": document}
    name = Names()
    found = []
    for key, block in BLOCKS:
        files = {place: one.pk for place, one in at_hand.items() if one and place in block.example}
        raw = {**block.example, **files} if block.example else block.example
        about = (type(block).__doc__ or "").strip().splitlines()[0]
        found.append(Pattern(key, about, block.parts(block.to_python(raw), name)))
    return found
