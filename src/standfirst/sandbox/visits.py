"""A visit to a hosted page, and what the page answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Entry, EntryFault, read_entry
from standfirst.sandbox.errors import ApiError

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Visit:
    """A request for a hosted page, and what goes wrong with its form, if it is shown again."""

    method: str
    form: Mapping[str, str]
    hidden: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False

    @property
    def posts(self) -> bool:
        """Whether the form is being sent."""
        return self.method == "POST"

    @property
    def status(self) -> int:
        """The status of a form that is shown: declined, faulty, or fresh."""
        if self.refused:
            return 402
        return 422 if self.faults else 200


@dataclass(frozen=True)
class Shown:
    """What a page answers: bytes, or a place to go to."""

    body: bytes = b""
    status: int = 200
    kind: str = HTML
    location: str = ""


def read_card(books: Books, form: Mapping[str, str]) -> Entry:
    """The card in a form. Raises EntryFault."""
    return read_entry(
        form.get("number", ""), form.get("expiry", ""), form.get("cvc", ""), now=books.now
    )


def again(visit: Visit, error: EntryFault | ApiError) -> Visit:
    """The same visit, as a look at the form with what was wrong with it."""
    if isinstance(error, EntryFault):
        return Visit("SHOW", visit.form, visit.hidden, faults=error.faults)
    if error.code == "promotion_code_invalid":
        faults = {"promotion_code": error.message}
        return Visit("SHOW", visit.form, visit.hidden, faults=faults)
    faults = {"number": error.message}
    return Visit("SHOW", visit.form, visit.hidden, faults=faults, refused=True)
