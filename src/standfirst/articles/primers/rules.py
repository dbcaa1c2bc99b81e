"""When a primer is stale, and what has changed in it: pure."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum


@dataclass(frozen=True)
class Use:
    """A primer in an article. Without a version it follows the primer."""

    primer_id: int
    version: int | None = None


def is_stale(review_by: date | None, today: date) -> bool:
    """True from the day after the one by which it was to be checked again."""
    return review_by is not None and review_by < stale_before(today)


def stale_before(today: date) -> date:
    """Whatever was to be checked before this day is stale."""
    return today


class Turn(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Run:
    """Words of a comparison that share a fate."""

    turn: Turn
    text: str


WORD = re.compile(r"\n|[^\s]+")


def compared(old: str, new: str) -> list[Run]:
    """Two texts word by word; lines are kept. What went stands before what came for it."""
    before, after = WORD.findall(old), WORD.findall(new)
    runs: list[Run] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            runs += _run(Turn.SAME, before[start:end])
        else:
            runs += _run(Turn.GONE, before[start:end]) + _run(Turn.NEW, after[new_start:new_end])
    return runs


def _run(turn: Turn, words: list[str]) -> list[Run]:
    text = " ".join(words).replace(" \n ", "\n").replace("\n ", "\n").replace(" \n", "\n")
    return [Run(turn, text)] if words else []


def has_changed(runs: list[Run]) -> bool:
    """True where any word went or came."""
    return any(run.turn is not Turn.SAME for run in runs)
