"""When a primer is stale, what changed in it, and which corrections are new: tables."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfirst.articles.corrections.rules import Kind, Told, known_as
from standfirst.articles.primers.rules import Run, Turn, compared, has_changed, is_stale
from standfirst.articles.stories.rules import Visit, cut, moved_at, visited

DAY = date(2026, 3, 3)
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("review_by", "today", "expected"),
    [
        (None, DAY, False),
        (DAY, DAY - timedelta(days=1), False),
        (DAY, DAY, False),
        (DAY, DAY + timedelta(days=1), True),
        (DAY, DAY + timedelta(days=400), True),
    ],
)
def test_a_primer_is_stale_from_the_day_after(
    review_by: date | None, today: date, expected: bool
) -> None:
    assert is_stale(review_by, today) is expected


def test_words_that_went_stand_before_those_that_came() -> None:
    assert compared("The limit is 50 a litre.", "The limit is 40 a litre.") == [
        Run(Turn.SAME, "The limit is"),
        Run(Turn.GONE, "50"),
        Run(Turn.NEW, "40"),
        Run(Turn.SAME, "a litre."),
    ]


def test_lines_are_kept() -> None:
    assert compared("", "One line.\nAnother.") == [Run(Turn.NEW, "One line.\nAnother.")]
    assert not has_changed(compared("One.\nTwo.", "One.\nTwo."))


@given(st.text(), st.text())
def test_either_text_can_be_read_off_a_comparison(old: str, new: str) -> None:
    runs = compared(old, new)
    for text, unwanted in ((old, Turn.NEW), (new, Turn.GONE)):
        told = " ".join(run.text for run in runs if run.turn is not unwanted)
        assert told.split() == text.split()


def correction(block_id: str, text: str = "It was 38.", day: date = DAY) -> Told:
    return Told(block_id, Kind.CORRECTION, day, text)


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (correction("a"), 1),
        (correction("a", text="It was 39."), 1),
        (correction("another id"), 1),
        (correction("another id", text="It was 39."), None),
        (correction("another id", day=DAY + timedelta(days=1)), None),
    ],
)
def test_a_correction_is_known_by_its_block_or_its_words(told: Told, known: int | None) -> None:
    assert known_as([told], {1: correction("a")}) == [(told, known)]


@pytest.mark.parametrize(
    ("known", "later", "expected"),
    [
        (Visit(), timedelta(), Visit(NOON, None)),
        (Visit(NOON, None), timedelta(minutes=59), Visit(NOON, None)),
        (Visit(NOON, None), timedelta(hours=1), Visit(NOON + timedelta(hours=1), NOON)),
        (
            Visit(NOON, NOON - timedelta(days=5)),
            timedelta(days=1),
            Visit(NOON + timedelta(days=1), NOON),
        ),
    ],
)
def test_a_visit_lasts_an_hour(known: Visit, later: timedelta, expected: Visit) -> None:
    assert visited(known, NOON + later) == expected


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, NOON),
        (NOON - timedelta(hours=2), NOON),
        (NOON - timedelta(days=30), NOON - timedelta(days=30)),
    ],
)
def test_what_is_dated_back_did_not_move_just_now(
    published: datetime | None, expected: datetime
) -> None:
    assert moved_at(published, wall=NOON, now=NOON) == expected


def test_a_text_is_cut_at_a_word() -> None:
    assert cut("The wells go off", 20) == "The wells go off"
    assert cut("The wells go off in April", 16) == "The wells go…"
