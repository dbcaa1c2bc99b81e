"""Events are signed, handed over, and handed over again until they are taken."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import stripe
from tests.sandbox.town import SECRET, Clock, Town, open_town

from standfirst.sandbox.webhooks import Faults


def refuse(payload: bytes, headers: dict[str, str]) -> int:
    return 500


def unreachable(payload: bytes, headers: dict[str, str]) -> int:
    raise ConnectionRefusedError


def test_the_signature_verifies_over_the_raw_bytes(town: Town) -> None:
    town.api.customers.create({"name": "Ane Møller"})
    seen: list[stripe.Event] = []

    def check(payload: bytes, headers: dict[str, str]) -> int:
        signed = headers["Stripe-Signature"]
        seen.append(stripe.Webhook.construct_event(payload, signed, SECRET))
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(payload + b" ", signed, SECRET)
        return 200

    assert town.sandbox.deliver(check) == 1
    assert seen[0].type == "customer.created"
    assert seen[0].api_version == stripe.api_version


def test_an_event_is_handed_over_once(town: Town) -> None:
    town.api.customers.create({})
    assert town.sandbox.deliver(town.take) == 1
    assert town.sandbox.deliver(town.take) == 0
    assert town.api.events.list().data[0].pending_webhooks == 0


@pytest.mark.parametrize("post", [refuse, unreachable])
def test_a_refused_event_comes_again_later(town: Town, post: object) -> None:
    town.api.customers.create({})
    assert town.sandbox.deliver(post) == 0  # type: ignore[arg-type]  # any callable
    assert town.events() == []
    assert town.sandbox.pending_webhooks() == 1
    town.turn(minutes=1)
    assert town.events() == ["customer.created"]


def test_after_some_days_it_is_given_up(town: Town) -> None:
    town.api.customers.create({})
    for _ in range(20):
        town.sandbox.deliver(refuse)
        town.turn(days=1)
    assert town.sandbox.pending_webhooks() == 0
    assert len(town.api.events.list().data) == 1


def test_a_receiver_that_breaks_loses_nothing(town: Town) -> None:
    town.api.customers.create({})

    def break_down(payload: bytes, headers: dict[str, str]) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        town.sandbox.deliver(break_down)
    town.turn(minutes=1)
    assert town.events() == ["customer.created"]


def test_a_receiver_may_ask_the_company_meanwhile(town: Town) -> None:
    town.api.customers.create({"email": "ane@linde.example"})
    emails = []

    def fetch(payload: bytes, headers: dict[str, str]) -> int:
        ident = json.loads(payload)["data"]["object"]["id"]
        emails.append(town.api.customers.retrieve(ident).email)
        if len(emails) == 1:
            town.api.customers.update(ident, {"name": "Ane"})
        return 200

    assert town.sandbox.deliver(fetch) == 2
    assert emails == ["ane@linde.example"] * 2


def told_with(town: Town, faults: Faults) -> list[str]:
    town.told.clear()
    town.sandbox.deliver(town.take, faults=faults)
    return [event["id"] for event in town.told]


def test_twice(town: Town) -> None:
    town.api.customers.create({})
    ids = told_with(town, Faults(duplicate=True))
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_out_of_order(town: Town) -> None:
    town.subscribe()
    ids = told_with(town, Faults(reorder=True, seed=1))
    in_order = [e.id for e in town.api.events.list({"limit": 100}).data][::-1]
    assert ids != in_order
    assert sorted(ids) == sorted(in_order)


def test_lost(town: Town) -> None:
    town.subscribe()
    told_with(town, Faults(drop=frozenset({"invoice.paid"})))
    kinds = {event["type"] for event in town.told}
    assert "invoice.paid" not in kinds
    assert "invoice.created" in kinds
    assert town.sandbox.pending_webhooks() == 0


def test_late(town: Town) -> None:
    town.api.customers.create({})
    assert told_with(town, Faults(delay_s=3600)) == []
    town.turn(hours=1)
    assert len(told_with(town, Faults(delay_s=3600))) == 1


def test_wrongly_signed(town: Town) -> None:
    town.api.customers.create({})
    with pytest.raises(stripe.SignatureVerificationError):
        told_with(town, Faults(sign_wrongly=True))


def test_a_share_of_the_events_and_always_the_same_ones(town: Town) -> None:
    for _ in range(200):
        town.api.customers.create({})
    ids = told_with(town, Faults(duplicate=0.25, seed=3))
    twice = {one for one in ids if ids.count(one) == 2}
    assert 30 <= len(twice) <= 70
    assert len(set(ids)) == 200
    again = {one for one in ids if Faults(duplicate=0.25, seed=3).hits("duplicate", 0.25, one)}
    assert again == twice


def test_what_was_signed_wrongly_is_signed_well_later(town: Town) -> None:
    for _ in range(40):
        town.api.customers.create({})
    refused = 0

    def check(payload: bytes, headers: dict[str, str]) -> int:
        nonlocal refused
        try:
            stripe.Webhook.construct_event(payload, headers["Stripe-Signature"], SECRET)
        except stripe.SignatureVerificationError:
            refused += 1
            return 400
        return 200

    town.sandbox.faults = Faults(sign_wrongly=0.5, seed=1)
    taken = town.sandbox.deliver(check)
    assert 10 <= refused == 40 - taken <= 30
    for _ in range(9):
        town.turn(hours=12)
        taken += town.sandbox.deliver(check)
    assert (taken, town.sandbox.pending_webhooks()) == (40, 0)


def test_some_are_late_and_some_are_lost(town: Town) -> None:
    for _ in range(100):
        town.api.customers.create({})
    town.sandbox.faults = Faults(delay=0.5, delay_s=3600, drop=0.2, seed=5)
    first = len(town.events())
    assert 20 <= first <= 60
    town.turn(hours=1)
    second = len(town.events())
    assert 60 <= first + second <= 95
    assert town.sandbox.pending_webhooks() == 0


def test_faults_are_set_for_every_process(town: Town) -> None:
    town.sandbox.faults = Faults(drop=frozenset({"*"}))
    other = open_town(town.sandbox.store.path, town.clock)
    other.api.customers.create({})
    assert other.events() == []
    town.sandbox.faults = Faults()
    other.api.customers.create({})
    assert other.events() == ["customer.created"]
    other.sandbox.close()


def test_the_own_endpoint_hears_what_it_asked_for(tmp_path: Path, clock: Clock) -> None:
    town = open_town(tmp_path / "few.sqlite3", clock, enabled_events=("customer.updated",))
    customer = town.api.customers.create({})
    town.api.customers.update(customer.id, {"name": "Ane"})
    assert town.events() == ["customer.updated"]
    assert len(town.api.events.list().data) == 2
    town.sandbox.close()


@dataclass
class Listeners:
    """Takes what is sent to any address, and keeps it by address."""

    answers: dict[str, int] = field(default_factory=dict)
    heard: list[tuple[str, bytes, str]] = field(default_factory=list)

    def send(self, url: str, payload: bytes, headers: dict[str, str]) -> int:
        self.heard.append((url, payload, headers["Stripe-Signature"]))
        return self.answers.get(url, 200)

    def kinds(self, url: str) -> list[str]:
        return [json.loads(payload)["type"] for to, payload, _ in self.heard if to == url]


LEDGER, MAILER = "https://ledger.example/hook", "https://mailer.example/hook"


def test_each_endpoint_gets_what_it_asked_for_signed_with_its_own_secret(town: Town) -> None:
    endpoints = town.api.webhook_endpoints
    ledger = endpoints.create({"url": LEDGER, "enabled_events": ["invoice.paid"]})
    mailer = endpoints.create({"url": MAILER, "enabled_events": ["*"]})
    assert ledger.secret
    assert mailer.secret != ledger.secret
    assert getattr(endpoints.retrieve(ledger.id), "secret", None) is None
    town.subscribe()
    there = Listeners({LEDGER: 500})
    town.sandbox.deliver(town.take, send=there.send)
    assert there.kinds(LEDGER) == ["invoice.paid"]
    assert there.kinds(MAILER) == [event["type"] for event in town.told]
    secrets = {LEDGER: str(ledger.secret), MAILER: str(mailer.secret)}
    for url, payload, signed in there.heard:
        stripe.Webhook.construct_event(payload, signed, secrets[url])
    assert town.sandbox.pending_webhooks() == 1
    late = town.api.events.list({"delivery_success": False}).data
    assert [(event.type, event.pending_webhooks) for event in late] == [("invoice.paid", 1)]
    town.turn(minutes=1)
    there.answers.clear()
    town.sandbox.deliver(town.take, send=there.send)
    assert there.kinds(LEDGER) == ["invoice.paid"] * 2
    assert town.api.events.list({"delivery_success": False}).data == []


def test_an_endpoint_is_switched_off_changed_and_deleted(town: Town) -> None:
    endpoints = town.api.webhook_endpoints
    ledger = endpoints.create({"url": LEDGER, "enabled_events": ["*"], "description": "Ledger"})
    there = Listeners()
    assert endpoints.update(ledger.id, {"disabled": True}).status == "disabled"
    town.api.customers.create({})
    endpoints.update(ledger.id, {"disabled": False, "enabled_events": ["customer.deleted"]})
    town.api.customers.create({})
    town.sandbox.deliver(town.take, send=there.send)
    assert there.heard == []
    assert [one.id for one in endpoints.list().data] == [ledger.id]
    assert endpoints.delete(ledger.id).deleted
    with pytest.raises(stripe.InvalidRequestError, match="No such webhook endpoint"):
        endpoints.retrieve(ledger.id)


@pytest.mark.parametrize(
    "params",
    [
        {"url": "nowhere", "enabled_events": ["*"]},
        {"url": LEDGER},
        {"url": LEDGER, "enabled_events": ["drop table"]},
    ],
)
def test_what_an_endpoint_cannot_be(town: Town, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        town.api.webhook_endpoints.create(params)


def test_events_by_type_and_time(town: Town) -> None:
    town.api.customers.create({})
    begun = int(town.clock.time.timestamp())
    town.turn(days=1)
    customer = town.api.customers.create({})
    town.api.customers.update(customer.id, {"name": "Ane"})
    every = town.api.events.list
    assert len(every({"type": "customer.created"}).data) == 2
    types = ["customer.updated", "customer.deleted"]
    assert [event.type for event in every({"types": types}).data] == ["customer.updated"]
    assert [event.created for event in every({"created": {"lte": begun}}).data] == [begun]
    assert len(every({"created": {"gt": begun}}).data) == 2
    assert len(every({"created": {"gte": begun, "lt": begun + 1}}).data) == 1
    newest, middle, oldest = every().data
    assert [event.id for event in every({"starting_after": newest.id}).data] == [
        middle.id,
        oldest.id,
    ]
    before = every({"ending_before": oldest.id, "limit": 1})
    assert ([event.id for event in before.data], before.has_more) == ([middle.id], True)
    with pytest.raises(stripe.InvalidRequestError):
        every({"type": "customer.created", "types": types})


def test_events_are_kept_for_thirty_days(town: Town) -> None:
    town.api.customers.create({})
    event = town.api.events.list().data[0]
    town.turn(days=30)
    assert town.api.events.retrieve(event.id).id == event.id
    town.turn(seconds=1)
    assert town.api.events.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such event"):
        town.api.events.retrieve(event.id)
    assert town.events() == ["customer.created"]


def ask_for_faults(town: Town, form: str) -> tuple[int, dict[str, Any]]:
    answer = town.sandbox.answer(
        "POST" if form else "GET",
        "/v1/test_helpers/webhook_faults",
        {"Authorization": "Bearer sk_test_linde"},
        form.encode(),
    )
    return answer.status, json.loads(answer.body)


def test_faults_are_set_over_the_wire(town: Town) -> None:
    assert ask_for_faults(town, "")[1]["duplicate"] == 0
    status, told = ask_for_faults(town, "duplicate=1&delay=0.5&delay_s=60&seed=4")
    assert (status, told["duplicate"], told["delay_s"]) == (200, 1.0, 60)
    assert town.sandbox.faults == Faults(duplicate=1.0, delay=0.5, delay_s=60, seed=4)
    ask_for_faults(town, "drop_types[0]=invoice.paid")
    assert ask_for_faults(town, "")[1]["drop_types"] == ["invoice.paid"]
    assert town.sandbox.faults == Faults(drop=frozenset({"invoice.paid"}))


@pytest.mark.parametrize("form", ["duplicate=2", "drop=often", "drop=nan", "hammer=1"])
def test_what_a_share_cannot_be(town: Town, form: str) -> None:
    assert ask_for_faults(town, form)[0] == 400
