"""The block of keys and values that may open a text or Markdown file."""

import re

from standfirst.transfer.source import Source

NAMES = {
    "title": "title",
    "headline": "title",
    "standfirst": "standfirst",
    "description": "standfirst",
    "summary": "standfirst",
    "subtitle": "standfirst",
    "deck": "standfirst",
    "dek": "standfirst",
    "excerpt": "standfirst",
    "byline": "byline",
    "author": "byline",
    "authors": "byline",
    "by": "byline",
    "place": "place",
    "location": "place",
    "dateline": "place",
    "published": "published",
    "date": "published",
    "updated": "updated",
    "modified": "updated",
    "lastmod": "updated",
    "topics": "topics",
    "tags": "topics",
    "topic": "topics",
    "categories": "topics",
    "keywords": "topics",
    "story": "story",
    "gate": "gate",
    "access": "gate",
    "plans": "plans",
    "lead_image": "lead_image",
    "lead_alt": "lead_alt",
    "lead_caption": "lead_caption",
    "lead_credit": "lead_credit",
}
"""What a key in a file is called in a draft."""
MANY = frozenset({"topics", "plans", "byline"})
PAIR = re.compile(r"([A-Za-z][\w -]{0,30}):(?:\s+(.*)|\s*)$")


def take(text: str, source: Source) -> str:
    """Read the front matter into `source.meta` and give the text behind it.

    Keys that mean nothing here, second names for the same thing, and lines that are no pair go
    to the report.
    """
    found = re.match(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text, re.DOTALL)
    if not found or not any(PAIR.match(line) for line in found.group(1).splitlines()):
        return text
    for key, values in _pairs(found.group(1).splitlines(), source):
        _keep(key, values, source)
    return text[found.end() :]


def _keep(key: str, values: list[str], source: Source) -> None:
    name = NAMES.get(key.lower().replace("-", "_").replace(" ", "_"))
    written = f"{key}: {', '.join(values)}"
    if not name:
        source.leave(written, "front matter that has no place in an article")
    elif name in source.meta:
        source.leave(written, f"front matter that says the {name} a second time")
    elif name in MANY:
        source.meta[name] = values
    else:
        source.meta[name] = [" ".join(values)]


def _pairs(lines: list[str], source: Source) -> list[tuple[str, list[str]]]:
    pairs: list[tuple[str, list[str]]] = []
    for line in lines:
        found = PAIR.match(line)
        if found:
            pairs.append((found.group(1), _values(found.group(2) or "")))
        elif pairs and line[:1] in " \t-" and line.strip():
            pairs[-1][1].append(_bare(re.sub(r"^\s*-\s+", "", line).strip()))
        elif line.strip() and not line.lstrip().startswith("#"):
            source.leave(line, "a line of the front matter that cannot be read")
        else:
            source.leave(line.strip(" #"), "a comment in the front matter")
    return pairs


def _values(text: str) -> list[str]:
    text = text.strip()
    if text in {">", "|", ">-", "|-", ""}:
        return []
    if text.startswith("[") and text.endswith("]"):
        return [_bare(item) for item in text[1:-1].split(",") if item.strip()]
    return [_bare(text)]


def _bare(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].replace(f"\\{text[0]}", text[0])
    return text
