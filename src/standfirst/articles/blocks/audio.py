"""Something to listen to."""

from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.documents.blocks import DocumentChooserBlock

from standfirst.articles.blocks.block import FileBlock
from standfirst.articles.rules import Kind


class Audio(FileBlock):
    """A recording with its transcript. It is fetched when somebody plays it, from here alone."""

    kind = Kind.AUDIO
    example = {
        "document": None,
        "title": "The hall at Sandhollow, the minute after nine",
        "note": "2 minutes",
        "transcript": "<p>“Good morning. We have put them all up,” says the chair.</p>",
    }

    document = DocumentChooserBlock(label="Recording", help_text="MP3, M4A or OGG.")
    title = CharBlock(max_length=200)
    note = CharBlock(required=False, max_length=200, help_text="Such as: 12 minutes.")
    transcript = RichTextBlock(
        features=["bold", "italic", "link"], help_text="Word for word, with who speaks."
    )

    class Meta:
        icon = "media"
        label = "Audio"
        template = "blocks/audio.html"
        label_format = "{title}"
