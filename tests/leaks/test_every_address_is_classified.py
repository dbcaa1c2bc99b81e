"""Every URL pattern stands in the table of surfaces, and each row of the table has a pattern."""

from typing import Any

import pytest
from django.urls import clear_url_caches

from standfirst.ops.leaking import telling
from standfirst.ops.leaking.looking import look
from standfirst.ops.leaking.routes import routes
from standfirst.ops.leaking.surfaces import SURFACES, rows_for
from tests.leaks import planting
from tests.leaks.conftest import Town


@pytest.fixture
def of_the_demo(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.leaks.demo_urls"
    clear_url_caches()


def test_every_pattern_stands_in_the_table(of_the_demo: None) -> None:
    assert [route.address for route in routes() if not rows_for(route)] == []


def test_no_row_speaks_of_an_address_that_is_gone(of_the_demo: None) -> None:
    spoken_of = {row for route in routes() for row in rows_for(route)}
    assert [row.route for row in SURFACES if row not in spoken_of] == []


def test_every_row_is_visited_or_says_why_not() -> None:
    assert [row.route for row in SURFACES if (row.visits is None) != bool(row.why)] == []


def test_an_address_that_nobody_classified_fails_with_its_name(
    town: Town, settings: Any, capsys: Any
) -> None:
    settings.ROOT_URLCONF = "tests.leaks.more_urls"
    clear_url_caches()
    assert telling.tell(only=["help"], is_quiet=True, as_json=False) == 1
    printed = capsys.readouterr().out
    assert "FAULT /digest.txt is in no row of SURFACES" in printed
    assert "FAULT /print/<slug:slug>/ is in no row of SURFACES" in printed
    assert printed.splitlines()[-1].startswith("0 leaks and 2 faults")


def test_a_leak_on_a_page_of_the_demo_is_found(
    town: Town, of_the_demo: None, plant: planting.Garden
) -> None:
    plant.append((planting.at(r"^/demo/manifest.json$"), planting.data))
    found = look(only=["demo"]).leaks
    assert {leak.request for leak in found} == {"GET /demo/manifest.json"}
