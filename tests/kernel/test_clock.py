"""The clock that processes share."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from standfirst.kernel.clock import Clock
from standfirst.kernel.ids import new_id

LATER = datetime(2031, 5, 1, 8, 0, tzinfo=UTC)


def test_two_processes_see_the_same_turn(tmp_path: Path) -> None:
    mine, theirs = Clock(tmp_path / "clock"), Clock(tmp_path / "clock")
    assert theirs.offset() == timedelta()
    mine.turn_to(LATER)
    assert abs(theirs.now() - LATER) < timedelta(seconds=5)
    mine.turn_to(LATER + timedelta(days=1))
    assert abs(theirs.now() - LATER) > timedelta(hours=23)


def test_the_wall_clock_cannot_be_turned() -> None:
    with pytest.raises(RuntimeError):
        Clock().turn_to(LATER)


def test_identifiers_differ_and_say_what_they_name() -> None:
    made = [new_id("op") for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(one.startswith("op_") and len(one) == 29 for one in made)
