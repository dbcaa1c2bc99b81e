"""Fifteen days go by at the turn of the clock: what falls due on the way, and nothing else."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.running import Event, Running, wait_until
from tests.browser.visiting import Demo, fill_in_card, submit

GOOD = "4242424242424242"
PROMISED_S = 30.0


@dataclass(frozen=True)
class Journey:
    """What the fifteen days brought, and how long the answer took."""

    seconds: float
    begun: datetime
    events: dict[str, list[Event]]
    mails: list[dict[str, str]]


@pytest.fixture(scope="module")
def journey(own_running: Running) -> Journey:
    """Fifteen days on."""
    place, mails = own_running.last_event(), len(own_running.inbox())
    begun = moment(own_running.post_clock(b'{"advance": "0h"}').json()["now"])
    seconds = own_running.turn("15d")
    events = defaultdict(list)
    for row in own_running.manifest()["readers"]:
        name = row["email"].split(".")[0]
        if happened := own_running.events(row["email"], after=place):
            events[name] = happened
    assert sum(map(len, events.values())) == own_running.last_event() - place
    return Journey(seconds, begun, dict(events), own_running.inbox()[mails:])


def moment(text: str) -> datetime:
    """A time as JSON carries it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def told(events: list[Event]) -> list[str]:
    """The events in short: `notice.sent held`; what is known is not news."""
    news = [event for event in events if event.kind != "facts.known"]
    return [f"{event.kind} {event.data.get('notice_kind', '')}".strip() for event in news]


def test_the_answer_comes_within_thirty_seconds(journey: Journey) -> None:
    assert journey.seconds < PROMISED_S


def test_the_reader_in_grace_is_held_and_has_three_notices_on_the_way(journey: Journey) -> None:
    assert told(journey.events["cleo"]) == [
        "notice.claimed reminder",
        "notice.sent reminder",
        "notice.claimed last_days",
        "notice.sent last_days",
        "subscription.held",
        "notice.claimed held",
        "notice.sent held",
    ]
    held = journey.events["cleo"][4].data
    assert (held["before"], held["state"], held["cause"]) == ("grace", "held", "payment_failed")


def test_mails_go_to_the_reader_in_grace_alone_each_on_its_day(journey: Journey) -> None:
    """The grace began three days ago and lasts fourteen. Bo's card may have its own date."""
    mails = [mail for mail in journey.mails if not mail["to"].startswith("bo.")]
    assert {mail["to"].split(".")[0] for mail in mails} == {"cleo"}
    days = [(moment(mail["at"]) - journey.begun) / timedelta(days=1) for mail in mails]
    assert days == pytest.approx([4, 9, 11], abs=0.02)
    subjects = [mail["subject"] for mail in mails]
    assert subjects[0] == "Your subscription is still unpaid"
    assert subjects[1].startswith("You can read until ")
    assert subjects[2] == "The articles for subscribers are shut for now"


def test_nothing_else_happened_to_anybody(journey: Journey) -> None:
    others = {name: news for name, events in journey.events.items() if (news := told(events))}
    del others["cleo"]
    card = others.pop("bo", [])
    assert card in ([], ["notice.claimed card_expiring_soon", "notice.sent card_expiring_soon"])
    assert others == {"jun": ["subscription.ended"], "ivo": ["subscription.active"]}


def test_why_says_so_in_words(own_demo: Demo, journey: Journey) -> None:
    said = own_demo.running.why("cleo", own_demo.running.article("subscribers"))
    assert "payment_failed" in said
    assert "denied" in said.lower()


def test_a_good_card_turns_it_back_with_one_notice_and_no_restart(
    own_demo: Demo, journey: Journey
) -> None:
    running = own_demo.running
    article, server = running.article("subscribers"), running.pid
    page = own_demo.page(width=375, scripts=False, reader="cleo")
    page.goto(article)
    expect(page.locator(".gate h2")).to_contain_text("didn’t go through")
    place = running.last_event()
    submit(page, "Update your card")
    submit(page, "Update your card")
    fill_in_card(page, GOOD)
    expect(page.locator(".gate")).to_have_count(0)
    answer = running.get(article, cookies=running.signed_in("cleo"))
    assert answer.headers["Standfirst-Access"] == "allowed"
    assert answer.headers["Standfirst-Reason"] == "subscribed"

    wait_until(
        lambda: "Paid: you can read everything again" in running.subjects(running.email("cleo")),
        what="the mail that says it is paid",
    )
    happened = [row for row in told(running.events("cleo", after=place)) if "signed_in" not in row]
    assert happened == [
        "card.updated",
        "subscription.recovered",
        "notice.claimed recovered",
        "notice.sent recovered",
    ]
    assert running.pid == server


def test_each_turn_adds_to_the_one_before(own_running: Running, journey: Journey) -> None:
    before = moment(own_running.post_clock(b'{"advance": "0h"}').json()["now"])
    own_running.turn("1d")
    own_running.turn("1d")
    after = moment(own_running.post_clock(b'{"advance": "0h"}').json()["now"])
    assert timedelta(days=2) <= after - before < timedelta(days=2, minutes=2)
