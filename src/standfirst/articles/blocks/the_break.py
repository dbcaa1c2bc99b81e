"""The break."""

from typing import Any

from wagtail.blocks import StaticBlock

from standfirst.articles.blocks.block import Namer
from standfirst.articles.rules import Kind, Part


class Break(StaticBlock):
    """The place after which the gate holds. The first one counts."""

    kind = Kind.BREAK
    example: dict[str, Any] = {}

    class Meta:
        icon = "cut"
        label = "The break"
        admin_text = "The gate holds from here on."
        template = "blocks/break.html"

    def parts(self, value: Any, name: Namer) -> list[Part]:
        """A mark without words."""
        return [Part(Kind.BREAK)]
