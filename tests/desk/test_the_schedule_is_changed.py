"""The publisher changes the schedule: seen first, kept as versions, never against a promise."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standfirst.billing import queries
from standfirst.billing.models import ScheduleVersion, Subscription
from standfirst.billing.rules import Debt, Policy, Schedule, Standing
from standfirst.billing.timetable import Effect, effect_on
from standfirst.events.models import Event
from standfirst.readers.models import Reader
from tests.conftest import DAY_0, MovingClock
from tests.desk.conftest import BACKEND
from tests.stories.conftest import DECLINES_LATER, Publication

BEGINNING = {
    "reminder_day": 7,
    "last_days": 2,
    "hold_day": 14,
    "cancel_day": 60,
    "card_first_days": 30,
    "card_again_days": 7,
    "renewal_days": 14,
}
CHANGE = "desk:schedule_change"


def asked(**days: Any) -> dict[str, Any]:
    return {**BEGINNING, "why": "readers asked for longer", **days}


def seen(answer: Any) -> str:
    found = re.search(r'name="seen" value="([\d-]+)"', answer.content.decode())
    return found[1] if found else ""


def change(client: Client, **days: Any) -> Any:
    """Previews a schedule and puts it in force, as one does on the page."""
    form = asked(**days)
    form["seen"] = seen(client.post(reverse(CHANGE), form))
    return client.post(reverse(CHANGE), form)


def fails(courier: Publication, name: str) -> Reader:
    """A reader whose first renewal, on day 31, fails."""
    reader = courier.subscribes(name)
    courier.gives_card(reader, DECLINES_LATER)
    return reader


def standing(reader: Reader, now: datetime) -> Standing:
    return queries.standings_of(reader.pk, now)[0][1]


def test_the_schedule_in_force_is_shown_with_its_picture_in_words(
    publisher: Client, clock: MovingClock
) -> None:
    page = publisher.get(reverse("desk:schedule")).content.decode()
    words = re.findall(r"<desc[^>]*>(.*?)</desc>", page)
    assert words == [
        "Day 0: The payment fails: first mail. Day 7: Mail: a reminder. "
        "Day 12: Mail: the last days. Day 14: Reading ends: mail. "
        "Day 60: Still unpaid: it ends, mail.",
        "30 days before: Mail: it runs out soon. 7 days before: Mail: once more. "
        "On the day: The card runs out.",
        "14 days before: Mail: it renews soon. On the day: The yearly payment.",
    ]


def test_a_new_one_is_shown_before_anything_changes(publisher: Client, clock: MovingClock) -> None:
    answer = publisher.post(reverse(CHANGE), asked(hold_day=21))
    page = answer.content.decode()
    assert "Day 21: Reading ends: mail." in page
    assert "Nobody is in grace or on hold just now." in page
    assert not ScheduleVersion.objects.exists()


def test_what_was_not_seen_is_not_put_in_force(publisher: Client, clock: MovingClock) -> None:
    first = publisher.post(reverse(CHANGE), asked(hold_day=21))
    answer = publisher.post(reverse(CHANGE), asked(hold_day=28, seen=seen(first)))
    assert "Day 28: Reading ends: mail." in answer.content.decode()
    assert not ScheduleVersion.objects.exists()


def test_it_is_in_force_from_the_moment_it_is_saved(publisher: Client, clock: MovingClock) -> None:
    answer = change(publisher, hold_day=21)
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk:schedule"))
    version = ScheduleVersion.objects.get()
    assert abs(version.from_at - clock.now()) < timedelta(minutes=1)
    assert (version.hold_day, version.why) == (21, "readers asked for longer")
    assert version.made_by == Reader.objects.get(email="publishers@courier.example")
    event = Event.objects.get(kind="schedule.changed")
    assert event.data == {
        "schedule": version.pk,
        "days": {**BEGINNING, "hold_day": 21},
        "by": "publishers@courier.example",
        "why": "readers asked for longer",
    }


def test_every_version_is_kept_with_who_and_why(publisher: Client, clock: MovingClock) -> None:
    for day, hold in (("day 0", 21), ("day 1", 14), ("day 2", 28)):
        clock.to(day)
        change(publisher, hold_day=hold, why=f"{hold} days it is")
    rows = list(ScheduleVersion.objects.values_list("hold_day", "why"))
    assert rows == [(hold, f"{hold} days it is") for hold in (21, 14, 28)]
    page = publisher.get(reverse("desk:schedule")).content.decode()
    assert [page.index(f"{hold} days it is") for hold in (28, 14, 21)] == sorted(
        page.index(f"{hold} days it is") for hold in (28, 14, 21)
    )
    assert page.count("<td>publishers@courier.example</td>") == 3


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({}, "This is the schedule in force"),
        ({"reminder_day": 14}, "The reminder comes before reading ends. Give less than 14."),
        ({"last_days": 14}, "This mail comes after the payment failed. Give less than 14."),
        ({"cancel_day": 14}, "The day of the cancel comes after that of the hold."),
        ({"card_again_days": 30}, "The second mail comes after the first. Give less than 30."),
        ({"hold_day": 0, "reminder_day": 1}, "Give a number of days from 1 to 365."),
        ({"hold_day": 15, "cancel_day": 9999}, "Give a number of days from 1 to 365."),
        ({"hold_day": 15, "why": ""}, "This field is required."),
        ({"hold_day": "many"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_is_refused_with_what_mends_it(
    publisher: Client, clock: MovingClock, days: dict[str, Any], told: str
) -> None:
    answer = change(publisher, **days)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not ScheduleVersion.objects.exists()


def test_readers_in_grace_keep_their_days_and_the_publisher_is_told(
    courier: Publication, publisher: Client
) -> None:
    cleo = fails(courier, "Cleo")
    courier.to("day 35")
    before = standing(cleo, courier.clock.now())
    page = publisher.post(reverse(CHANGE), asked(hold_day=3, reminder_day=1, last_days=1))
    assert "1 reader in grace keeps the 14 days." in page.content.decode()
    change(publisher, hold_day=3, reminder_day=1, last_days=1)
    assert standing(cleo, courier.clock.now()) == before


def test_only_mails_whose_day_moves_are_told_of(courier: Publication, publisher: Client) -> None:
    courier.subscribes("Ada")
    courier.subscribes("Bo", interval="year")
    told = publisher.post(reverse(CHANGE), asked(renewal_days=21)).content.decode()
    assert "ahead of the payment moves for 1 yearly subscription." in told
    assert "card that runs out move" not in told
    told = publisher.post(reverse(CHANGE), asked(card_first_days=45)).content.decode()
    assert "The mails on a card that runs out move for 2 subscriptions." in told
    assert "ahead of the payment" not in told


def test_one_who_was_overtaken_is_shown_what_would_change_now(
    publisher: Client, clock: MovingClock
) -> None:
    form = asked(hold_day=21)
    form["seen"] = seen(publisher.post(reverse(CHANGE), form))
    clock.forward(minutes=1)
    other = Client()
    other.force_login(Reader.objects.get(email="publishers@courier.example"), backend=BACKEND)
    change(other, hold_day=28)
    assert "As it would be" in publisher.post(reverse(CHANGE), form).content.decode()
    assert ScheduleVersion.objects.get().hold_day == 28


def test_looking_again_changes_nothing(publisher: Client, clock: MovingClock) -> None:
    form = asked(hold_day=21)
    form["seen"] = seen(publisher.post(reverse(CHANGE), form))
    publisher.post(reverse(CHANGE), {**form, "again": "1"})
    assert not ScheduleVersion.objects.exists()


def test_what_is_due_is_worked_out_anew(courier: Publication, publisher: Client) -> None:
    fails(courier, "Cleo")
    courier.to("day 35")
    change(publisher, hold_day=28)
    subscription = Subscription.objects.get()
    assert subscription.due_at is not None
    assert subscription.due_at <= courier.clock.now()
    courier.to("day 36")
    assert Subscription.objects.get().due_at > courier.clock.now()  # type: ignore[operator]  # set
    courier.to("day 50")
    assert Subscription.objects.get().state == "grace"


def test_readers_on_hold_read_again_when_the_grace_grows(
    courier: Publication, publisher: Client
) -> None:
    dag = fails(courier, "Dag")
    courier.to("day 50")
    assert courier.state(dag) == "held"
    page = publisher.post(reverse(CHANGE), asked(hold_day=28)).content.decode()
    assert "1 reader on hold reads again, with 28 days of grace since the payment failed." in page
    assert change(publisher, hold_day=28).status_code == 302
    assert courier.decision(dag).allowed


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(holds=st.lists(st.integers(3, 40), min_size=1, max_size=4))
def test_no_change_ever_shortens_a_running_grace(
    courier: Publication, publisher: Client, holds: list[int]
) -> None:
    cleo = Reader.objects.filter(first_name="Cleo").first()
    if cleo is None:
        cleo = fails(courier, "Cleo")
        courier.to("day 32")
    ScheduleVersion.objects.all().delete()
    courier.clock.to("day 32")
    ends = standing(cleo, courier.clock.now()).until
    for hold in holds:
        courier.clock.forward(hours=1)
        change(publisher, hold_day=hold, reminder_day=2, last_days=1)
        now_ends = standing(cleo, courier.clock.now()).until
        assert ends is not None
        assert now_ends is not None
        assert now_ends >= ends
        ends = now_ends


@given(
    old=st.tuples(st.integers(1, 60), st.integers(61, 120)),
    new=st.tuples(st.integers(1, 60), st.integers(61, 120)),
    age=st.integers(1, 150),
)
def test_the_effect_told_is_what_the_rules_do(
    old: tuple[int, int], new: tuple[int, int], age: int
) -> None:
    now = DAY_0 + timedelta(days=age)
    before = Policy((schedule(*old),))
    after = Policy((schedule(*old), schedule(*new, from_at=now)))
    effect, days = effect_on(Debt(DAY_0), before, after, now)
    kind = after.of_debt(DAY_0)
    assert days == kind.hold.days >= old[0]
    is_ended = old[1] > age >= kind.cancel.days
    assert (effect is Effect.ENDS_NOW) == is_ended
    if not is_ended:
        reads = age < days
        assert reads == (effect in {Effect.KEEPS, Effect.LONGER, Effect.OPENS})


def schedule(hold: int, cancel: int, **fields: Any) -> Schedule:
    return Schedule(hold=timedelta(days=hold), cancel=timedelta(days=cancel), **fields)
