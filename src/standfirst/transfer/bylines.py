"""The line that says who wrote an article, where and when."""

import re

from standfirst.transfer.dates import IS_DATE
from standfirst.transfer.people import mentions

BY = re.compile(
    r"(?:(?:words|text|story|reporting|reported|report|written|analysis)(?: by|:)"
    r"|by:?|author:|byline:)\s+(?=\S)",
    re.IGNORECASE,
)
DATED = re.compile(
    r"(?:(?:first |last )?(?:published|updated|posted|modified)(?: on)?:?|on)\s+", re.IGNORECASE
)


def is_byline(text: str) -> bool:
    """The text begins as a byline does."""
    return bool(BY.match(text))


def credit(text: str, *, sure: bool) -> tuple[list[str], str, str, str]:
    """Names, place, date of publication and of the update in a line that holds nothing else."""
    published = updated = ""
    rest = text
    for found in list(IS_DATE.finditer(text)):
        before = text[: found.start()].lower().rstrip(" :")
        if before.endswith(("updated", "modified", "updated on")):
            updated = updated or found.group()
        else:
            published = published or found.group()
        rest = rest.replace(found.group(), " | ")
    rest = re.sub(DATED, " | ", rest) if published or updated else rest
    pieces = [p.strip(" .") for p in re.split(r"\s*[|·•—–/]\s*|,\s*|\s-\s", rest) if p.strip(" .")]
    if not pieces:
        return [], "", published, updated
    by = BY.match(pieces[0])
    pieces[0] = pieces[0][by.end() :] if by else pieces[0]
    place = pieces.pop() if len(pieces) > 1 and _is_place(pieces) else ""
    names = [n for piece in pieces for n in re.split(r"\s+and\s+|\s*&\s*", piece) if n]
    if not (by or sure or (published and len(pieces) == 1 and len(text.split()) <= 9)):
        return [], "", "", ""
    shaped = all(len(n.split()) <= 5 and mentions(n) and not mentions(n)[0].start for n in names)
    return (names, place, published, updated) if shaped or sure else ([], "", "", "")


def _is_place(pieces: list[str]) -> bool:
    """After full names, one word more is where the piece was written."""
    return len(pieces[0].split()) > 1 and len(pieces[-1].split()) == 1 and pieces[-1][0].isupper()
