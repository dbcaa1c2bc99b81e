"""A map or a diagram."""

from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.images.blocks import ImageChooserBlock

from standfirst.articles.blocks.block import FileBlock
from standfirst.articles.rules import Kind


class Diagram(FileBlock):
    """A map or a diagram, with all that it tells in words below it."""

    kind = Kind.IMAGE
    example = {
        "image": None,
        "alt": "A map of nineteen villages and their wells.",
        "description": "<p>The wells that close lie in a belt from Kestle in the north to Little "
        "Arlen in the south, all west of the river.</p>",
        "caption": "The 38 wells that close",
        "credit": "Map for the publication",
    }

    image = ImageChooserBlock()
    alt = CharBlock(max_length=300, label="What it is", help_text="In a few words: a map of …")
    description = RichTextBlock(
        features=["bold", "italic", "link", "ul", "ol"],
        label="What it tells",
        help_text="Everything that one learns from it, for those who cannot see it.",
    )
    caption = CharBlock(required=False, max_length=500)
    credit = CharBlock(required=False, max_length=120)

    class Meta:
        icon = "site"
        label = "Map or diagram"
        template = "blocks/diagram.html"
        label_format = "{caption}"
