"""Gus leaves: in two steps, asked why only afterwards; and closes his account, and is forgotten."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from wagtail.log_actions import log

from standfirst.access.actions import end_grant, give_grant
from standfirst.access.models import Grant
from standfirst.billing import refunding, sales, withdrawing
from standfirst.billing.leaving import Why
from standfirst.billing.models import (
    Card,
    Customer,
    Invoice,
    Operation,
    Price,
    Subscription,
    Withdrawal,
)
from standfirst.billing.stripe import client
from standfirst.billing.withdrawing import Declaration
from standfirst.events.models import Event
from standfirst.kernel.money import Money
from standfirst.mail.models import CapturedMail
from standfirst.readers import actions as readers
from standfirst.readers.models import Reader
from standfirst.readers.rules import CLOSED_HOST
from tests.stories.conftest import DECLINES_LATER, Publication

WHAT_THE_READER_HAS = (CapturedMail,)
"""The mailbox of the demo and the tests: in a publication it is the reader's own."""


@pytest.fixture
def gus(courier: Publication) -> Reader:
    """Subscribed on 1 March, with a first and a last name."""
    reader = courier.joins("Gus")
    readers.rename_reader(reader, first_name="Gus", last_name="Quistgaard", now=courier.clock.now())
    return courier.subscribes("Gus")


def browser_of(reader: Reader) -> Client:
    browser = Client()
    browser.force_login(reader)
    return browser


def shown(answer: Any) -> str:
    """A page's words alone, with plain spaces."""
    words = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(words.split())


def test_leaving_takes_no_more_steps_than_joining(courier: Publication, gus: Reader) -> None:
    newcomer = browser_of(courier.joins("Kaya"))
    price = {"price": str(Price.objects.earliest("pk").pk)}
    joining = [newcomer.get("/subscribe/"), newcomer.post("/subscribe/", price)]
    assert joining[-1].status_code == 302
    reader = browser_of(gus)
    account = reader.get("/account/").content.decode()
    link = re.search(r'href="(/account/cancel/\d+/)">Cancel the subscription', account)
    assert link is not None
    leaving = [reader.get(link[1]), reader.post(link[1])]
    assert len(leaving) <= len(joining)
    courier.settles()
    assert courier.state(gus) == "canceling"


def test_a_reader_is_asked_why_only_once_it_is_done(courier: Publication, gus: Reader) -> None:
    reader = browser_of(gus)
    path = f"/account/cancel/{Subscription.objects.get().pk}/"
    assert "Why" not in reader.get(path).content.decode()
    done = shown(reader.post(path, follow=True))
    assert "Your subscription ends on 1 April" in done
    assert "Why, if you care to say" in done
    reader.post(f"{path}why/", {"why": Why.TOO_LITTLE_TIME})
    reader.post(f"{path}why/", {"why": Why.TOO_DEAR})
    reader.post(f"{path}why/", {"why": "nonsense"})
    said = Event.objects.filter(kind="ending.explained", reader_id=gus.pk)
    assert [event.data["why"] for event in said] == ["too_little_time"]
    assert "Why" not in reader.get(path).content.decode()


def test_each_change_of_mind_is_confirmed_once(courier: Publication, gus: Reader) -> None:
    reader = browser_of(gus)
    number = Subscription.objects.get().pk
    for path in ("cancel", "resume", "cancel"):
        reader.post(f"/account/{path}/{number}/")
        courier.settles()
        courier.settles()
        courier.clock.forward(minutes=3)
    assert courier.notices(gus) == ["canceling", "kept", "canceling"]
    assert courier.mails(gus) == [
        "Your subscription ends on 1 April 2026",
        "Your subscription goes on",
        "Your subscription ends on 1 April 2026",
    ]


def test_a_pause_and_its_end_are_confirmed(courier: Publication, gus: Reader) -> None:
    reader = browser_of(gus)
    number = Subscription.objects.get().pk
    reader.post(f"/account/pause/{number}/", {"months": "1"})
    courier.settles()
    reader.post(f"/account/resume/{number}/")
    courier.settles()
    assert courier.notices(gus) == ["paused", "resumed"]


def test_an_end_that_was_taken_back_at_once_is_not_confirmed(
    courier: Publication, gus: Reader
) -> None:
    reader = browser_of(gus)
    number = Subscription.objects.get().pk
    reader.post(f"/account/cancel/{number}/")
    reader.post(f"/account/resume/{number}/")
    courier.settles()
    assert courier.notices(gus) == ["kept"]


def test_closing_says_what_is_lost_and_ends_what_runs(courier: Publication, gus: Reader) -> None:
    reader = browser_of(gus)
    page = shown(reader.get("/account/close/"))
    assert "Your subscription to The Courier ends at once." in page
    assert "It is paid until 1 April" in page
    reader.post("/account/close/")
    courier.settles()
    subscription = Subscription.objects.get()
    assert (subscription.state, subscription.end_cause) == ("ended", "canceled_by_reader")
    assert "closed" in Reader.objects.get(pk=gus.pk).email


def texts() -> Iterator[tuple[str, str]]:
    """Every text, and everything that can hold one, in every row of every table."""
    for model in apps.get_models(include_auto_created=True):
        if model in WHAT_THE_READER_HAS:
            continue
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            yield model._meta.label, json.dumps(row, default=str).lower()


def test_nothing_is_left_of_name_and_address_but_what_the_law_wants(
    courier: Publication, gus: Reader
) -> None:
    withdrawing.declare(
        Declaration("Gus Quistgaard", gus.email, "the old one"), now=courier.clock.now()
    )
    withdrawing.refuse(
        withdrawing.waiting().get(), note="Gus never had it.", by=None, now=courier.clock.now()
    )
    courier.settles()
    browser_of(gus).post("/account/close/")
    courier.settles()
    found = {label for label, text in texts() if "quistgaard" in text or gus.email in text}
    assert found == set()
    assert not Card.objects.exists()
    invoice = Invoice.objects.get()
    assert (invoice.amount_minor, invoice.hosted_url, invoice.pdf_url) == (900, "", "")
    assert invoice.number


def test_nothing_is_left_of_what_the_newsroom_wrote_about_them(
    courier: Publication, gus: Reader
) -> None:
    now = courier.clock.now()
    pia = Reader.objects.create_superuser("pia@post.example")
    grant = Grant(
        reader=gus,
        kind="gift",
        source="gift from Greta Quistgaard",
        why=f"{gus.email} asked",
        given_by=pia,
        starts_at=now,
    )
    give_grant(grant, now=now)
    end_grant(grant, now=courier.clock.forward(hours=1), by=pia.email, why="Quistgaard again")
    invoice = Invoice.objects.get()
    refunding.refund(
        invoice, Money(100, "sek"), ends_access=False, by=pia, why="Mr Quistgaard", now=now
    )
    log(gus, "wagtail.edit", user=pia)
    browser_of(gus).post("/account/close/")
    courier.settles()
    found = {label for label, text in texts() if "quistgaard" in text or gus.email in text}
    assert found == set()
    [given] = Event.objects.filter(kind="grant.given")
    assert (given.data["by"], given.data["grant_kind"]) == (pia.email, "gift")
    assert given.data["facts"]["starts_at"] == now.isoformat()
    [refund] = client.api().refunds.list({"payment_intent": invoice.payment_id}).data
    assert refund.to_dict()["metadata"] == {"by": str(pia.pk), "ends_access": "no"}
    [back] = Event.objects.filter(kind="invoice.refunded")
    assert (back.data["amount_minor"], back.data["by"]) == (100, str(pia.pk))


def test_an_editor_who_leaves_is_not_named_in_the_record_of_others(
    courier: Publication, gus: Reader
) -> None:
    now = courier.clock.now()
    pia = Reader.objects.create_superuser("pia@post.example")
    grant = Grant(reader=gus, kind="gift", source="the editor", given_by=pia, starts_at=now)
    grant.why = "by Pia@post.example"
    give_grant(grant, now=now)
    browser_of(pia).post("/account/close/")
    courier.settles()
    assert {label for label, text in texts() if "pia@post.example" in text} == set()
    [given] = Event.objects.filter(kind="grant.given")
    assert given.data["by"] == f"closed-{pia.pk}{CLOSED_HOST}"
    assert given.data["facts"]["source"] == "the editor"


def test_a_withdrawal_that_waited_is_forgotten_once_it_is_closed(
    courier: Publication, gus: Reader
) -> None:
    with client.disconnected():
        number = Invoice.objects.get().number
        withdrawing.declare(
            Declaration("Gus Quistgaard", gus.email, number), now=courier.clock.now()
        )
        browser_of(gus).post("/account/close/")
    assert Withdrawal.objects.get().name == "Gus Quistgaard"
    courier.to("day 0.1")
    row = Withdrawal.objects.get()
    assert (row.state, row.name) == (Withdrawal.State.SETTLED, "")
    assert "closed" in row.email


def test_late_news_of_the_company_brings_nobody_back(courier: Publication, gus: Reader) -> None:
    browser_of(gus).post("/account/close/")
    courier.settles()
    courier.to("day 3")
    sales.take_news(Reader.objects.get(pk=gus.pk), now=courier.clock.now())
    assert not Card.objects.exists()
    assert not Invoice.objects.exclude(pdf_url="", hosted_url="").exists()


def test_the_company_forgets_them_too(courier: Publication, gus: Reader) -> None:
    known = Customer.objects.get().company_id
    browser_of(gus).post("/account/close/")
    courier.settles()
    answer = client.api().customers.retrieve(known)
    assert answer.to_dict().get("deleted") is True


def test_a_company_that_is_down_forgets_them_later(courier: Publication, gus: Reader) -> None:
    known = Customer.objects.get().company_id
    with client.disconnected():
        browser_of(gus).post("/account/close/")
        courier.settles()
    assert Operation.objects.get(verb="forget_customer").fault
    courier.clock.forward(hours=2)
    courier.settles()
    assert client.api().customers.retrieve(known).to_dict().get("deleted") is True
    assert Subscription.objects.get().state == "ended"


def test_the_copy_of_ones_data_holds_all_of_it(courier: Publication) -> None:
    cleo = courier.subscribes("Cleo")
    courier.gives_card(cleo, DECLINES_LATER)
    courier.to("day 33")
    held: dict[str, Any] = browser_of(cleo).get("/account/data/").json()
    subscription = Subscription.objects.get()
    assert held["billing.subscription"][0]["company_id"] == subscription.company_id
    assert {row["number"] for row in held["billing.invoice"]} == set(
        Invoice.objects.values_list("number", flat=True)
    )
    assert [row["kind"] for row in held["billing.notice"]] == ["failed"]
    assert {"reader", "events", "mail", "billing.card"} <= held.keys()
