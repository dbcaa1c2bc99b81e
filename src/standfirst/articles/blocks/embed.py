"""Something shown elsewhere, as a card that links to it."""

from urllib.parse import urlsplit

from wagtail.blocks import CharBlock, StructValue, URLBlock

from standfirst.articles.blocks.block import BodyBlock, web_address
from standfirst.articles.rules import Kind


class Link(StructValue):
    """An address and where it leads."""

    @property
    def host(self) -> str:
        """The host, without `www.`."""
        return (urlsplit(self["url"] or "").hostname or "").removeprefix("www.")

    @property
    def href(self) -> str:
        """The address when it is one of the web, else nothing."""
        return web_address(self["url"])


class Embed(BodyBlock):
    """A card that links to a film, a sound or a post. Nothing is loaded from there."""

    kind = Kind.EMBED
    example = {
        "url": "https://film.example/watch/38-wells",
        "title": "The chair of the water board answers for an hour",
        "note": "Film, 58 minutes",
    }

    url = URLBlock()
    title = CharBlock(required=False, max_length=200)
    note = CharBlock(required=False, max_length=200, help_text="Such as: film, 58 minutes.")

    class Meta:
        icon = "link-external"
        label = "Embed"
        template = "blocks/embed.html"
        value_class = Link
        label_format = "{url}"
