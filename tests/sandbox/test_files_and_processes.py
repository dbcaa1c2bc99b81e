"""The sandbox's file outlives a restart and is shared by processes."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from tests.sandbox.town import Clock, Town, open_town

ROOT = Path(__file__).parents[2]

MAKE_CUSTOMERS = """
import sys
from pathlib import Path
from tests.sandbox.town import Clock, open_town

town = open_town(Path(sys.argv[1]), Clock())
for number in range(40):
    town.api.customers.create({"email": f"{sys.argv[2]}-{number}@linde.example"})
    town.sandbox.run_due(town.clock.time.replace(year=2027))
"""


def test_a_restart_loses_nothing(town: Town, clock: Clock) -> None:
    subscription = town.subscribe()
    due, waiting = town.sandbox.next_due(), town.sandbox.pending_webhooks()
    town.sandbox.close()
    again = open_town(town.sandbox.store.path, clock)
    assert again.again(subscription).status == "active"
    assert (again.sandbox.next_due(), again.sandbox.pending_webhooks()) == (due, waiting)
    again.turn(days=31)
    assert len(again.invoices(subscription)) == 2
    again.sandbox.close()


def test_the_same_seed_gives_the_same_ids(tmp_path: Path, clock: Clock) -> None:
    ids = []
    for name, seed in (("a", "s"), ("b", "s"), ("c", "t")):
        town = open_town(tmp_path / name, clock, seed=seed)
        ids.append(town.subscribe().id)
        town.sandbox.close()
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.slow
def test_two_processes_at_once(town: Town) -> None:
    subscription = town.subscribe()
    path = str(town.sandbox.store.path)
    running = [
        subprocess.Popen([sys.executable, "-c", MAKE_CUSTOMERS, path, name], cwd=ROOT)
        for name in ("ane", "bo")
    ]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    town.clock.time = town.clock.time.replace(year=2027)
    everybody = list(town.api.customers.list({"limit": 100}).auto_paging_iter())
    assert len({customer.id for customer in everybody}) == 81
    numbers = [invoice.number for invoice in town.invoices(subscription)]
    assert len(set(numbers)) == len(numbers) == 13


def test_two_hands_deliver_each_event_once(town: Town) -> None:
    for number in range(60):
        town.api.customers.create({"email": f"{number}@linde.example"})
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: town.sandbox.deliver(town.take), range(2)))
    assert sum(counts) == 60
    assert len({event["id"] for event in town.told}) == len(town.told) == 60


def test_threads_pay_one_invoice_once(town: Town) -> None:
    subscription = town.subscribe()
    card = str(subscription.default_payment_method)
    town.sandbox.turn_card(card, number="4000000000000341")
    town.turn(days=31)
    town.sandbox.turn_card(card, number="4242424242424242")
    invoice = town.invoices(subscription)[-1].id
    path = f"/v1/invoices/{invoice}/pay"
    auth = {"Authorization": "Bearer sk_test_linde"}
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda _: town.sandbox.answer("POST", path, auth).status, range(8))
    assert sorted(answers) == [200] + [400] * 7
    assert len([c for c in town.api.charges.list().data if c.paid]) == 2


def test_a_file_of_an_earlier_version_is_taken_over(town: Town, tmp_path: Path) -> None:
    older = tmp_path / "older.sqlite3"
    with closing(sqlite3.connect(older)) as file:
        file.executescript(
            "CREATE TABLE object (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
            " kind TEXT NOT NULL, customer TEXT, parent TEXT, status TEXT, label TEXT,"
            " created INTEGER NOT NULL, due INTEGER, body TEXT NOT NULL);"
            "CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL,"
            " created INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
            " next_try INTEGER NOT NULL DEFAULT 0, claimed_until REAL NOT NULL DEFAULT 0);"
        )
    later = open_town(older, town.clock)
    later.subscribe()
    later.turn(days=31)
    assert "invoice.paid" in later.events()
    later.sandbox.close()
