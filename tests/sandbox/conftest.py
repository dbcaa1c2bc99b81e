"""The town of `town.py`, fresh for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sandbox.town import Clock, Town, open_town


@pytest.fixture
def clock() -> Clock:
    """The town's clock."""
    return Clock()


@pytest.fixture
def town(tmp_path: Path, clock: Clock) -> Iterator[Town]:
    """The town."""
    town = open_town(tmp_path / "sandbox.sqlite3", clock, seed="linde")
    yield town
    town.sandbox.close()
