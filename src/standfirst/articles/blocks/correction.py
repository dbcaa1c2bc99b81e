"""A correction at the foot of an article. Not a block of the body."""

from wagtail.blocks import DateBlock, RichTextBlock, StructBlock

from standfirst.articles import rich_text


class Correction(StructBlock):
    """What was wrong, what is right, and when it was put right. It stays for good."""

    corrected_on = DateBlock(label="Corrected on")
    text = RichTextBlock(features=rich_text.PLAIN_FEATURES)

    class Meta:
        icon = "check"
        label = "Correction"
        label_format = "{corrected_on}: {text}"
