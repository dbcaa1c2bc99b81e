"""A demo for tests that serve it in other ways than the browser's do."""

import os
from pathlib import Path

import pytest

from tests.browser.running import template_demo


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo nobody serves, made once for all processes of the run."""
    mine = tmp_path_factory.getbasetemp()
    return template_demo(mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine)
