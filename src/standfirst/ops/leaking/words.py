"""Texts as words, and the phrases that tell one text from all others: pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

RUN = 5
"""How many words in a row tell where they are from."""

RUN_LETTERS_MIN = 20
SHORT_WORDS_MIN = 2
"""Numbers do not count: a date tells nothing of where it is from."""

SHORT_LETTERS_MIN = 10

TAG = re.compile(r"<[^<>]*>")
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|br|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|td|th|time|u|wbr)\b"
    r"[^<>]*>"
)
ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')")
LINE_BREAK = re.compile(r"\\[nrt]")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")
APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`](?=\w)")
WORD = re.compile(r"[^\W_]+")
EDGE = "\x1f"
"""Stands between two texts of a page: no phrase reaches over it."""

WORD_OR_EDGE = re.compile(rf"[^\W_]+|{EDGE}")

Phrase = tuple[str, ...]


def words_of(text: str, pattern: re.Pattern[str] = WORD) -> list[str]:
    """The words in small letters, without accents, apostrophes and marks."""
    folded = text.casefold()
    if not folded.isascii():
        folded = UNSEEN.sub("", unicodedata.normalize("NFKD", folded))
    return pattern.findall(APOSTROPHE.sub("", folded))


def phrases_of(text: str) -> Iterator[Phrase]:
    """Every run of RUN words; of a shorter text the whole, if it says enough."""
    words = words_of(text)
    if len(words) >= RUN:
        runs = zip(*(words[place:] for place in range(RUN)), strict=False)
        yield from (run for run in runs if _letters(run) >= RUN_LETTERS_MIN)
    elif _says_enough([word for word in words if word.isalpha()]):
        yield tuple(words)


def _says_enough(words: list[str]) -> bool:
    return len(words) >= SHORT_WORDS_MIN and _letters(words) >= SHORT_LETTERS_MIN


def _letters(words: list[str] | Phrase) -> int:
    return sum(map(len, words))


def decoded(text: str) -> str:
    """The text with its marks for letters undone: HTML's, JSON's and those of addresses."""
    plain = unescape(unescape(text)) if "&" in text else text
    if "\\" in plain:
        plain = ESCAPE.sub(lambda hit: chr(int(hit[1], 16)), LINE_BREAK.sub("\n", plain))
    return unquote(plain) if "%" in plain else plain


def readings_of(text: str) -> list[list[str]]:
    """The words of a page, inline tags read as nothing and as spaces; then those of attributes.

    Plain text and JSON are read once, line by line.
    """
    plain = decoded(text)
    if "<" not in plain:
        return [_words_and_edges(plain.replace("\n", EDGE).replace('"', EDGE))]
    shown = [TAG.sub(EDGE, INLINE.sub(gap, plain)) for gap in ("", " ")]
    noted = EDGE.join(one or other for one, other in ATTRIBUTE.findall(plain))
    return [_words_and_edges(reading) for reading in (*shown, noted)]


def _words_and_edges(text: str) -> list[str]:
    return words_of(text, WORD_OR_EDGE)


class Phrases:
    """A set of phrases to look for."""

    def __init__(self) -> None:
        self.runs: set[Phrase] = set()
        self.short: dict[str, set[Phrase]] = defaultdict(set)

    def add(self, phrase: Phrase) -> None:
        """Looks for this one too."""
        if len(phrase) == RUN:
            self.runs.add(phrase)
        else:
            self.short[phrase[0]].add(phrase)

    def drop(self, phrase: Phrase) -> None:
        """Looks for this one no longer."""
        self.runs.discard(phrase)
        self.short[phrase[0]].discard(phrase)

    def found_in(self, text: str) -> set[Phrase]:
        """Those that stand in a text or a page."""
        found: set[Phrase] = set()
        for words in readings_of(text):
            found |= self.runs.intersection(zip(*(words[i:] for i in range(RUN)), strict=False))
            found |= self._short_ones_in(words)
        return found

    def _short_ones_in(self, words: list[str]) -> set[Phrase]:
        return {
            phrase
            for place, word in enumerate(words)
            if word in self.short
            for phrase in self.short[word]
            if tuple(words[place : place + len(phrase)]) == phrase
        }
