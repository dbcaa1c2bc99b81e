"""A document to take home."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from wagtail.blocks import CharBlock, StructValue
from wagtail.documents.blocks import DocumentChooserBlock

from standfirst.articles.blocks.block import FileBlock
from standfirst.articles.rules import Kind


class Download(StructValue):
    """A document, and what it is."""

    @property
    def name(self) -> str:
        """What it is called: as the newsroom wrote, else as in the library."""
        return str(self["title"] or self["document"].title)

    @property
    def about(self) -> str:
        """Its kind and size: `PDF, 1.2 MB`."""
        document: Any = self["document"]
        size = document.get_file_size()
        kind = document.file_extension.upper()
        return ", ".join(part for part in (kind, filesizeformat(size) if size else "") if part)


class Document(FileBlock):
    """A document to read or keep, with its kind and size. It is behind the gate where it stands."""

    kind = Kind.DOCUMENT
    example = {
        "document": None,
        "title": "All 11,400 readings",
        "note": "As the water board published them.",
    }

    document = DocumentChooserBlock()
    title = CharBlock(required=False, max_length=200)
    note = CharBlock(required=False, max_length=300)

    class Meta:
        icon = "doc-full"
        label = "Document"
        template = "blocks/document.html"
        value_class = Download
        label_format = "{title}"
