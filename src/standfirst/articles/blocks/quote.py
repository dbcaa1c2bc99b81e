"""A quotation with its speaker."""

from wagtail.blocks import CharBlock, StructValue, TextBlock

from standfirst.articles.blocks.block import BodyBlock, web_address
from standfirst.articles.rules import Kind


class Record(StructValue):
    """What was said, and where that can be looked up."""

    @property
    def source_href(self) -> str:
        """The source when it is an address of the web, else nothing."""
        return web_address(self["source"])


class Quote(BodyBlock):
    """A quotation on record: who, in which office, where, when, and the source."""

    kind = Kind.QUOTE
    example = {
        "text": "We were wrong to think people could not read a table.",
        "speaker": "Lotte Arkwright",
        "office": "chair of the water board",
        "where": "at the Sandhollow waterworks",
        "when": "2026-03-02",
        "source": "",
    }

    text = TextBlock(help_text="Without quotation marks; an empty line starts a paragraph.")
    speaker = CharBlock(required=False, max_length=120)
    office = CharBlock(required=False, max_length=200)
    where = CharBlock(required=False, max_length=200)
    when = CharBlock(
        required=False, max_length=80, help_text="A date such as 2026-03-02, or words."
    )
    source = CharBlock(
        required=False, max_length=400, help_text="A web address, or words such as “to reporters”."
    )

    class Meta:
        icon = "openquote"
        label = "Quote"
        template = "blocks/quote.html"
        value_class = Record
        label_format = "{speaker}: {text}"
