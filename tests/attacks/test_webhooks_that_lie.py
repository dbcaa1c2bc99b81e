"""Whatever comes to the webhook's address: what is not signed is refused, what is signed is kept
once, and eight at a time lose nothing."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from standfirst.billing.models import Receipt, Subscription
from standfirst.config.sandbox import webhook_secret
from standfirst.events.models import Event
from standfirst.jobs import worker
from standfirst.sandbox.webhooks import signature
from tests import databases
from tests.stories.conftest import Publication

ADDRESS = "/webhooks/stripe/"


def event(
    number: int, about: dict[str, object], kind: str = "customer.subscription.deleted"
) -> bytes:
    """An event's raw bytes."""
    body = {
        "id": f"evt_{number}",
        "object": "event",
        "type": kind,
        "created": int(time.time()),
        "data": {"object": about},
    }
    return json.dumps(body).encode()


def post(body: bytes, *, signed: bytes | None = None, encoding: str = "identity") -> int:
    """Posts it, signed as `signed` is; gives the status."""
    seal = signature(webhook_secret(), signed if signed is not None else body, at=int(time.time()))
    answer = Client(raise_request_exception=False).post(
        ADDRESS,
        body,
        "application/json",
        headers={"stripe-signature": seal, "content-encoding": encoding},
    )
    return answer.status_code


@pytest.fixture
def ada(courier: Publication) -> Subscription:
    """Ada's subscription."""
    courier.subscribes("Ada")
    return Subscription.objects.get()


def about(subscription: Subscription) -> dict[str, object]:
    """What an event says of it: that it is over."""
    return {
        "id": subscription.company_id,
        "object": "subscription",
        "customer": subscription.customer.company_id,
        "status": "canceled",
    }


def nothing_changed(courier: Publication, before: int) -> bool:
    """Whether Ada still reads and nothing new is on record."""
    worker.drain()
    reader = Subscription.objects.get().customer.reader
    return courier.decision(reader).allowed and Event.objects.count() == before


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options", "trace"])
def test_no_other_method_is_taken(db: None, method: str) -> None:
    assert getattr(Client(), method)(ADDRESS).status_code == 405


def test_a_body_that_was_changed_after_it_was_signed_is_refused(
    courier: Publication, ada: Subscription
) -> None:
    before, kept = Event.objects.count(), Receipt.objects.count()
    body = event(1, about(ada))
    assert post(body + b" ", signed=body) == 400
    assert post(body.replace(b"evt_1", b"evt_2"), signed=body) == 400
    assert post(gzip.compress(body), signed=body) == 400
    assert post(body, signed=b"") == 400
    assert Receipt.objects.count() == kept
    assert nothing_changed(courier, before)


@pytest.mark.parametrize(
    "seal",
    [
        "",
        "t=,v1=",
        "v1=abc",
        "t=9999999999999999999999,v1=00",
        "t=x,v1=y",
        ",",
        "\u00e9",
        "t=1" * 5000,
    ],
)
def test_a_signature_that_is_none_is_refused(courier: Publication, seal: str) -> None:
    answer = Client().post(ADDRESS, b"{}", "application/json", headers={"stripe-signature": seal})
    assert answer.status_code == 400


def test_a_packed_body_is_not_unpacked(courier: Publication, ada: Subscription) -> None:
    packed = gzip.compress(event(1, about(ada)))
    assert post(packed, encoding="gzip") == 400


def test_a_huge_body_is_refused(courier: Publication) -> None:
    assert post(b'{"id": "' + b"x" * 10_000_000 + b'"}') == 400
    assert post(b"[" * 1_000_000) == 400


def test_a_claim_that_is_signed_is_not_believed_without_asking(
    courier: Publication, ada: Subscription
) -> None:
    before = Event.objects.count()
    assert post(event(1, about(ada))) == 200
    assert nothing_changed(courier, before)


def test_what_belongs_to_another_customer_moves_nobody(
    courier: Publication, ada: Subscription
) -> None:
    courier.subscribes("Mallory")
    mallory = Subscription.objects.exclude(pk=ada.pk).get()
    before = Event.objects.count()
    foreign = {**about(ada), "customer": mallory.customer.company_id}
    unknown = {**about(ada), "id": "sub_nowhere"}
    nobody = {**about(ada), "customer": "cus_nowhere"}
    for number, claim in enumerate((foreign, unknown, nobody)):
        assert post(event(number, claim)) == 200
    worker.drain()
    ada.refresh_from_db()
    assert ada.customer != mallory.customer
    assert courier.decision(ada.customer.reader).allowed
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "claim",
    [
        {},
        {"id": None, "object": None},
        {"id": 7, "object": 7, "customer": 7},
        {"id": {"a": 1}, "object": "subscription", "customer": []},
        {"object": "invoice", "id": "in_1", "parent": 3, "customer": "cus_1"},
        {"object": "subscription", "id": "x" * 5000, "customer": "y" * 5000},
        {"object": "subscription", "id": "sub\u0000", "customer": "cus\u0000"},
    ],
)
def test_a_signed_event_in_an_odd_shape_is_an_answer_not_a_fault(
    courier: Publication, claim: dict[str, object]
) -> None:
    assert post(event(1, claim)) in {200, 400}
    worker.drain()


@pytest.mark.slow
def test_eight_at_a_time_lose_nothing_on_sqlite(tmp_path: Path, db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite's one writer")
    shutil.copy(databases.template_file(tmp_path), tmp_path / "standfirst.sqlite3")
    env = {**os.environ, "STANDFIRST_DATA_DIR": str(tmp_path)}
    env.pop("PYTEST_XDIST_WORKER", None)
    script = Path(__file__).with_name("eight_at_a_time.py")
    done = subprocess.run(
        [sys.executable, str(script)], env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["160 answered 200, 160 kept, 160 worked off"], (
        done.stdout + done.stderr
    )
    assert "locked" not in done.stderr
