"""What every block of an article's body has in common."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any, ClassVar
from urllib.parse import urlsplit

from wagtail.blocks import StructBlock

from standfirst.articles.rules import Kind, Part

Namer = Callable[[str], str]
"""Gives an address inside the page for a heading, a new one each time."""


BLOCK_TAG = re.compile(r"<(/?(?:p|br|li|h\d|t[dhr]|div|header|blockquote|fig\w+|caption)\b)")

TAG = re.compile(r'<(?:[^">]|"[^"]*")*>')
"""A tag as our templates and nh3 write it, values in double quotes."""


class BodyBlock(StructBlock):
    """A block that knows its parts. A new one is a file here, a template and an `example`.

    The example is the value that the pattern page and the tests show it with.
    """

    kind: ClassVar[Kind]
    example: ClassVar[dict[str, Any]]

    def parts(self, value: Any, name: Namer) -> list[Part]:
        """The block as parts: one, unless a block says otherwise."""
        html = self.render(value, {"name": name}).strip()
        return [Part(self.kind, html, text_of(html))] if html else []


class FileBlock(BodyBlock):
    """A block that shows a file: a picture, a recording, a document."""

    def parts(self, value: Any, name: Namer) -> list[Part]:
        """Always one, empty when the file is gone: the gate counts on it."""
        html = self.render(value, {"name": name}).strip()
        return [Part(self.kind, html, text_of(html))]


def web_address(address: str | None) -> str:
    """The address when it is one of the web, else nothing: a link must not run a script."""
    return address if address and urlsplit(address).scheme in {"http", "https"} else ""


def text_of(html: str) -> str:
    """The words in a piece of HTML; those of two blocks are kept apart."""
    return " ".join(unescape(TAG.sub("", BLOCK_TAG.sub(r" <\1", html))).split())
