"""Grants given by hand: with who, why and until when; another end, taking away, and the list."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from standfirst.access.models import Grant
from standfirst.billing.models import Plan
from standfirst.events.models import Event
from standfirst.readers.models import Reader
from tests.conftest import MovingClock
from tests.desk.conftest import AtDesk

GIVE = "desk:grant_give"


@pytest.fixture
def ada(clock: MovingClock, db: None) -> Reader:
    return Reader.objects.create_user("ada@post.example", first_name="Ada")


def asked(clock: MovingClock, **fields: Any) -> dict[str, Any]:
    return {
        "email": "Ada@Post.Example",
        "kind": "paid",
        "plan": "",
        "ends_at": typed(clock, days=365),
        "source": "paid by transfer on 27 February",
        "why": "asked for an invoice for her club",
        **fields,
    }


def typed(clock: MovingClock, **step: float) -> str:
    """A moment as one types it into the field."""
    return f"{localtime(clock.now() + timedelta(**step)):%Y-%m-%d %H:%M}"


def page_of(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def test_a_grant_is_given_with_who_why_and_until_when(
    publisher: Client, clock: MovingClock, ada: Reader
) -> None:
    plan = Plan.objects.create(key="courier", name="The Courier")
    answer = publisher.post(reverse(GIVE), asked(clock, plan=plan.pk))
    assert answer["Location"] == reverse("desk:reader", args=[ada.pk])
    grant = Grant.objects.get()
    assert (grant.reader, grant.plan, grant.kind) == (ada, plan, "paid")
    assert grant.source == "paid by transfer on 27 February"
    assert grant.why == "asked for an invoice for her club"
    assert grant.given_by == Reader.objects.get(email="publishers@courier.example")
    assert grant.ends_at is not None
    assert timedelta(days=364) < grant.ends_at - grant.starts_at <= timedelta(days=365)
    event = Event.objects.get()
    assert event.kind == "grant.given"
    assert event.data["by"] == "publishers@courier.example"


def test_without_an_end_it_runs_until_taken_away(
    publisher: Client, clock: MovingClock, ada: Reader
) -> None:
    publisher.post(reverse(GIVE), asked(clock, ends_at=""))
    assert Grant.objects.get().ends_at is None
    assert "taken away" in page_of(publisher, "desk:grants")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email": "nobody@post.example"}, "Nobody has an account with this address."),
        ({"email": "ada"}, "Enter a valid email address."),
        ({"why": ""}, "This field is required."),
        ({"source": ""}, "This field is required."),
        ({"ends_at": "2026-02-01 12:00"}, "This is over already: give a later moment."),
        ({"kind": "gift"}, "Select a valid choice."),
        ({"kind": "seat"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_asked_for(
    publisher: Client, clock: MovingClock, ada: Reader, fields: dict[str, Any], told: str
) -> None:
    answer = publisher.post(reverse(GIVE), asked(clock, **fields))
    assert told in answer.content.decode()
    assert not Grant.objects.exists()
    assert not Event.objects.exists()


def test_the_end_is_changed_and_taken_away_with_a_reason(
    publisher: Client, clock: MovingClock, ada: Reader
) -> None:
    publisher.post(reverse(GIVE), asked(clock))
    grant = Grant.objects.get()
    here = reverse("desk:grant", args=[grant.pk])
    later = typed(clock, days=30)
    publisher.post(here, {"end": "1", "end-ends_at": later, "end-why": "a month it is"})
    grant.refresh_from_db()
    assert f"{localtime(grant.ends_at):%Y-%m-%d %H:%M}" == later
    clock.to("day 3")
    publisher.post(here, {"take": "1", "take-why": "the transfer never came"})
    grant.refresh_from_db()
    assert grant.ends_at is not None
    assert grant.ends_at <= clock.now()
    events = list(Event.objects.order_by("pk"))
    assert [event.kind for event in events] == ["grant.given", "grant.changed", "grant.ended"]
    assert [event.data["why"] for event in events[1:]] == [
        "a month it is",
        "the transfer never came",
    ]
    assert "so it is over" in page_of(publisher, "desk:grant", grant.pk)


def test_nothing_is_taken_away_without_a_reason(
    publisher: Client, clock: MovingClock, ada: Reader
) -> None:
    publisher.post(reverse(GIVE), asked(clock))
    here = reverse("desk:grant", args=[Grant.objects.get().pk])
    for form in ({"take": "1", "take-why": ""}, {"end": "1", "end-ends_at": "", "end-why": ""}):
        assert "This field is required." in publisher.post(here, form).content.decode()
    assert Event.objects.count() == 1


def test_the_list_tells_who_gave_it_and_is_narrowed(
    publisher: Client, clock: MovingClock, ada: Reader
) -> None:
    bo = Reader.objects.create_user("bo@post.example")
    publisher.post(reverse(GIVE), asked(clock))
    publisher.post(reverse(GIVE), asked(clock, email=bo.email, kind="complimentary", ends_at=""))
    gone = Grant.objects.get(reader=bo)
    clock.to("day 1")
    publisher.post(reverse("desk:grant", args=[gone.pk]), {"take": "1", "take-why": "left"})
    assert page_of(publisher, "desk:grants_results").count("publishers@courier.example") == 2
    for query, shown in (
        ({"standing": "live"}, {"ada"}),
        ({"standing": "ended"}, {"bo"}),
        ({"kind": "paid"}, {"ada"}),
        ({"kind": "complimentary"}, {"bo"}),
        ({"q": "bo@"}, {"bo"}),
        ({}, {"ada", "bo"}),
    ):
        rows = publisher.get(reverse("desk:grants_results"), query).context["object_list"]
        assert {row.reader.email.partition("@")[0] for row in rows} == shown, query


def test_editors_give_nothing(as_role: AtDesk, clock: MovingClock, ada: Reader) -> None:
    assert as_role("Editors").post(reverse(GIVE), asked(clock)).status_code == 302
    assert not Grant.objects.exists()
