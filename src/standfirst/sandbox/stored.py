"""Objects as text and back: the one JSON of the file and of the wire.

Every request reads and writes several; pydantic's parser, which the publication has anyway, takes
a third of the standard library's time.
"""

from typing import Any

from pydantic_core import from_json, to_json


def as_text(document: object) -> str:
    """The document as JSON without spaces."""
    return to_json(document).decode()


def from_text(text: str) -> dict[str, Any]:
    """The document that is written there."""
    document: dict[str, Any] = from_json(text)
    return document
