"""Running text."""

from typing import Any

from wagtail.blocks import RichTextBlock

from standfirst.articles import rich_text
from standfirst.articles.blocks.block import BodyBlock, Namer
from standfirst.articles.rules import Kind, Part


class Text(BodyBlock):
    """Paragraphs and lists. Each of them is a part of its own, so that the gate can divide them."""

    kind = Kind.PARAGRAPH
    example = {
        "text": "<p>Tankers will stand in the nineteen squares from <b>7 April</b>. The board "
        "says it can keep them there for a year.</p><p>It has not said what happens after "
        "that.</p><ul><li>Cooking and washing: as before.</li><li>Gardens: no hoses.</li></ul>"
    }

    text = RichTextBlock(features=rich_text.FEATURES, label="Text")

    class Meta:
        icon = "pilcrow"
        label = "Text"
        template = "blocks/text.html"
        label_format = "{text}"

    def parts(self, value: Any, name: Namer) -> list[Part]:
        """One for each paragraph, list and small heading."""
        return rich_text.parts_of(value["text"].source)
