"""One round of `tests.ops.killing`: eleven weeks, server and worker killed at random moments."""

import os

import pytest

from tests.browser.running import template_demo
from tests.browser.test_killed_in_the_middle import expect_same
from tests.ops import killing

pytestmark = pytest.mark.slow
DAYS = 75


def test_nothing_is_done_twice_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.getbasetemp()
    template = template_demo(root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root)
    folder = tmp_path_factory.mktemp("killing")
    wanted = killing.unharmed_year(template, folder / "unharmed", days=DAYS)
    found, kills = killing.harmed_year(template, folder / "harmed", days=DAYS, seed=7)
    assert kills
    expect_same(found, wanted)
