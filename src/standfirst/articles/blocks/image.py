"""A picture."""

from typing import Any

from wagtail.blocks import CharBlock
from wagtail.images.blocks import ImageChooserBlock

from standfirst.articles.blocks.block import BodyBlock, Namer, text_of
from standfirst.articles.rules import Kind, Part


class Image(BodyBlock):
    """A picture with what it shows in words, a caption and a credit."""

    kind = Kind.IMAGE
    example = {
        "image": None,
        "alt": "A row of village wells under low hills.",
        "caption": "From next month nineteen villages will not drink from these.",
        "credit": "Print for the publication",
    }

    image = ImageChooserBlock()
    alt = CharBlock(
        required=False,
        max_length=300,
        label="What it shows",
        help_text="For those who cannot see it. Empty when the caption says it all.",
    )
    caption = CharBlock(required=False, max_length=500)
    credit = CharBlock(required=False, max_length=120)

    class Meta:
        icon = "image"
        label = "Image"
        template = "blocks/image.html"
        label_format = "{caption}"

    def parts(self, value: Any, name: Namer) -> list[Part]:
        """Always one, empty when the picture is gone: the gate counts on it."""
        html = self.render(value, {"name": name}).strip()
        return [Part(Kind.IMAGE, html, text_of(html))]
