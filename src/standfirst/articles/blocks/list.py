"""A list."""

from wagtail.blocks import BooleanBlock, ListBlock, RichTextBlock

from standfirst.articles import rich_text
from standfirst.articles.blocks.block import BodyBlock
from standfirst.articles.rules import Kind


class List(BodyBlock):
    """Items that stand below each other, numbered or not."""

    kind = Kind.LIST
    example = {
        "items": [
            "<p><b>Cooking, drinking, washing:</b> as before.</p>",
            "<p><b>Gardens:</b> no hoses until further notice.</p>",
        ],
        "is_numbered": False,
    }

    items = ListBlock(RichTextBlock(features=rich_text.PLAIN_FEATURES))
    is_numbered = BooleanBlock(required=False, label="Numbered")

    class Meta:
        icon = "list-ul"
        label = "List"
        template = "blocks/list.html"
