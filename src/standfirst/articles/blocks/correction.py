"""A correction at the foot of an article. Not a block of the body."""

from wagtail.blocks import (
    BooleanBlock,
    ChoiceBlock,
    DateBlock,
    RichTextBlock,
    StructBlock,
    StructValue,
)

from standfirst.articles import rich_text
from standfirst.articles.corrections.rules import Kind

KINDS = [
    (Kind.CORRECTION.value, "Correction: something was wrong"),
    (Kind.CLARIFICATION.value, "Clarification: something could be misread"),
    (Kind.UPDATE.value, "Update: something has changed since"),
]


class Change(StructValue):
    """A correction, and the word that it begins with."""

    @property
    def verb(self) -> str:
        """`Corrected`, `Clarified` or `Updated`."""
        return Kind(self["kind"] or Kind.CORRECTION).verb


class Correction(StructBlock):
    """What was wrong, what is right, and when it was put right. It stays for good."""

    kind = ChoiceBlock(choices=KINDS, default=Kind.CORRECTION.value)
    corrected_on = DateBlock(label="Of")
    text = RichTextBlock(features=rich_text.PLAIN_FEATURES, label="What changed")
    is_locked = BooleanBlock(
        required=False,
        label="It speaks of what stands behind the gate",
        help_text="Then those who may not read on are told only that something was changed.",
    )

    class Meta:
        icon = "check"
        label = "Correction"
        label_format = "{kind}, {corrected_on}: {text}"
        value_class = Change
