"""What no webhook told is found out by comparing: events, all subscriptions, one reader, calls."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.access.rules import Reason
from standfirst.articles.models import Article
from standfirst.billing import (
    actions,
    changing,
    inbox,
    reconciling,
    recounting,
    sales,
    sweeping,
    switching,
)
from standfirst.billing.models import (
    Customer,
    Invoice,
    Operation,
    Price,
    Receipt,
    Reconciliation,
    Subscription,
)
from standfirst.billing.reconciling import INTERRUPTED, Comparison
from standfirst.billing.rules import Cause
from standfirst.billing.stripe import changes, client, comparing
from standfirst.events.models import Event
from standfirst.jobs import sweeps, worker
from standfirst.ops import doctor
from standfirst.readers.models import Reader
from standfirst.sandbox.webhooks import Faults
from tests.articles.making import Make
from tests.stories.conftest import DECLINES_LATER, HERE, Publication

ALL_LOST = Faults(drop=frozenset({"*"}))


@pytest.fixture(autouse=True)
def nothing_in_mind() -> None:
    """Each test is a process that has looked at nobody yet."""
    reconciling._looked_at.clear()
    sweeps._ran.clear()
    sweeping._failed_at.clear()


def drifts() -> list[tuple[str, set[str]]]:
    """By which comparison drift was found, and what of it had changed."""
    found = Event.objects.filter(kind="drift.found").order_by("pk")
    return [(event.data["by"], set(event.data["found"])) for event in found]


def subscribed_with_a_card_that_will_fail(courier: Publication, name: str = "Ada") -> Reader:
    """A reader whose second payment will not go through."""
    reader = courier.subscribes(name)
    courier.gives_card(reader, DECLINES_LATER)
    return reader


def canceled_behind_our_back(courier: Publication, name: str = "Ada") -> Reader:
    """A reader whose subscription was ended at the company, and nobody told."""
    reader = courier.subscribes(name)
    courier.company.faults = ALL_LOST
    mine = Subscription.objects.get(customer__reader=reader)
    changes.end_now(mine.company_id, cause=Cause.REFUNDED, key=f"x-{name}")
    courier.company.deliver(lambda _body, _headers: 200)
    return reader


def test_lost_webhooks_are_found_within_a_quarter_of_an_hour(courier: Publication) -> None:
    courier.to("day 0.1")
    ada = subscribed_with_a_card_that_will_fail(courier)
    courier.company.faults = ALL_LOST
    courier.to("day 31.2")
    assert courier.state(ada) == "grace"
    assert not Receipt.objects.filter(state=Receipt.State.NEW).exists()


def test_what_a_lost_webhook_would_have_told_is_drift(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    courier.to("day 1")
    assert drifts() == []
    courier.company.faults = ALL_LOST
    changing.set_ending(ada, ends=True, now=courier.clock.now())
    courier.settles()
    courier.to("day 1.2")
    assert drifts() == []
    mine = Subscription.objects.get()
    changes.set_ending(mine.company_id, ends=False, key="somebody-else")
    courier.company.deliver(lambda _body, _headers: 200)
    courier.to("day 1.4")
    assert courier.state(ada) == "active"
    assert drifts() == [("events", {"cancel_at"})]
    assert Reconciliation.objects.get(name=Comparison.EVENTS).drifted == 1


def test_nothing_that_comes_by_webhook_is_drift(courier: Publication) -> None:
    courier.subscribes("Ada")
    subscribed_with_a_card_that_will_fail(courier, "Bo")
    courier.to("day 70")
    assert drifts() == []


def test_every_night_all_are_compared(courier: Publication) -> None:
    names = [f"Reader{number}" for number in range(3)]
    readers = [courier.subscribes(name) for name in names]
    courier.to("day 2")
    before = Reconciliation.objects.get(name=Comparison.SUBSCRIPTIONS)
    assert (before.looked_at, before.cursor) == (3, "")
    Subscription.objects.update(status="canceled", state="ended")
    courier.to("day 3.1")
    assert [courier.decision(one).reason for one in readers] == [Reason.SUBSCRIBED] * 3
    assert drifts() == [("subscriptions", {"status"})] * 3


def given_back_behind_our_back(courier: Publication, minor: int) -> Invoice:
    """A payment of which something was given back at the company, and nobody told."""
    courier.company.faults = ALL_LOST
    invoice = Invoice.objects.latest("pk")
    client.api().refunds.create({"payment_intent": invoice.payment_id, "amount": minor})
    courier.company.deliver(lambda _body, _headers: 200)
    return invoice


def recounted(courier: Publication) -> None:
    """What the night does after all subscriptions are compared."""
    recounting.begin(courier.clock.now())
    while recounting.compare_reversals(courier.clock.now(), seconds=0.1):
        pass


def test_the_night_sees_what_went_back(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    invoice = given_back_behind_our_back(courier, 300)
    recounted(courier)
    invoice.refresh_from_db()
    assert invoice.refunded_minor == 300
    assert drifts() == [("reversals", {"refunded_minor"})]
    recounted(courier)
    assert len(drifts()) == 1
    refund = client.api().refunds.list({"payment_intent": invoice.payment_id}).data[0]
    courier.company.fail_refund(refund.id)
    recounted(courier)
    invoice.refresh_from_db()
    assert invoice.refunded_minor == 0
    assert courier.decision(ada).reason is Reason.SUBSCRIBED


def test_the_night_sees_a_dispute(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    courier.company.faults = ALL_LOST
    dispute = courier.company.open_dispute(Invoice.objects.get().payment_id)
    recounted(courier)
    assert Invoice.objects.get().dispute == "needs_response"
    courier.company.settle_dispute(dispute, won=False)
    courier.company.deliver(lambda _body, _headers: 200)
    recounted(courier)
    assert courier.decision(ada).reason is Reason.CHARGEBACK
    assert drifts() == [("reversals", {"dispute"})], "the first was on its way"


def test_what_went_back_is_compared_page_by_page(
    courier: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ada", "Bo", "Cy"):
        courier.subscribes(name)
        given_back_behind_our_back(courier, 100)
        given_back_behind_our_back(courier, 200)
        courier.company.faults = Faults()
    monkeypatch.setattr(comparing, "PAGE", 2)
    recounting.begin(courier.clock.now())
    assert recounting.compare_reversals(courier.clock.now(), seconds=0)
    recounted(courier)
    assert set(Invoice.objects.values_list("refunded_minor", flat=True)) == {300}
    row = Reconciliation.objects.get(name=Comparison.REVERSALS)
    assert (row.looked_at, row.cursor, row.drifted) == (6, "", 3)


def test_a_night_compares_what_went_back_as_well(courier: Publication) -> None:
    courier.subscribes("Ada")
    client.api().refunds.create({"payment_intent": Invoice.objects.get().payment_id, "amount": 300})
    courier.to("day 2")
    assert Reconciliation.objects.get(name=Comparison.REVERSALS).looked_at == 1
    assert drifts() == []


def test_more_kinds_of_event_than_are_listed_at_once_come_in_their_order(
    courier: Publication,
) -> None:
    assert len(inbox.KINDS) > comparing.KINDS_AT_ONCE
    courier.subscribes("Ada", plan="paper")
    given_back_behind_our_back(courier, 300)
    cheaper = Price.objects.get(plan__key="courier", interval="month")
    ada = Reader.objects.get(first_name="Ada")
    quote = switching.preview_switch(ada, cheaper, now=courier.clock.now())
    switching.switch(ada, quote, now=courier.clock.now())
    found = comparing.events_after("", inbox.KINDS)
    assert found is not None
    told = list(found)
    assert {"charge.refunded", "subscription_schedule.updated"} <= {news.kind for news in told}
    assert told == sorted(told, key=lambda news: news.happened_at)


def test_a_cursor_that_is_forgotten_has_all_compared(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    courier.to("day 1")
    Reconciliation.objects.filter(name=Comparison.EVENTS).update(cursor="evt_long_ago")
    Subscription.objects.update(status="past_due")
    courier.to("day 1.1")
    assert Subscription.objects.get().status == "active"
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert Reconciliation.objects.get(name=Comparison.EVENTS).cursor != "evt_long_ago"


def test_whoever_is_denied_on_old_knowledge_is_asked_about(
    courier: Publication,
    make: Make,
) -> None:
    article: Article = make()
    ada = courier.subscribes("Ada")
    Subscription.objects.update(status="canceled", ended_at=courier.clock.now())
    browser = Client()
    browser.force_login(ada)
    assert browser.get(article.address)["Standfirst-Access"] == "denied"
    worker.drain()
    assert browser.get(article.address)["Standfirst-Access"] == "denied", "known for a minute"

    Subscription.objects.update(fetched_at=timezone.now() - timedelta(hours=2))
    reconciling._looked_at.clear()
    assert browser.get(article.address)["Standfirst-Access"] == "denied"
    worker.drain()
    assert browser.get(article.address)["Standfirst-Access"] == "allowed"
    assert Event.objects.filter(kind="denial.doubted").count() == 1
    assert [by for by, _ in drifts()] == ["reader"]


def test_many_doubts_at_once_ask_once(courier: Publication) -> None:
    ada = courier.subscribes("Ada")
    Subscription.objects.update(fetched_at=timezone.now() - timedelta(hours=2))
    claims = []
    for _ in range(5):
        reconciling._looked_at.clear()
        now = courier.clock.now()
        claims.append(reconciling.doubt(ada.pk, wall=timezone.now(), now=now))
    assert claims == [True, False, False, False, False]


def test_a_call_that_was_never_finished_is_looked_after(courier: Publication) -> None:
    ada = canceled_behind_our_back(courier)
    Operation.objects.create(
        key="op_1", verb="set_ending", reader_id=ada.pk, created_at=courier.clock.now()
    )
    assert reconciling.close_operations(courier.clock.now()) == 0
    courier.clock.forward(minutes=16)
    assert not doctor.payment().is_well
    assert reconciling.close_operations(courier.clock.now()) == 1
    row = Operation.objects.get(key="op_1")
    assert (row.is_done, row.fault) == (True, INTERRUPTED)
    assert courier.state(ada) == "ended"
    assert doctor.payment().is_well


def test_a_customer_made_and_not_written_down_is_the_same_one(courier: Publication) -> None:
    ada = courier.joins("Ada")
    customer = sales.customer_for(ada, now=courier.clock.now())
    Customer.objects.all().delete()
    Operation.objects.filter(verb="create_customer").update(is_done=False)
    courier.clock.forward(minutes=16)
    reconciling.close_operations(courier.clock.now())
    assert Customer.objects.get().company_id == customer.company_id


def test_news_of_a_stranger_is_kept_until_they_are_known(courier: Publication) -> None:
    """The webhooks of a purchase come before our own row of the customer."""
    ada = courier.subscribes("Ada")
    customer = Customer.objects.get()
    told = {"company_id": customer.company_id, "reader": ada}
    Event.objects.all().delete()
    Subscription.objects.all()._raw_delete("default")
    customer.subscriptions.all().delete()
    Receipt.objects.update(state=Receipt.State.NEW)
    Customer.objects.filter(pk=customer.pk).update(company_id="cus_another")
    inbox.work_off(courier.clock.now())
    assert set(Receipt.objects.exclude(customer_id="").values_list("state", flat=True)) == {
        Receipt.State.ORPHAN
    }
    Customer.objects.filter(pk=customer.pk).update(company_id=told["company_id"])
    courier.settles()
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert not Receipt.objects.exclude(state=Receipt.State.DONE).exists()


def test_a_card_is_taken_though_the_reader_closed_the_page(courier: Publication) -> None:
    ada = subscribed_with_a_card_that_will_fail(courier)
    courier.to("day 46")
    assert courier.state(ada) == "held"
    page = sales.start_card_update(ada, success_url=HERE, cancel_url=HERE, now=courier.clock.now())
    courier.fills_in(page.id)
    courier.settles()
    assert courier.state(ada) == "held", "they may be on their way back"
    Receipt.objects.filter(state=Receipt.State.NEW).update(
        retry_at=None, received_at=timezone.now() - timedelta(minutes=3)
    )
    courier.settles()
    assert courier.state(ada) == "active"
    assert courier.transitions(ada)[-1] == "recovered"


@pytest.mark.parametrize("how", ["paid", "void", "ended"])
def test_a_card_pays_nothing_that_is_settled_already(courier: Publication, how: str) -> None:
    ada = subscribed_with_a_card_that_will_fail(courier)
    courier.to("day 46")
    debt = Invoice.objects.get(status="open")
    mine = Subscription.objects.get(customer__reader=ada)
    courier.company.faults = ALL_LOST
    if how == "paid":
        client.api().invoices.pay(debt.company_id, {"paid_out_of_band": True})
    elif how == "void":
        changes.void_invoice(debt.company_id, key="somebody-else")
    else:
        changes.void_invoice(debt.company_id, key="somebody-else")
        changes.end_now(mine.company_id, cause=Cause.ENDED_UNPAID, key="somebody-else")
    courier.gives_card(ada)
    assert not Operation.objects.filter(verb="pay_invoice").exists()
    assert courier.decision(ada).allowed is (how != "ended")


def test_doctor_tells_of_drift_and_what_to_do(courier: Publication) -> None:
    courier.subscribes("Ada")
    courier.to("day 1")
    assert doctor.drift().is_well
    canceled_behind_our_back(courier, "Bo")
    courier.to("day 2")
    finding = doctor.drift()
    assert not finding.is_well
    assert "1 differences this week" in finding.seen
    assert "endpoint" in finding.help


def test_what_stays_unpaid_ends_though_the_one_who_was_to_end_it_was_killed(
    courier: Publication,
) -> None:
    ada = subscribed_with_a_card_that_will_fail(courier)
    courier.to("day 90")
    assert courier.state(ada) == "held"
    courier.clock.to("day 91.5")
    actions.recompute(Subscription.objects.get().pk, now=courier.clock.now())
    courier.to("day 95")
    assert courier.state(ada) == "ended"


def test_one_that_fails_holds_up_nobody_and_doctor_tells_of_it(
    courier: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bo = (subscribed_with_a_card_that_will_fail(courier, name) for name in ("Ada", "Bo"))
    odd = Subscription.objects.get(customer__reader=ada)
    courier.to("day 33")
    plain = actions.recompute

    def fails_for_one(subscription_id: int, *, now: datetime, **words: bool) -> Subscription:
        if subscription_id == odd.pk:
            raise RuntimeError
        return plain(subscription_id, now=now, **words)

    with monkeypatch.context() as broken:
        broken.setattr(actions, "recompute", fails_for_one)
        courier.to("day 46")
        assert (courier.state(ada), courier.state(bo)) == ("grace", "held")
        finding = doctor.subscriptions()
        assert (finding.is_well, finding.seen[:9]) == (False, "1 overdue")
    courier.to("day 46.1")
    assert courier.state(ada) == "held"
    assert doctor.subscriptions().is_well
