"""The outline of each sample is the one that a person wrote down beside it."""

from pathlib import Path

import pytest

from standfirst.transfer.outline import outline
from standfirst.transfer.text import read

OUTLINES = sorted((Path(__file__).parent / "samples").glob("*.outline"))


@pytest.mark.parametrize("expected", OUTLINES, ids=lambda p: p.stem)
def test_the_outline_is_what_a_person_would_write(expected: Path) -> None:
    sample = expected.with_suffix("")
    assert outline(read(sample.read_bytes(), name=sample.name)) == expected.read_text()


def test_every_sample_has_its_outline() -> None:
    samples = [p for p in OUTLINES[0].parent.iterdir() if p.suffix != ".outline"]
    assert {p.name for p in samples} == {p.stem for p in OUTLINES}
