"""A film."""

from urllib.parse import urlsplit

from wagtail.blocks import CharBlock, StructValue, URLBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from standfirst.articles.blocks.block import FileBlock, web_address
from standfirst.articles.rules import Kind


class Film(StructValue):
    """Where it is shown."""

    @property
    def href(self) -> str:
        """The address elsewhere when it is one of the web, else nothing."""
        return web_address(self["url"])

    @property
    def host(self) -> str:
        """Whose page that is, without `www.`."""
        return (urlsplit(self["url"] or "").hostname or "").removeprefix("www.")


class Video(FileBlock):
    """A film behind its poster: nothing is fetched, and nobody told, before a reader asks."""

    kind = Kind.IMAGE
    example = {
        "document": None,
        "url": "https://film.example/watch/a-well-is-sunk",
        "title": "A well is sunk at Kestle",
        "poster": None,
        "alt": "Four people hold a rope over an open well.",
        "note": "4 minutes, with subtitles",
    }

    title = CharBlock(max_length=200)
    document = DocumentChooserBlock(
        required=False, label="File", help_text="MP4 or WebM: plays here, fetched when asked for."
    )
    url = URLBlock(
        required=False,
        label="Or its address elsewhere",
        help_text="The reader goes there by a link: no cookie of theirs is set on our page.",
    )
    poster = ImageChooserBlock(required=False)
    alt = CharBlock(required=False, max_length=300, label="What the poster shows")
    note = CharBlock(required=False, max_length=200, help_text="Such as: 4 minutes, no speech.")

    class Meta:
        icon = "desktop"
        label = "Video"
        template = "blocks/video.html"
        value_class = Film
        label_format = "{title}"
