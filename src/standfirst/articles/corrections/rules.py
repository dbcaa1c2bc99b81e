"""What kinds of corrections there are, and which are new: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """Why an article was changed after it was published."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    UPDATE = "update"

    @property
    def verb(self) -> str:
        """The word before the date."""
        return VERBS[self]


VERBS = {
    Kind.CORRECTION: "Corrected",
    Kind.CLARIFICATION: "Clarified",
    Kind.UPDATE: "Updated",
}


@dataclass(frozen=True)
class Told:
    """A correction as the article tells it. `text` is rich text."""

    block_id: str
    kind: Kind
    corrected_on: date
    text: str
    is_locked: bool = False


def known_as(told: Iterable[Told], rows: Mapping[int, Told]) -> list[tuple[Told, int | None]]:
    """Each correction with the row that it is known by, or None where it is new.

    A block keeps its id through the editor; what an importer writes anew is known by its words.
    """
    by_id = {row.block_id: pk for pk, row in rows.items()}
    by_words = {(row.corrected_on, row.text): pk for pk, row in rows.items()}
    return [
        (one, by_id.get(one.block_id, by_words.get((one.corrected_on, one.text)))) for one in told
    ]
