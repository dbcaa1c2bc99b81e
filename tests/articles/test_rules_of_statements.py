"""The office of a day, what proves a statement, and who may see it: tables."""

from datetime import date

import pytest

from standfirst.articles.statements.rules import (
    Place,
    Tenure,
    days_of,
    is_open,
    is_proven,
    office_at,
    placed_in,
)

MEMBER = Tenure("member of the assembly", date(2012, 5, 1), date(2017, 3, 31))
CHAIR = Tenure("chair of the water board", date(2017, 4, 1), None)
TREASURER = Tenure("treasurer of the growers", date(2015, 1, 1), date(2019, 12, 31))
ALWAYS = Tenure("farmer in Kestle", None, None)


@pytest.mark.parametrize(
    ("when", "precision", "tenures", "office"),
    [
        (date(2022, 10, 14), "day", [MEMBER, CHAIR], CHAIR.title),
        (date(2017, 3, 31), "day", [MEMBER, CHAIR], MEMBER.title),
        (date(2017, 4, 1), "day", [MEMBER, CHAIR], CHAIR.title),
        (date(2011, 1, 1), "day", [MEMBER, CHAIR], ""),
        (date(2016, 6, 1), "day", [MEMBER, TREASURER], TREASURER.title),
        (date(2011, 1, 1), "day", [ALWAYS, MEMBER], ALWAYS.title),
        (date(2014, 1, 1), "day", [ALWAYS, MEMBER], MEMBER.title),
        (date(2016, 1, 1), "year", [MEMBER, CHAIR], MEMBER.title),
        (date(2017, 1, 1), "year", [MEMBER, CHAIR], ""),
        (date(2017, 4, 1), "month", [MEMBER, CHAIR], CHAIR.title),
        (date(2017, 3, 1), "month", [MEMBER, CHAIR], MEMBER.title),
        (date(2022, 1, 1), "day", [], ""),
    ],
)
def test_the_office_held_then(
    when: date, precision: str, tenures: list[Tenure], office: str
) -> None:
    assert office_at(tenures, *days_of(when, precision)) == office


def test_a_month_ends_where_it_ends() -> None:
    assert days_of(date(2024, 2, 3), "month") == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("source", "reason", "proven"),
    [
        ("https://board.example/minutes", "", True),
        ("", "Two of us heard it.", True),
        ("", "", False),
        ("  ", "\n", False),
    ],
)
def test_what_proves_a_statement(source: str, reason: str, proven: bool) -> None:
    assert is_proven(source, reason) is proven


OPEN = Place(is_live=True, is_current=True, is_for_everyone=False, is_before_break=True)
BEHIND = Place(is_live=True, is_current=True, is_for_everyone=False, is_before_break=False)
FREE = Place(is_live=True, is_current=True, is_for_everyone=True, is_before_break=False)
OLD = Place(is_live=True, is_current=False, is_for_everyone=True, is_before_break=True)
GONE = Place(is_live=False, is_current=True, is_for_everyone=True, is_before_break=True)


@pytest.mark.parametrize(
    ("places", "is_public", "openly"),
    [
        ([], False, False),
        ([], True, True),
        ([OPEN], False, True),
        ([FREE], False, True),
        ([BEHIND], False, False),
        ([BEHIND], True, True),
        ([BEHIND, OPEN], False, True),
        ([OLD], False, False),
        ([GONE], False, False),
    ],
)
def test_who_may_see_a_statement(places: list[Place], is_public: bool, openly: bool) -> None:
    assert is_open(places, is_live=True, is_public=is_public) is openly
    assert is_open(places, is_live=False, is_public=is_public) is False


@pytest.mark.parametrize(
    ("blocks", "has_break", "found"),
    [
        ([("quote", 1), ("break", None), ("quote", 2)], True, {1: True, 2: False}),
        ([("quote", 1), ("text", None)], False, {1: False}),
        ([("quote", 1), ("break", None), ("quote", 1)], True, {1: True}),
        ([("break", None), ("quote", 3), ("break", None)], True, {3: False}),
        ([("text", None)], True, {}),
    ],
)
def test_where_a_statement_stands(
    blocks: list[tuple[str, int | None]], has_break: bool, found: dict[int, bool]
) -> None:
    assert placed_in(blocks, has_break=has_break) == found
