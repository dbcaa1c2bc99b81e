"""A year goes by at the turn of the demo's clock: the report adds up, and says so."""

import re
import subprocess

import pytest

from tests.browser.running import Running, demo_command, quiet_environment

PROMISED_S = 60.0
HEADS = (
    "start", "new", "ended", "end", "renewed", "failed", "recovered", "ended unpaid", "owing",
    "held", "canceled", "paid",
)  # fmt: skip


@pytest.fixture(scope="module")
def seconds(own_running: Running) -> float:
    """A year on; how long the answer took."""
    return own_running.turn("365d")


@pytest.fixture(scope="module")
def report(own_running: Running, seconds: float) -> dict[str, dict[str, int]]:
    """The report's figures by month, as the text has them."""
    lines = own_running.get("/demo/year.txt").text.splitlines()
    heads = next(line for line in lines if line.startswith("month"))
    assert re.split(r"\s{2,}", heads)[1:] == list(HEADS)
    rows = [re.split(r"\s{2,}", line) for line in lines if re.match(r"[A-Z]\w+ .*\d  ", line)]
    return {row[0]: dict(zip(HEADS, map(int, row[1:-1]), strict=False)) for row in rows}


def test_the_answer_comes_in_time(seconds: float) -> None:
    assert seconds < PROMISED_S


def test_subscribers_and_debts_add_up_month_by_month(report: dict[str, dict[str, int]]) -> None:
    months = [figures for name, figures in report.items() if name != "All of it"]
    total = report["All of it"]
    assert len(months) == 13
    owing = total["owing"] - total["failed"] + total["recovered"] + total["ended unpaid"]
    end = months[0]["start"]
    for figures in months:
        assert figures["start"] == end
        end = figures["start"] + figures["new"] - figures["ended"]
        assert figures["end"] == end
        owing += figures["failed"] - figures["recovered"] - figures["ended unpaid"]
        assert figures["owing"] == owing
    assert end == total["end"]
    for head in ("new", "ended", "renewed", "failed", "recovered", "ended unpaid", "held"):
        assert sum(figures[head] for figures in months) == total[head]


def test_much_happened_and_nobody_owes_for_more_than_sixty_days(
    report: dict[str, dict[str, int]],
) -> None:
    total = report["All of it"]
    assert total["renewed"] > 40
    assert total["failed"] > 2
    assert total["ended unpaid"] > 2


def test_the_count_is_what_the_database_holds(
    own_running: Running, report: dict[str, dict[str, int]]
) -> None:
    states = [row[0] for row in own_running.rows("SELECT state FROM billing_subscription")]
    running = [state for state in states if state not in {"", "pending", "ended"}]
    assert report["All of it"]["end"] == len(running)
    assert report["All of it"]["owing"] == sum(state in {"grace", "held"} for state in running)
    assert "It adds up." in own_running.get("/demo/year.txt").text


def test_the_page_has_a_picture_with_words_and_the_same_figures(
    own_running: Running, report: dict[str, dict[str, int]]
) -> None:
    page = own_running.get("/demo/year/").text
    total = report["All of it"]
    assert f"In all: {total['renewed']} renewed, {total['failed']} failed" in page
    assert 'role="img"' in page
    assert "It adds up." in page


def test_the_command_prints_the_same_and_leaves_the_demo_as_it_is(
    own_running: Running, report: dict[str, dict[str, int]]
) -> None:
    settings = (own_running.folder / "standfirst.toml").read_text()
    command = [*demo_command(own_running.folder, own_running.port), "--report"]
    done = subprocess.run(command, env=quiet_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == own_running.get("/demo/year.txt").text.strip()
    assert (own_running.folder / "standfirst.toml").read_text() == settings
