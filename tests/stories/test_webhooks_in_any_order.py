"""Webhooks that lie, repeat, cross each other, are lost or are about strangers."""

import json
import time

import pytest
import stripe
from django.test import Client

from standfirst.access.rules import Reason
from standfirst.billing import inbox
from standfirst.billing.models import Receipt, Subscription
from standfirst.config import delivery
from standfirst.config.sandbox import webhook_secret
from standfirst.events.models import Event
from standfirst.jobs import worker
from standfirst.sandbox.webhooks import Faults
from tests.stories.conftest import Publication

ADDRESS = "/webhooks/stripe/"


def event(kind: str, about: dict[str, object], event_id: str = "evt_1") -> bytes:
    """An event as the company would send it."""
    body = {
        "id": event_id,
        "object": "event",
        "type": kind,
        "created": int(time.time()),
        "data": {"object": about},
    }
    return json.dumps(body).encode()


def signed(payload: bytes, *, secret: str = "", at: int | None = None) -> dict[str, str]:
    """The headers of a webhook."""
    moment = at or int(time.time())
    text = f"{moment}.{payload.decode()}"
    mac = stripe.WebhookSignature._compute_signature(text, secret or webhook_secret())
    return {"Stripe-Signature": f"t={moment},v1={mac}"}


def post(payload: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; CSRF is checked as for anybody."""
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(
        ADDRESS, payload, content_type="application/json", headers=headers, secure=False
    )
    return answer.status_code


def test_a_wrong_signature_is_refused_and_changes_nothing(courier: Publication) -> None:
    payload = event("customer.subscription.deleted", {"object": "subscription", "id": "sub_1"})
    assert post(payload, signed(payload, secret="whsec_other")) == 400
    assert post(payload, {}) == 400
    assert post(payload + b" ", signed(payload)) == 400
    assert Receipt.objects.count() == 0


def test_an_old_webhook_sent_again_is_refused(courier: Publication) -> None:
    payload = event("invoice.paid", {"object": "invoice", "id": "in_1"})
    assert post(payload, signed(payload, at=int(time.time()) - 3600)) == 400


def test_the_same_webhook_twice_is_one(courier: Publication) -> None:
    payload = event("invoice.paid", {"object": "invoice", "id": "in_1", "customer": "cus_x"})
    assert [post(payload, signed(payload)) for _ in range(3)] == [200, 200, 200]
    assert Receipt.objects.count() == 1


def test_a_stranger_is_taken_in_and_changes_nothing(courier: Publication) -> None:
    about: dict[str, object] = {"object": "subscription", "id": "sub_9", "customer": "cus_nobody"}
    payload = event("customer.subscription.created", about)
    assert post(payload, signed(payload)) == 200
    worker.drain()
    assert Receipt.objects.get().state == Receipt.State.ORPHAN
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("payload", [b"", b"{}", b"[]", b"\xff\xfe", b'{"id": "evt_1"}'])
def test_a_signed_body_that_is_no_event_is_refused(courier: Publication, payload: bytes) -> None:
    text = payload.decode("latin-1").encode()
    assert post(text, signed(text)) == 400


def test_an_event_that_claims_what_is_not_so_is_not_believed(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    mine = Subscription.objects.get()
    about: dict[str, object] = {
        "object": "subscription",
        "id": mine.company_id,
        "customer": mine.customer.company_id,
        "status": "canceled",
    }
    payload = event("customer.subscription.deleted", about)
    assert post(payload, signed(payload)) == 200
    worker.drain()
    assert courier.decision(ada).reason is Reason.SUBSCRIBED


@pytest.mark.parametrize(
    "faults",
    [Faults(duplicate=True), Faults(reorder=True), Faults(duplicate=True, reorder=True)],
    ids=["twice", "out of order", "both"],
)
def test_a_life_ends_the_same_however_its_webhooks_come(
    courier: Publication, faults: Faults
) -> None:
    courier.company.faults = faults
    ada = courier.subscribes("Ada")
    courier.to("day 100")
    assert courier.transitions(ada) == ["active"]
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert courier.notices(ada) == []


def test_a_killed_worker_loses_no_webhook(courier: Publication) -> None:
    ada = courier.joins("Ada")
    courier.subscribes("Ada")
    Event.objects.all().delete()
    Subscription.objects.update(state="", fetched_at="2020-01-01T00:00:00Z")
    Receipt.objects.update(state=Receipt.State.NEW)
    delivery.hand_over_webhooks()
    inbox.work_off(courier.clock.now())
    Receipt.objects.update(state=Receipt.State.NEW)
    inbox.work_off(courier.clock.now())
    assert courier.transitions(ada) == ["active"]
