"""A heading that opens a section."""

from typing import Any

from django.utils.html import format_html
from wagtail.blocks import CharBlock

from standfirst.articles.blocks.block import BodyBlock, Namer
from standfirst.articles.rules import Kind, Part


class Section(BodyBlock):
    """A heading; what follows it, up to the next, is the section."""

    kind = Kind.HEADING
    example = {"heading": "What the readings show"}

    heading = CharBlock(max_length=120)

    class Meta:
        icon = "title"
        label = "Section"
        help_text = "One theme, told to its end: a question readers would ask is a good heading."
        template = "blocks/section.html"
        label_format = "{heading}"

    def parts(self, value: Any, name: Namer) -> list[Part]:
        """The heading, with the address that the contents lead to."""
        heading = value["heading"].strip()
        anchor = name(heading)
        html = format_html('<h2 id="{}">{}</h2>', anchor, heading)
        return [Part(Kind.HEADING, html, heading, anchor)] if heading else []
