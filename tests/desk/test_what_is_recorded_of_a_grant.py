"""Each act on a grant leaves the grant as it then is on record, so that it can be replayed."""

from datetime import datetime, timedelta

import pytest

from standfirst.access.actions import change_grant, end_grant, give_grant
from standfirst.access.models import Grant
from standfirst.billing.models import Plan
from standfirst.events.models import Event
from standfirst.kernel.errors import InputError
from standfirst.readers.models import Reader
from tests.conftest import DAY_0

BY = "pia@courier.example"
LATER = DAY_0 + timedelta(days=30)


@pytest.fixture
def grant(db: None) -> Grant:
    reader = Reader.objects.create_user("ada@post.example")
    plan = Plan.objects.create(key="courier", name="The Courier")
    publisher = Reader.objects.create_user(BY)
    fresh = Grant(
        reader=reader,
        plan=plan,
        kind=Grant.Kind.COMPLIMENTARY,
        source="with thanks for the photographs",
        why="took the pictures of the weir",
        given_by=publisher,
        starts_at=DAY_0,
        ends_at=LATER,
    )
    return give_grant(fresh, now=DAY_0)


def facts(ends_at: datetime | None) -> dict[str, object]:
    return {
        "plan": "courier",
        "starts_at": DAY_0.isoformat(),
        "ends_at": ends_at.isoformat() if ends_at else None,
        "source": "with thanks for the photographs",
        "is_seat": False,
    }


def last() -> Event:
    event = Event.objects.order_by("pk").last()
    assert event is not None
    return event


def test_giving_records_the_grant_who_gave_it_and_why(grant: Grant) -> None:
    assert last().kind == "grant.given"
    assert last().reader_id == grant.reader_id
    assert last().data == {
        "grant": grant.pk,
        "grant_kind": "complimentary",
        "facts": facts(LATER),
        "by": BY,
        "why": "took the pictures of the weir",
    }


@pytest.mark.parametrize("end", [None, DAY_0 + timedelta(days=90), DAY_0 + timedelta(days=3)])
def test_another_end_is_recorded_with_the_one_before(grant: Grant, end: datetime | None) -> None:
    assert change_grant(grant, ends_at=end, now=DAY_0, by=BY, why="asked for it").ends_at == end
    assert last().kind == "grant.changed"
    assert last().data == {
        "grant": grant.pk,
        "facts": facts(end),
        "before": LATER.isoformat(),
        "by": BY,
        "why": "asked for it",
    }


def test_the_same_end_records_nothing(grant: Grant) -> None:
    change_grant(grant, ends_at=LATER, now=DAY_0, by=BY)
    assert [event.kind for event in Event.objects.all()] == ["grant.given"]


def test_an_end_before_the_start_is_refused(grant: Grant) -> None:
    with pytest.raises(InputError, match="ends after it starts"):
        change_grant(grant, ends_at=DAY_0 - timedelta(days=1), now=DAY_0, by=BY)
    assert [event.kind for event in Event.objects.all()] == ["grant.given"]


def test_taking_away_records_the_end_once(grant: Grant) -> None:
    taken = DAY_0 + timedelta(days=5)
    for moment in (taken, taken + timedelta(days=1)):
        end_grant(grant, now=moment, by=BY, why="given by mistake")
    assert [event.kind for event in Event.objects.order_by("pk")] == ["grant.given", "grant.ended"]
    assert last().data == {
        "grant": grant.pk,
        "facts": facts(taken),
        "by": BY,
        "why": "given by mistake",
    }


def test_one_taken_away_before_it_begins_never_begins(grant: Grant) -> None:
    end_grant(grant, now=DAY_0 - timedelta(days=1), by=BY)
    assert last().data["facts"] == facts(DAY_0)
