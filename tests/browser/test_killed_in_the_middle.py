"""kill -9 in the middle of work: nothing is lost and nothing is done twice.

What came of it is held against a demo that nobody harmed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from standfirst.billing import inbox
from tests.browser.running import Running, running_demo, wait_until

pytestmark = pytest.mark.slow
DAYS = 17
"""Long enough for a hold with its notices, for the end of free days, and for a renewal."""


@dataclass(frozen=True)
class Outcome:
    """What there is to show in the end, counted."""

    happened: Counter[tuple[str, str, str]]
    mails: Counter[tuple[str, str]]
    standings: Counter[tuple[str, str, str, str]]
    invoices: Counter[tuple[str, str, int]]
    charges: Counter[tuple[str, str]]
    webhooks_lost: int
    webhooks_undone: int
    mails_unsent: int


@pytest.fixture(scope="module")
def unharmed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What comes of the days when nobody kills anything."""
    with running_demo(template, tmp_path_factory.mktemp("unharmed") / "demo") as running:
        running.turn(f"{DAYS}d")
        settle(running)
        return outcome(running)


@pytest.fixture
def victim(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo to be killed."""
    with running_demo(template, tmp_path_factory.mktemp("victim") / "demo") as running:
        yield running


def outcome(running: Running) -> Outcome:
    """Reads both databases. That news of a renewal was late, and read on, is no difference, nor
    is the number of steps in which it came to be known: where it led to is looked at."""
    happened = Counter(
        (email or "", kind, notice or "")
        for email, kind, notice in running.rows(
            "SELECT r.email, e.kind, json_extract(e.data, '$.notice_kind') "
            "FROM events_event e LEFT JOIN readers_reader r ON r.id = e.reader_id "
            "WHERE e.kind NOT IN ('subscription.renewing', 'facts.known')"
        )
    )
    invoices = running.rows(
        "SELECT r.email, i.status, i.amount_minor FROM billing_invoice i "
        "JOIN billing_customer c ON c.id = i.customer_id "
        "JOIN readers_reader r ON r.id = c.reader_id"
    )
    standings = running.rows(
        "SELECT r.email, s.state, s.status, s.end_cause FROM billing_subscription s "
        "JOIN billing_customer c ON c.id = s.customer_id "
        "JOIN readers_reader r ON r.id = c.reader_id"
    )
    charges = running.rows(
        "SELECT customer, json_extract(body, '$.status') FROM object WHERE kind = 'charge'",
        file="sandbox",
    )
    events = running.rows("SELECT id, label FROM object WHERE kind = 'event'", file=BOX)
    sent = {ident for ident, kind in events if kind in inbox.KINDS}
    kept = {row[0] for row in running.rows("SELECT event_id FROM billing_receipt")}
    (undone,) = running.rows("SELECT count(*) FROM billing_receipt WHERE state = 'new'")[0]
    (unsent,) = running.rows("SELECT count(*) FROM mail_outgoingmail WHERE state = 'queued'")[0]
    return Outcome(
        happened=happened,
        mails=Counter((mail["to"], mail["subject"]) for mail in running.inbox()),
        standings=Counter(map(tuple, standings)),
        invoices=Counter(map(tuple, invoices)),
        charges=Counter(map(tuple, charges)),
        webhooks_lost=len(sent - kept),
        webhooks_undone=undone,
        mails_unsent=unsent,
    )


BOX = "sandbox"


def settle(running: Running) -> None:
    """Waits until no job is in the queue and no webhook waits to be handed over: those that the
    killed server had in hand are free again after ten seconds."""

    def is_quiet() -> bool:
        now_of(running)
        jobs = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN (?, ?)"
        waiting = running.rows(jobs, "READY", "RUNNING")[0][0]
        return waiting + running.rows("SELECT count(*) FROM outbox", file=BOX)[0][0] == 0

    wait_until(is_quiet, what="an empty queue", seconds=60)


def now_of(running: Running) -> datetime:
    """The demo's time."""
    return datetime.fromisoformat(running.post_clock(b'{"advance": "0h"}').json()["now"])


def turn_on(running: Running, target: datetime) -> Thread:
    """Turns the clock to `target` beside the test, until it is there or the server is killed."""
    hours = -((now_of(running) - target) // timedelta(hours=1))

    def turn() -> None:
        try:
            running.post_clock(f'{{"advance": "{hours}h"}}'.encode())
        except (OSError, HTTPException):
            return

    thread = Thread(target=turn)
    thread.start()
    return thread


def expect_same(got: Outcome, wanted: Outcome) -> None:
    """Nothing is missing, nothing was done twice."""
    for field in fields(Outcome):
        have, want = getattr(got, field.name), getattr(wanted, field.name)
        if isinstance(have, Counter):
            assert (have - want, want - have) == (Counter(), Counter()), field.name
        assert have == want, field.name


def test_nothing_is_lost_where_nobody_kills(unharmed: Outcome) -> None:
    """The measure itself: the days bring a hold, a payment and no loose ends."""
    assert unharmed.webhooks_lost == unharmed.webhooks_undone == unharmed.mails_unsent == 0
    kinds = {kind for _, kind, *_ in unharmed.happened}
    assert {"subscription.held", "notice.sent"} <= kinds
    assert ("oda.reed@post.example", "paid", 2100) in unharmed.invoices


def test_a_server_killed_while_the_clock_turns(victim: Running, unharmed: Outcome) -> None:
    begun = victim.last_event()
    target = now_of(victim) + timedelta(days=DAYS)
    for seen in (1, 4, 7):
        thread = turn_on(victim, target)
        wait_until(
            lambda seen=seen: victim.last_event() >= begun + seen, what="something happening"
        )
        victim.kill()
        thread.join()
        victim.start()
    turn_on(victim, target).join()
    assert now_of(victim) >= target
    settle(victim)
    expect_same(outcome(victim), unharmed)


def test_a_worker_killed_over_and_over_while_the_clock_turns(
    victim: Running, unharmed: Outcome
) -> None:
    thread = turn_on(victim, now_of(victim) + timedelta(days=DAYS))
    killed: set[int] = set()
    while thread.is_alive():
        pid = victim.worker_pid()
        if pid is not None and pid not in killed:
            victim.kill_worker()
            killed.add(pid)
        thread.join(timeout=0.05)
    assert killed
    settle(victim)
    expect_same(outcome(victim), unharmed)
    wait_until(victim.worker_pid, what="another worker")


def test_a_server_killed_while_a_card_pays(victim: Running) -> None:
    """The reader comes back to the same address: it is paid, and it was paid once."""
    cookies = victim.signed_in("dag")
    article = victim.article("subscribers")
    cookies |= victim.get("/account/card/", cookies=cookies).cookies
    to_company = victim.post_form("/account/card/", {"next": f"{article}#break"}, cookies)
    page = to_company.headers["Location"]
    cookies |= victim.get(page, cookies=cookies).cookies
    card = {"number": "4242424242424242", "expiry": "12/34", "cvc": "123"}
    back = victim.post_form(urlsplit(page).path, card, cookies).headers["Location"]
    operations = "SELECT count(*) FROM billing_operation"
    before = victim.rows(operations)[0][0]

    def come_back() -> None:
        try:
            victim.get(back, cookies=cookies)
        except (OSError, HTTPException):
            return

    thread = Thread(target=come_back)
    thread.start()
    wait_until(lambda: victim.rows(operations)[0][0] > before, what="a payment begun")
    victim.kill()
    thread.join()
    victim.start()

    victim.get(back, cookies=cookies)
    answer = victim.get(article, cookies=cookies)
    assert answer.headers["Standfirst-Access"] == "allowed"
    settle(victim)
    invoices = victim.rows(
        "SELECT i.status, count(*) FROM billing_invoice i JOIN billing_customer c "
        "ON c.id = i.customer_id JOIN readers_reader r ON r.id = c.reader_id "
        "WHERE r.email = ? GROUP BY i.status",
        victim.email("dag"),
    )
    assert [status for status, _ in invoices] == ["paid"]
    charges = victim.rows(
        "SELECT json_extract(body, '$.payment_intent') FROM object "
        "WHERE kind = 'charge' AND json_extract(body, '$.status') = 'succeeded'",
        file=BOX,
    )
    assert len(set(charges)) == len(charges)
    happened = [event.kind for event in victim.events("dag")]
    assert happened.count("subscription.recovered") == 1
    paid = "Paid: you can read everything again"
    assert victim.subjects(victim.email("dag")).count(paid) == 1
