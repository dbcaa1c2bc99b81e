"""The pages of the reference say what the code says."""

import pytest

from standfirst.access.rules import Reason
from standfirst.billing.rules import State
from tests.docs.generate import FOLDER, SHEETS
from tests.docs.reading import raised, recorded
from tests.docs.sheets import WHEN
from tests.docs.tables import block_of, visible

HOW_TO_MEND = "run `python -m tests.docs.generate`"


@pytest.mark.parametrize("name", SHEETS)
def test_the_page_agrees_with_the_code(name: str) -> None:
    assert (FOLDER / name).read_text() == SHEETS[name](), f"{name} is behind: {HOW_TO_MEND}"


def test_no_page_of_the_reference_is_written_by_hand() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == {*SHEETS, "README.md"}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told(reason: Reason) -> None:
    assert f"| `{reason}` |" in (FOLDER / "reasons.md").read_text()


def test_every_state_is_explained() -> None:
    assert set(WHEN) == set(State)


def test_every_event_has_its_kind_found() -> None:
    assert [one for one in recorded() if not one.kinds] == []


def test_events_and_errors_are_found_at_all() -> None:
    kinds = {kind for one in recorded() for kind in one.kinds}
    assert {"reader.joined", "subscription.recovered", "subscription.<state>"} <= kinds
    assert {"already_subscribed", "settings_unusable"} <= {one.code for one in raised()}


def test_a_template_is_read_as_a_reader_sees_it() -> None:
    template = (
        "{% block heading %}{% if a %}Free on {{ b|day }}{% else %}Shut{% endif %}{% endblock %}\n"
        "{% block button %}<a href=\"{% door 'x' %}\">Log in</a>{% endblock %}"
    )
    assert visible(block_of(template, "heading")) == "Free on … / Shut"
    assert visible(block_of(template, "button")) == "Log in"
