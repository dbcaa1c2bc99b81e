"""Fixtures that every test may ask for: a clock to turn, and the publication around it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from standfirst.billing import queries as billing
from standfirst.kernel import clock as kernel_clock
from tests import databases

DAY_0 = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


LONG = ("leaks/test_the_demo.py", "ops/test_killed_at_random.py", "stories/test_any_life.py")
"""Files of few tests that take long."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files come first, then those of many tests, so that no process is left alone
    with one at the end. Those that leave an empty database behind come last.

    On PostgreSQL only what asks for the database is run: the rest has been run already.
    """
    counts = Counter(item.path for item in items)
    emptying = {item.path for item in items if empties_database(item)}
    items.sort(
        key=lambda item: (
            item.path in emptying,
            not str(item.path).endswith(LONG),
            -counts[item.path],
        )
    )
    if connection.vendor == "sqlite":
        return
    kept = [item for item in items if asks_for_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def empties_database(item: pytest.Item) -> bool:
    """Whether a test writes for good, and all is deleted after it."""
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))


def asks_for_database(item: pytest.Item) -> bool:
    """Whether a test has the mark `django_db`, or a fixture that leads to the database."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return "db" in fixtures or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> None:
    """A migrated database of this process' own."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with django_db_blocker.unblock():
        databases.prepare(worker, django_settings.DATA_DIR)


@pytest.fixture(scope="session", autouse=True)
def one_connection() -> None:
    """Requests and jobs inside a test run in its transaction: nobody closes its connection."""
    connection.close_if_unusable_or_obsolete = lambda: None  # type: ignore[method-assign]  # on purpose


@pytest.fixture(autouse=True)
def no_schedule_of_another_test() -> None:
    """What the last test set is not in this one's database."""
    billing.forget_policy()


@pytest.fixture(autouse=True)
def inbox(settings: Any) -> None:
    """Mail goes where tests can read it: `mail.models.CapturedMail`."""
    settings.EMAIL_BACKEND = "standfirst.mail.inbox.InboxBackend"


class MovingClock:
    """Turns the publication's clock: `clock.to("day 14")` is 14 days after 1 March 2026, 9.00."""

    def __init__(self) -> None:
        self.to("day 0")

    def to(self, day: str, *, hours: float = 0) -> datetime:
        """Turns to a day counted from day 0."""
        moment = DAY_0 + timedelta(days=float(day.removeprefix("day ")), hours=hours)
        kernel_clock.turn_to(moment)
        return moment

    def forward(self, **step: float) -> datetime:
        """Turns on by a timedelta's arguments."""
        moment = self.now() + timedelta(**step)
        kernel_clock.turn_to(moment)
        return moment

    def now(self) -> datetime:
        """The publication's time."""
        return kernel_clock.now()


@pytest.fixture
def clock() -> Iterator[MovingClock]:
    """The publication's clock, at day 0; back on wall time afterwards."""
    yield MovingClock()
    (django_settings.DATA_DIR / "clock").unlink(missing_ok=True)
