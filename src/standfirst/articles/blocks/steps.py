"""A numbered timeline."""

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock

from standfirst.articles import rich_text
from standfirst.articles.blocks.block import BodyBlock
from standfirst.articles.rules import Kind


class Steps(BodyBlock):
    """What happened one after another, numbered, each with its date."""

    kind = Kind.STEPS
    example = {
        "title": "How a well is closed",
        "steps": [
            {"when": "2025-11-22", "text": "<p>A court gives the board a hundred days.</p>"},
            {"when": "2026-03-02", "text": "<p>The readings appear, and the list.</p>"},
            {"when": "early April", "text": "<p>The pumps stop; tankers arrive.</p>"},
        ],
    }

    title = CharBlock(required=False, max_length=120)
    steps = ListBlock(
        StructBlock(
            [
                (
                    "when",
                    CharBlock(
                        required=False,
                        max_length=80,
                        help_text="A date such as 2026-03-02, or words.",
                    ),
                ),
                ("text", RichTextBlock(features=rich_text.PLAIN_FEATURES)),
            ],
            label_format="{when}: {text}",
        ),
        min_num=1,
    )

    class Meta:
        icon = "list-ol"
        label = "Numbered timeline"
        template = "blocks/steps.html"
        label_format = "{title}"
