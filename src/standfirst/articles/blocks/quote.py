"""A quotation with its speaker: a statement on record, or words of its own."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail.blocks import (
    CharBlock,
    DateBlock,
    RichTextBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
    TextBlock,
)
from wagtail.snippets.blocks import SnippetChooserBlock

from standfirst.articles import dates, rich_text
from standfirst.articles.blocks.block import BodyBlock, web_address
from standfirst.articles.rules import Kind

if TYPE_CHECKING:
    from standfirst.articles.statements.models import Statement


@dataclass(frozen=True)
class Quoted:
    """What a quote shows. `day` is the date for machines, where `when` is a date."""

    text: str
    speaker: str = ""
    office: str = ""
    where: str = ""
    when: str = ""
    day: str = ""
    source: str = ""
    source_href: str = ""
    address: str = ""
    corrections: tuple[Any, ...] = ()

    @property
    def told(self) -> list[str]:
        """What stands after the speaker, in order, but for the date."""
        return [words for words in (self.office, self.where) if words]


class Record(StructValue):
    """What was said, and where that can be looked up."""

    @property
    def shown(self) -> Quoted | None:
        """The statement while it is live, else the words of the block's own; None without any."""
        statement = self.get("statement")
        if statement is not None and statement.live:
            return quoted(statement)
        return self._own if self["text"] else None

    @property
    def _own(self) -> Quoted:
        return Quoted(
            text=self["text"],
            speaker=self["speaker"],
            office=self["office"],
            where=self["where"],
            when=self["when"],
            source=self["source"],
            source_href=web_address(self["source"]),
        )


def quoted(statement: "Statement") -> Quoted:
    """A statement as a quote shows it."""
    return Quoted(
        text=statement.words,
        speaker=statement.person.name,
        office=statement.office_held,
        where=" ".join(words for words in (statement.place, statement.to_whom) if words),
        when=dates.known(statement.said_on, statement.precision),
        day=dates.machine(statement.said_on, statement.precision),
        source=statement.source,
        source_href=statement.source_href,
        address=statement.person.address,
        corrections=tuple(one.value for one in statement.corrections),
    )


class Mended(StructBlock):
    """What was wrong in a statement on record, what is right, and since when. It stays for good."""

    corrected_on = DateBlock(label="Corrected on")
    text = RichTextBlock(features=rich_text.PLAIN_FEATURES)

    class Meta:
        icon = "check"
        label = "Correction"
        label_format = "{corrected_on}: {text}"


_at_hand: ContextVar[Mapping[int, Any] | None] = ContextVar("statements_at_hand", default=None)


@contextmanager
def at_hand(bodies: Iterable[Any]) -> Iterator[None]:
    """Gets the statements that several bodies quote at once, for all that is rendered within."""
    blocks = [raw for body in bodies for raw in body.raw_data if raw["type"] == "quote"]
    wanted = {pk for raw in blocks if (pk := raw["value"].get("statement"))}
    statements = apps.get_model("articles", "Statement").objects
    token = _at_hand.set(statements.told().in_bulk(wanted) if wanted else {})
    try:
        yield
    finally:
        _at_hand.reset(token)


class StatementChooser(SnippetChooserBlock):
    """Chooses a statement; all of an article's come in one statement of SQL, with their people."""

    def bulk_to_python(self, values: list[int | None]) -> list[Any]:
        """The statements, in order; nothing where one is gone."""
        wanted = {value for value in values if value is not None}
        found = _at_hand.get()
        if found is None:
            found = self.model_class.objects.told().in_bulk(wanted) if wanted else {}
        return [found.get(value) if value else None for value in values]


class Quote(BodyBlock):
    """A quotation on record: who, in which office, where, when, and the source."""

    kind = Kind.QUOTE
    example = {
        "statement": None,
        "text": "We were wrong to think people could not read a table.",
        "speaker": "Lotte Arkwright",
        "office": "chair of the water board",
        "where": "at the Sandhollow waterworks",
        "when": "2026-03-02",
        "source": "",
    }

    statement = StatementChooser(
        "articles.Statement",
        required=False,
        help_text="From the record: what it says is shown, and its corrections. The fields below "
        "are then left empty.",
    )
    text = TextBlock(
        required=False,
        help_text="Without quotation marks; an empty line starts a paragraph.",
    )
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
        help_text = "Who said it, in which office, where and when: so that anybody can look it up."
        template = "blocks/quote.html"
        value_class = Record
        label_format = "{speaker}: {text}"

    def clean(self, value: Any) -> Any:
        """The value; a fault where it quotes nothing, or both a statement and words of its own."""
        result = super().clean(value)
        faults: Mapping[str, ValidationError] = {}
        if result["statement"] is None and not result["text"].strip():
            faults = {"text": ValidationError("Choose a statement, or write the words.")}
        elif result["statement"] is not None and result["text"].strip():
            faults = {
                "text": ValidationError("The words come from the statement: leave this empty.")
            }
        if faults:
            raise StructBlockValidationError(block_errors=dict(faults))
        return result
