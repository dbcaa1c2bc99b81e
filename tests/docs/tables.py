"""Tables of Markdown, and words made fit to stand in them."""

import re
from collections.abc import Iterable, Sequence

NOTE = "<!-- Written by `python -m tests.docs.generate`. Change the code, then run that. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. Bars and line ends in a cell are made harmless."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell_of(cell) for cell in line) + " |" for line in lines)


def cell_of(text: str) -> str:
    """The text on one line."""
    return " ".join(str(text).split()).replace("|", "\\|")


def sheet(title: str, *parts: str) -> str:
    """A page of the reference."""
    return "\n\n".join([f"# {title}", NOTE, *(part.strip() for part in parts if part)]) + "\n"


def code(text: str) -> str:
    """The text as code, or nothing."""
    return f"`{text}`" if text else ""


def visible(template: str) -> str:
    """What a template says: tags away, slots as `…`, both sides of a choice with a stroke."""
    text = re.sub(r"\{% ?else ?%\}", " / ", template)
    text = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", text)
    text = re.sub(r"\{\{.*?\}\}", "…", text)
    return " ".join(re.sub(r"<[^>]*>", "", text).split())


def block_of(template: str, name: str) -> str:
    """What stands in one block of a template."""
    found = re.search(
        rf"\{{% block {name} %\}}(.*?)\{{% endblock %\}}\s*(?=\{{% block|\Z)", template, re.S
    )
    return found[1] if found else ""


def first_line(doc: str | None) -> str:
    """The first line of a docstring."""
    return (doc or "").strip().splitlines()[0].strip() if (doc or "").strip() else ""
