"""Before you read: the background."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, DateBlock, IntegerBlock, RichTextBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.rich_text import RichText
from wagtail.snippets.blocks import SnippetChooserBlock

from standfirst.articles import rich_text
from standfirst.articles.blocks.block import BodyBlock, Namer
from standfirst.articles.rules import Kind, Part

FEATURES = ["bold", "italic", "link", "ul", "ol"]
LABEL = "Before you read"


@dataclass(frozen=True)
class Told:
    """What a primer says. `history` is the page that tells what it said before, if there is one."""

    label: str
    text: RichText
    checked_on: date | None = None
    history: str = ""

    @classmethod
    def of(cls, label: str, source: str, checked_on: date | None, history: str = "") -> "Told":
        """The same from the text as the database has it."""
        return cls(label, RichText(source), checked_on, history)


class KeptPrimer(SnippetChooserBlock):
    """Knows a primer by its number and asks nothing: what it says is fetched for all articles of
    a page at once (`primers.queries.kept_in`)."""

    def to_python(self, value: int | None) -> Any:
        """The primer with nothing but its number."""
        return self.model_class(pk=value) if value else None

    def bulk_to_python(self, values: list[int | None]) -> list[Any]:
        """The same for several."""
        return [self.to_python(value) for value in values]

    def get_form_state(self, value: Any) -> Any:
        """For the editor, with its title; nothing for one that is gone."""
        found = self.model_class.objects.filter(pk=value.pk).first() if value else None
        return self.widget.get_value_data(found)


class Primer(BodyBlock):
    """What one should know first, in a ruled box, with the date it was last checked."""

    kind = Kind.PRIMER
    example = {
        "label": LABEL,
        "text": "<ul><li>The plains have drunk from <b>shallow wells</b> since the 1890s.</li>"
        "<li>The <b>limit</b> is 50 milligrams a litre.</li></ul>",
        "checked_on": "2026-03-02",
    }

    primer = KeptPrimer(
        "articles.Primer",
        required=False,
        label="A kept primer",
        help_text="Kept once, for many articles. It says what it says today, here as elsewhere.",
    )
    version = IntegerBlock(
        required=False,
        min_value=1,
        label="Keep its version",
        help_text="Empty: always the latest. A number keeps that version; the primer lists them.",
    )
    label = CharBlock(
        max_length=80,
        default=LABEL,
        required=False,
        help_text="This and the rest for background of this article’s own.",
    )
    text = RichTextBlock(features=FEATURES, required=False)
    checked_on = DateBlock(required=False, label="Last checked")

    class Meta:
        icon = "info-circle"
        label = "Before you read"
        help_text = "What one has to know first, in a few short lines: who, since when, how much."
        template = "blocks/primer.html"
        label_format = "{label} {primer}"

    def clean(self, value: Any) -> Any:
        """Wants a primer or words, and a version that there is."""
        cleaned = super().clean(value)
        chosen, version = cleaned["primer"], cleaned["version"]
        faults = {}
        if not chosen and not rich_text.text_of(cleaned["text"].source):
            faults["text"] = ValidationError("Choose a kept primer above, or write here.")
        if version and not chosen:
            faults["version"] = ValidationError("There is no primer whose version could be kept.")
        if version and chosen and not chosen.versions.filter(number=version).exists():
            faults["version"] = ValidationError(
                f"It has no version {version}. The latest is {chosen.versions.count()}."
            )
        if faults:
            raise StructBlockValidationError(block_errors=faults)
        return cleaned

    def parts(self, value: Any, name: Namer) -> list[Part]:
        """One with the article's own text."""
        label = value["label"] or LABEL
        return self.parts_told(Told(label, value["text"], value["checked_on"]), name)

    def parts_told(self, told: Told, name: Namer) -> list[Part]:
        """One, whose words are those of its text, without label and date; none without words."""
        text = rich_text.text_of(told.text.source)
        if not text:
            return []
        html = self.render(told, {"name": name}).strip()
        return [Part(self.kind, html, text)]
