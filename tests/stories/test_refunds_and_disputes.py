"""Money that goes back: by the publisher, in the payment company's own screens, or by a bank."""

from typing import Any

import pytest

from standfirst.access.rules import Reason
from standfirst.billing import refunding
from standfirst.billing.models import Invoice, Operation, Subscription
from standfirst.billing.stripe.client import api
from standfirst.events.models import Event
from standfirst.kernel.errors import InputError
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader
from standfirst.sandbox.webhooks import Faults
from tests.stories.conftest import Publication


@pytest.fixture
def ada(courier: Publication) -> Reader:
    """Subscribed on day 0, and ten days on."""
    reader = courier.subscribes("Ada")
    courier.to("day 10")
    return reader


@pytest.fixture
def pia(courier: Publication) -> Reader:
    """Who works at the desk."""
    return Reader.objects.create_superuser("pia@post.example")


def give_back(courier: Publication, minor: int | None = None, **asked: Any) -> Invoice:
    """The desk gives back of the only invoice."""
    invoice = Invoice.objects.get()
    return refunding.refund(
        invoice,
        None if minor is None else Money(minor, invoice.currency),
        **{"ends_access": False, "by": None, "why": "asked for", **asked},
        now=courier.clock.now(),
    )


def told(kind: str) -> list[dict[str, Any]]:
    """What was recorded of a kind, in order."""
    return [event.data for event in Event.objects.filter(kind=kind)]


def test_a_part_goes_back_and_reading_goes_on(
    courier: Publication, ada: Reader, pia: Reader
) -> None:
    give_back(courier, 300, by=pia, why="a week without paper")
    courier.settles()
    assert Invoice.objects.get().refunded_minor == 300
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    (refund,) = told("invoice.refunded")
    assert (refund["amount_minor"], refund["by"]) == (300, str(pia.pk))
    assert (refund["why"], refund["ends_access"]) == ("a week without paper", False)


def test_all_that_is_left_goes_back(courier: Publication, ada: Reader) -> None:
    give_back(courier, 300)
    give_back(courier)
    assert Invoice.objects.get().refunded_minor == 900
    assert [row["amount_minor"] for row in told("invoice.refunded")] == [300, 600]
    with pytest.raises(InputError, match="nothing left"):
        give_back(courier)


def test_a_refund_that_ends_access_ends_it_now_and_says_why(
    courier: Publication, ada: Reader
) -> None:
    give_back(courier, ends_access=True)
    assert courier.decision(ada).reason is Reason.REFUNDED
    courier.settles()
    assert courier.transitions(ada) == ["active", "ended"]
    assert len(told("invoice.refunded")) == 1


def test_more_than_is_left_is_refused_and_nothing_moves(courier: Publication, ada: Reader) -> None:
    for minor in (901, 0, -1):
        with pytest.raises(InputError, match="You can give back up to"):
            give_back(courier, minor)
    assert not Operation.objects.filter(verb="refund").exists()
    assert Invoice.objects.get().refunded_minor == 0


def test_a_form_that_is_sent_twice_gives_back_once(courier: Publication, ada: Reader) -> None:
    give_back(courier, 300, refunded_before=0)
    with pytest.raises(InputError, match="since you opened this page"):
        give_back(courier, 300, refunded_before=0)
    assert Invoice.objects.get().refunded_minor == 300


def test_a_refund_made_in_the_companys_own_screens_is_known_here(
    courier: Publication, ada: Reader
) -> None:
    payment = Invoice.objects.get().payment_id
    api().refunds.create({"payment_intent": payment, "amount": 450})
    courier.settles()
    assert Invoice.objects.get().refunded_minor == 450
    assert [row["amount_minor"] for row in told("invoice.refunded")] == [450]
    assert courier.decision(ada).reason is Reason.SUBSCRIBED


def test_a_killed_process_still_ends_what_its_refund_was_to_end(
    courier: Publication, ada: Reader
) -> None:
    """The refund reached the company; the process was killed before the subscription was ended."""
    api().refunds.create(
        {"payment_intent": Invoice.objects.get().payment_id, "metadata": {"ends_access": "yes"}}
    )
    courier.settles()
    assert courier.decision(ada).reason is Reason.REFUNDED


def test_a_refund_that_the_bank_does_not_take_is_known_and_recorded(
    courier: Publication, ada: Reader
) -> None:
    give_back(courier, 300)
    refund = api().refunds.list().data[0]
    courier.company.fail_refund(refund.id)
    courier.settles()
    assert Invoice.objects.get().refunded_minor == 0
    assert [row["amount_minor"] for row in told("invoice.refund_failed")] == [300]
    assert courier.decision(ada).reason is Reason.SUBSCRIBED


def test_only_what_was_paid_can_be_given_back(courier: Publication) -> None:
    courier.subscribes("Jun", card="4000002760003184", approve=False)
    assert Subscription.objects.get().status == "incomplete"
    with pytest.raises(InputError, match="nothing left"):
        give_back(courier)


def disputed(courier: Publication) -> str:
    """The cardholder asks the bank for the money back; the dispute's id."""
    found = courier.company.open_dispute(Invoice.objects.get().payment_id)
    courier.settles()
    return found


def dispute_events() -> list[str]:
    """What was recorded of disputes, in order."""
    kinds = Event.objects.filter(kind__startswith="dispute.")
    return list(kinds.values_list("kind", flat=True))


def test_while_a_dispute_is_open_the_reader_reads_on(courier: Publication, ada: Reader) -> None:
    disputed(courier)
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert Invoice.objects.get().dispute == "needs_response"
    assert dispute_events() == ["dispute.opened"]
    assert courier.transitions(ada) == ["active"]


def test_a_dispute_that_is_answered_is_under_review(courier: Publication, ada: Reader) -> None:
    dispute = disputed(courier)
    api().disputes.update(dispute, {"evidence": {"product_description": "A newspaper."}})
    courier.settles()
    assert Invoice.objects.get().dispute == "under_review"
    assert dispute_events() == ["dispute.opened"]


def test_a_dispute_that_is_lost_ends_the_subscription(courier: Publication, ada: Reader) -> None:
    courier.company.settle_dispute(disputed(courier), won=False)
    courier.settles()
    assert courier.decision(ada).reason is Reason.CHARGEBACK
    assert dispute_events() == ["dispute.opened", "dispute.lost"]
    assert courier.transitions(ada) == ["active", "ended"]


def test_a_dispute_that_is_won_changes_nothing(courier: Publication, ada: Reader) -> None:
    courier.company.settle_dispute(disputed(courier), won=True)
    courier.settles()
    courier.to("day 40")
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert dispute_events() == ["dispute.opened", "dispute.won"]
    assert courier.transitions(ada) == ["active"]


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_told_twice_and_out_of_order_is_told_once(
    courier: Publication, ada: Reader, won: bool
) -> None:
    courier.company.faults = Faults(duplicate=True, reorder=True)
    dispute = courier.company.open_dispute(Invoice.objects.get().payment_id)
    courier.company.settle_dispute(dispute, won=won)
    courier.settles()
    assert dispute_events() == ["dispute.opened", "dispute.won" if won else "dispute.lost"]


def test_what_the_bank_took_back_is_not_given_back_again(courier: Publication, ada: Reader) -> None:
    courier.company.settle_dispute(disputed(courier), won=False)
    courier.settles()
    with pytest.raises(InputError, match="nothing left"):
        give_back(courier)
