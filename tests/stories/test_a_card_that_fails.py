"""Ada's card begins to decline after two good months: grace, notices, hold, recovery."""

from datetime import timedelta

import pytest

from standfirst.access.rules import Reason, Remedy
from standfirst.billing.models import Invoice, Notice, Receipt
from standfirst.kernel.errors import PaymentError
from standfirst.readers.models import Reader
from tests.stories.conftest import DECLINES_LATER, NEEDS_BANK, Publication

FAILS = 61
"""1 March + 2 months: the first payment that fails is that of 1 May."""


@pytest.fixture
def ada(courier: Publication) -> Reader:
    """Subscribed on 1 March; since 20 April her card declines, which nobody has noticed yet."""
    reader = courier.subscribes("Ada")
    courier.to("day 50")
    courier.gives_card(reader, DECLINES_LATER)
    return reader


def test_reader_keeps_reading_until_the_hold(courier: Publication, ada: Reader) -> None:
    courier.to(f"day {FAILS + 13.9}")
    decision = courier.decision(ada)
    assert (decision.allowed, decision.reason) == (True, Reason.GRACE)
    courier.to(f"day {FAILS + 14.1}")
    decision = courier.decision(ada)
    assert (decision.allowed, decision.reason) == (False, Reason.PAYMENT_FAILED)
    assert decision.remedy is Remedy.UPDATE_CARD


def test_the_whole_debt_is_on_record_and_nothing_else(courier: Publication, ada: Reader) -> None:
    courier.to(f"day {FAILS + 15}")
    assert courier.transitions(ada) == ["active", "grace", "held"]
    assert courier.notices(ada) == ["failed", "reminder", "last_days", "held"]
    assert len(courier.mails(ada)) == 4


def test_grace_is_counted_from_the_first_failure_and_retries_do_not_restart_it(
    courier: Publication, ada: Reader
) -> None:
    courier.to(f"day {FAILS + 15}")
    lasted = courier.when(ada, "held") - courier.when(ada, "grace")
    assert abs(lasted - timedelta(days=14)) < timedelta(minutes=1)


def test_a_good_card_opens_the_article_in_the_same_request(
    courier: Publication, ada: Reader
) -> None:
    courier.to(f"day {FAILS + 15}")
    courier.gives_card(ada)
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert not Invoice.objects.filter(status="open").exists()
    courier.settles()
    assert courier.transitions(ada) == ["active", "grace", "held", "recovered"]
    assert courier.notices(ada)[-1] == "recovered"


def test_the_new_card_is_the_one_that_is_charged_next_month(
    courier: Publication, ada: Reader
) -> None:
    courier.to(f"day {FAILS + 5}")
    courier.gives_card(ada)
    courier.to(f"day {FAILS + 40}")
    assert courier.transitions(ada) == ["active", "grace", "recovered"]
    assert courier.decision(ada).reason is Reason.SUBSCRIBED


def test_a_second_bad_card_says_so_and_changes_nothing(courier: Publication, ada: Reader) -> None:
    courier.to(f"day {FAILS + 15}")
    with pytest.raises(PaymentError) as refusal:
        courier.gives_card(ada, DECLINES_LATER)
    assert "bank said no" in refusal.value.message
    assert courier.decision(ada).reason is Reason.PAYMENT_FAILED
    courier.settles()
    assert courier.transitions(ada) == ["active", "grace", "held"]


def test_a_recovered_reader_gets_no_more_of_the_debts_notices(
    courier: Publication, ada: Reader
) -> None:
    courier.to(f"day {FAILS + 8}")
    courier.gives_card(ada)
    courier.to(f"day {FAILS + 20}")
    assert courier.notices(ada) == ["failed", "reminder", "recovered"]


def test_a_notice_that_is_no_longer_true_is_dropped(courier: Publication, ada: Reader) -> None:
    courier.to(f"day {FAILS + 15}")
    assert not Notice.objects.filter(state=Notice.State.CLAIMED).exists()
    assert Receipt.objects.filter(state=Receipt.State.NEW).count() == 0


def test_a_card_that_ran_out_is_called_that(courier: Publication) -> None:
    ben = courier.subscribes("Ben", runs_out=(3, 2026))
    courier.to("day 32")
    assert courier.decision(ben).reason is Reason.GRACE
    courier.to("day 46")
    assert courier.decision(ben).reason is Reason.CARD_EXPIRED
    assert courier.notices(ben)[0] == "card_expiring"


def test_a_bank_that_wants_to_be_asked_is_called_that(courier: Publication) -> None:
    cora = courier.subscribes("Cora", card=NEEDS_BANK)
    courier.to("day 46")
    decision = courier.decision(cora)
    assert decision.reason is Reason.AUTHENTICATION_REQUIRED
    assert decision.remedy is Remedy.CONFIRM_WITH_BANK
