"""Counts the words of a draft, to compare with those of the file it came from."""

import re
from collections import Counter
from dataclasses import fields, is_dataclass

from standfirst.transfer.draft import Draft

WORD = re.compile(r"[^\W_]+")
REPEATS = {"statements", "headline_from"}


def words(text: str) -> Counter[str]:
    """The words of a text and how often each stands there, whatever their capitals."""
    return Counter(word.lower() for word in WORD.findall(text))


def words_of(draft: Draft) -> Counter[str]:
    """The words of the article and of the report on what was left out."""
    return words(" \n ".join(_texts(draft)))


def lost(text: str, draft: Draft) -> Counter[str]:
    """The words of `text` that are neither in the article nor in the report."""
    return words(text) - words_of(draft)


def _texts(thing: object) -> list[str]:
    if isinstance(thing, str):
        return [thing]
    if isinstance(thing, tuple):
        if thing and hasattr(thing[0], "href"):
            return ["".join(span.text for span in thing), *(span.href for span in thing)]
        return [text for item in thing for text in _texts(item)]
    if is_dataclass(thing):
        parts = [getattr(thing, f.name) for f in fields(thing) if f.name not in REPEATS]
        return [text for part in parts for text in _texts(part)]
    return []
