"""Every block with its example, for the pattern page and the tests."""

from dataclasses import dataclass

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
    """One pattern for each block; the image's shows the first picture there is."""
    picture = get_image_model().objects.first()
    name = Names()
    found = []
    for key, block in BLOCKS:
        raw = (
            {**block.example, "image": picture.pk} if key == "image" and picture else block.example
        )
        about = (type(block).__doc__ or "").strip().splitlines()[0]
        found.append(Pattern(key, about, block.parts(block.to_python(raw), name)))
    return found
