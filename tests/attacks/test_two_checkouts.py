"""Nobody buys twice: two open pages, an old page, a first payment that was left lying."""

import pytest

from standfirst.account.paths import address
from standfirst.billing import changing, sales
from standfirst.billing.models import Invoice, Price, Subscription
from standfirst.events.models import Event
from standfirst.kernel.errors import InputError, NotFoundError
from standfirst.readers.models import Reader
from standfirst.sandbox.errors import ApiError
from tests.stories.conftest import DECLINES_LATER, GOOD, HERE, NEEDS_BANK, Publication


def opens_checkout(courier: Publication, reader: Reader, *, plan: str = "courier") -> str:
    """A page on which the reader could buy; gives its id."""
    price = Price.objects.get(plan__key=plan, interval="month")
    now = courier.clock.now()
    return sales.start_checkout(reader, price, success_url=HERE, cancel_url=HERE, now=now).id


def test_only_the_page_opened_last_takes_money(courier: Publication) -> None:
    kaya = courier.joins("Kaya")
    first, second = opens_checkout(courier, kaya), opens_checkout(courier, kaya, plan="paper")
    with pytest.raises(ApiError):
        courier.fills_in(first)
    courier.fills_in(second)
    courier.settles()
    assert Subscription.objects.get(customer__reader=kaya).plan.key == "paper"
    assert Invoice.objects.filter(customer__reader=kaya, status="paid").count() == 1


def test_the_page_that_was_closed_says_so_and_charges_nothing(courier: Publication) -> None:
    kaya = courier.joins("Kaya")
    first = opens_checkout(courier, kaya)
    opens_checkout(courier, kaya)
    page = courier.company.page("GET", f"/checkout/{first}", {})
    assert page.status == 410
    assert "Nothing was charged" in page.body.decode()


def test_a_page_paid_a_moment_ago_counts_before_its_webhook_comes(courier: Publication) -> None:
    kaya = courier.joins("Kaya")
    courier.fills_in(opens_checkout(courier, kaya))
    assert not Subscription.objects.exists()
    with pytest.raises(InputError) as refusal:
        opens_checkout(courier, kaya)
    assert refusal.value.code == "already_subscribed"
    assert courier.decision(kaya).allowed


def test_who_has_a_subscription_that_ends_keeps_it_instead_of_buying_another(
    courier: Publication,
) -> None:
    gus = courier.subscribes("Gus")
    changing.set_ending(gus, ends=True, now=courier.clock.now())
    with pytest.raises(InputError) as refusal:
        opens_checkout(courier, gus)
    assert "Keep it going" in refusal.value.help


def test_a_page_for_the_card_stays_open_beside_a_checkout(courier: Publication) -> None:
    kaya = courier.subscribes("Kaya")
    page = sales.start_card_update(kaya, success_url=HERE, cancel_url=HERE, now=courier.clock.now())
    with pytest.raises(InputError):
        opens_checkout(courier, kaya)
    courier.fills_in(page.id)


def leaves_the_bank(courier: Publication, reader: Reader) -> None:
    """Goes as far as the bank's question and no further."""
    session = opens_checkout(courier, reader)
    card = {"number": NEEDS_BANK, "expiry": "12/30", "cvc": "123"}
    assert courier.company.page("POST", f"/checkout/{session}", card).status == 303
    courier.settles()


def test_a_first_payment_left_lying_is_not_paid_beside_another(courier: Publication) -> None:
    jun = courier.joins("Jun")
    leaves_the_bank(courier, jun)
    assert courier.decision(jun).reason == "first_payment_incomplete"
    courier.subscribes("Jun")
    assert courier.decision(jun).allowed
    with pytest.raises(NotFoundError) as refusal:
        sales.confirm_with_bank(jun, return_url=HERE, now=courier.clock.now())
    assert refusal.value.code == "nothing_due"
    courier.gives_card(jun)
    assert Invoice.objects.filter(customer__reader=jun, status="paid").count() == 1


def test_a_first_payment_left_lying_can_be_finished_while_it_is_the_only_one(
    courier: Publication,
) -> None:
    jun = courier.joins("Jun")
    leaves_the_bank(courier, jun)
    assert sales.confirm_with_bank(jun, return_url=HERE, now=courier.clock.now()).url


def test_the_way_back_from_a_payment_loaded_again_does_nothing_new(courier: Publication) -> None:
    dag = courier.subscribes("Dag")
    courier.gives_card(dag, DECLINES_LATER)
    Event.objects.all().delete()
    courier.to("day 50")
    page = sales.start_card_update(dag, success_url=HERE, cancel_url=HERE, now=courier.clock.now())
    courier.fills_in(page.id, card=GOOD)
    for _ in range(3):
        sales.finish_checkout(dag, page.id, now=courier.clock.now())
    courier.settles()
    assert Event.objects.filter(kind="card.updated", reader_id=dag.pk).count() == 1
    assert courier.transitions(dag).count("recovered") == 1
    assert Invoice.objects.filter(customer__reader=dag, status="open").count() == 0


def test_somebody_elses_checkout_is_not_taken_over(courier: Publication) -> None:
    kaya, mallory = courier.subscribes("Kaya"), courier.subscribes("Mallory")
    page = sales.start_card_update(kaya, success_url=HERE, cancel_url=HERE, now=courier.clock.now())
    courier.fills_in(page.id)
    with pytest.raises(NotFoundError):
        sales.finish_checkout(mallory, page.id, now=courier.clock.now())
    assert not Event.objects.filter(kind="card.updated").exists()


def test_the_way_back_is_one_of_ours_whatever_comes_with_it() -> None:
    back, ident = "/a/?x={y}&session=evil", "{CHECKOUT_SESSION_ID}"
    there = address("account:card_done", back=back, session=ident)
    assert there.count("session=") == 1
    assert there.endswith("&session={CHECKOUT_SESSION_ID}")
