"""A picture."""

from wagtail.blocks import CharBlock
from wagtail.images.blocks import ImageChooserBlock

from standfirst.articles.blocks.block import FileBlock
from standfirst.articles.rules import Kind


class Image(FileBlock):
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
