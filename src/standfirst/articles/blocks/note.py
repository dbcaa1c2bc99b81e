"""A side note."""

from wagtail.blocks import CharBlock, RichTextBlock

from standfirst.articles import rich_text
from standfirst.articles.blocks.block import BodyBlock
from standfirst.articles.rules import Kind


class Note(BodyBlock):
    """A source or a method, beside the text on wide screens."""

    kind = Kind.NOTE
    example = {
        "title": "How we counted",
        "text": "<p>We took the board’s file as published and left out 61 samples.</p>",
    }

    title = CharBlock(required=False, max_length=80)
    text = RichTextBlock(features=rich_text.PLAIN_FEATURES)

    class Meta:
        icon = "comment"
        label = "Side note"
        template = "blocks/note.html"
        label_format = "{title}"
