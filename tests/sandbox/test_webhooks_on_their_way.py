"""Events are signed, handed over, and handed over again until they are taken."""

import json

import pytest
import stripe
from tests.sandbox.town import SECRET, Town

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
