"""What the bench tells of its figures, without measuring any."""

from xml.etree import ElementTree

from bench.edge import ratios
from bench.load import Load, Rounds
from bench.picture import picture
from bench.report import Measured, table


def rounds(rate: float, cpu_us: float) -> Rounds:
    return Rounds([Load(rate, cpu_us, p50_ms=1, p99_ms=2, max_ms=3, failed=0)] * 3)


def test_a_figure_is_held_to_a_least_and_to_a_most() -> None:
    assert not Measured("g", "w", 0.69, "times", least=0.7).is_within
    assert Measured("g", "w", 0.7, "times", least=0.7).is_within
    assert not Measured("g", "w", 11, "ms", limit=10).is_within
    assert Measured("g", "w", 11, "ms").is_within


def test_the_table_marks_what_is_missed() -> None:
    told = table([Measured("g", "one", 1, "s", limit=2), Measured("g", "two", 3, "s", limit=2)])
    assert [line.endswith("MISSED") for line in told.splitlines()] == [False, False, True]


def test_a_busy_machine_is_judged_by_what_an_answer_costs() -> None:
    found = {"article": rounds(30_000, 10), "nginx: article": rounds(60_000, 8)}
    by_rate, by_cost = (ratios(found, is_busy=busy)[0] for busy in (False, True))
    assert (by_rate.value, by_cost.value) == (0.5, 0.8)
    assert by_rate.what.endswith("by rate")
    assert by_cost.what.endswith("by processor time")


def test_without_nginx_nothing_is_compared_with_it() -> None:
    found = {"article": rounds(30_000, 10), "article, by Django": rounds(50, 20_000)}
    assert [row.value for row in ratios(found, is_busy=True)] == [2000]


def test_the_picture_is_well_formed_and_holds_every_figure() -> None:
    rates = [Measured("g", "article <1>", 30_000, "a second")]
    bars = [Measured("b", "a cold article", 12, "ms", limit=10)]
    drawn = ElementTree.fromstring(picture(rates, bars))
    words = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"article <1>", "30,000", "a cold article", "12 ms", "at most 10"} <= set(words)
