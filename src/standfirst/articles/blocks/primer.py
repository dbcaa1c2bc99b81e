"""Before you read: the background."""

from dataclasses import replace
from typing import Any

from wagtail.blocks import CharBlock, DateBlock, RichTextBlock

from standfirst.articles import rich_text
from standfirst.articles.blocks.block import BodyBlock, Namer
from standfirst.articles.rules import Kind, Part


class Primer(BodyBlock):
    """What one should know first, in a ruled box, with the date it was last checked."""

    kind = Kind.PRIMER
    example = {
        "label": "Before you read",
        "text": "<ul><li>The plains have drunk from <b>shallow wells</b> since the 1890s.</li>"
        "<li>The <b>limit</b> is 50 milligrams a litre.</li></ul>",
        "checked_on": "2026-03-02",
    }

    label = CharBlock(max_length=80, default="Before you read")
    text = RichTextBlock(features=["bold", "italic", "link", "ul", "ol"])
    checked_on = DateBlock(required=False, label="Last checked")

    class Meta:
        icon = "info-circle"
        label = "Before you read"
        template = "blocks/primer.html"
        label_format = "{label}"

    def parts(self, value: Any, name: Namer) -> list[Part]:
        """One, whose words are those of its text, without label and date."""
        text = rich_text.text_of(value["text"].source)
        return [replace(part, text=text) for part in super().parts(value, name)]
