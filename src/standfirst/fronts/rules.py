"""What the lists show: pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

AROUND = 110
"""How many letters of a snippet stand on either side of the word that was found."""

WORDS_MAX = 12


@dataclass(frozen=True)
class Run:
    """A piece of a snippet; `is_hit` where it is one of the words looked for."""

    text: str
    is_hit: bool = False


def words_of(text: str, limit: int | None = WORDS_MAX) -> list[str]:
    """The words of a question, in small letters, each once."""
    return list(dict.fromkeys(re.findall(r"\w+", text.casefold())))[:limit]


def best_snippet(texts: Sequence[str], words: Sequence[str]) -> list[Run]:
    """A snippet of the text that holds most of the words, the first of them."""
    folded = [set(words_of(text, limit=None)) for text in texts]
    ranked = [sum(word in known for word in words) for known in folded]
    best = max(ranked, default=0)
    return snippet(texts[ranked.index(best)], words) if best else _first(texts, words)


def _first(texts: Sequence[str], words: Sequence[str]) -> list[Run]:
    return next((runs for text in texts if (runs := snippet(text, words))), [])


def snippet(text: str, words: Sequence[str]) -> list[Run]:
    """A few lines of `text` round the first of the words in it, the words marked.

    Empty when none of them is there: the headline or the standfirst says it then.
    """
    text = " ".join(text.split())
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\w*", re.IGNORECASE)
    first = pattern.search(text) if words else None
    if first is None:
        return []
    start = _word_start(text, max(0, first.start() - AROUND))
    end = _word_end(text, min(len(text), first.end() + AROUND))
    runs = [Run("… ")] if start else []
    return [*runs, *_marked(text[start:end], pattern), *([Run(" …")] if end < len(text) else [])]


def _word_start(text: str, place: int) -> int:
    return 0 if place == 0 else text.find(" ", place) + 1


def _word_end(text: str, place: int) -> int:
    return len(text) if place == len(text) else max(text.rfind(" ", 0, place), 0) or place


def _marked(text: str, pattern: re.Pattern[str]) -> list[Run]:
    runs, at = [], 0
    for hit in pattern.finditer(text):
        runs += [Run(text[at : hit.start()]), Run(hit.group(), is_hit=True)]
        at = hit.end()
    return [run for run in [*runs, Run(text[at:])] if run.text]
