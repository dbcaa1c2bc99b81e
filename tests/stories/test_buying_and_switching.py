"""Another plan, a pause, a discount: what it costs is told first, and is then what is charged."""

from datetime import datetime, timedelta

import pytest

from standfirst.access.rules import Audience, Gate, Reason
from standfirst.billing import changing, queries, switching
from standfirst.billing.models import Invoice, Price, Subscription
from standfirst.billing.rules import Cause
from standfirst.billing.switching import SwitchKind, SwitchQuote
from standfirst.events.models import Event
from standfirst.kernel.errors import InputError, PaymentError
from standfirst.readers.models import Reader
from tests.stories.conftest import DECLINES_LATER, NEEDS_BANK, Publication

PAPER = Gate(Audience.PLANS, frozenset({"paper"}))


@pytest.fixture
def ada(courier: Publication) -> Reader:
    """Subscribed by the month on day 0, and ten days on."""
    reader = courier.subscribes("Ada")
    courier.to("day 10")
    return reader


def price(plan: str, interval: str) -> Price:
    """A price by its plan and interval."""
    return Price.objects.get(plan__key=plan, interval=interval)


def told(courier: Publication, reader: Reader, plan: str, interval: str) -> SwitchQuote:
    """What the reader is told that a switch costs."""
    return switching.preview_switch(reader, price(plan, interval), now=courier.clock.now())


def plan_events() -> list[str]:
    """What was recorded of plans, in order."""
    kinds = Event.objects.filter(kind__startswith="plan.")
    return list(kinds.values_list("kind", flat=True))


def charges() -> list[int]:
    """The sums of the paid invoices, in order."""
    paid = Invoice.objects.filter(status="paid").order_by("created_at", "pk")
    return list(paid.values_list("amount_minor", flat=True))


@pytest.mark.parametrize(
    ("have", "want", "kind"),
    [
        (("courier", "month"), ("paper", "month"), SwitchKind.UPGRADE),
        (("courier", "month"), ("courier", "year"), SwitchKind.UPGRADE),
        (("courier", "year"), ("paper", "year"), SwitchKind.UPGRADE),
        (("paper", "month"), ("courier", "month"), SwitchKind.DOWNGRADE),
        (("courier", "year"), ("courier", "month"), SwitchKind.DOWNGRADE),
        (("paper", "year"), ("courier", "year"), SwitchKind.DOWNGRADE),
        (("paper", "year"), ("paper", "year"), SwitchKind.SAME),
    ],
)
def test_dearer_and_longer_is_at_once_cheaper_and_shorter_waits(
    courier: Publication, have: tuple[str, str], want: tuple[str, str], kind: SwitchKind
) -> None:
    assert switching.kind_of_switch(price(*have), price(*want), is_trial=False) is kind


@pytest.mark.parametrize("want", [("paper", "month"), ("courier", "year"), ("paper", "year")])
def test_the_sum_that_is_told_is_the_sum_that_is_charged(
    courier: Publication, ada: Reader, want: tuple[str, str]
) -> None:
    quote = told(courier, ada, *want)
    assert quote.kind is SwitchKind.UPGRADE
    assert quote.due_now.amount_minor > 0
    courier.clock.forward(minutes=20)
    agreed = switching.requote(ada, quote, now=courier.clock.now())
    assert agreed == quote
    switching.switch(ada, agreed, now=courier.clock.now())
    courier.settles()
    assert charges()[1:] == [quote.due_now.amount_minor]
    subscription = Subscription.objects.get()
    assert subscription.price == price(*want)
    assert abs(subscription.period_end - quote.next_at) < timedelta(hours=1)
    assert courier.transitions(ada) == ["active"]
    assert plan_events() == ["plan.switched"]


def test_a_sum_that_was_told_long_ago_is_told_anew(courier: Publication, ada: Reader) -> None:
    quote = told(courier, ada, "paper", "month")
    courier.clock.forward(minutes=31)
    fresh = switching.requote(ada, quote, now=courier.clock.now())
    assert fresh != quote
    assert fresh.due_now < quote.due_now


def test_a_form_sent_twice_charges_once(courier: Publication, ada: Reader) -> None:
    quote = told(courier, ada, "paper", "month")
    for _ in range(2):
        switching.switch(ada, quote, now=courier.clock.now())
    courier.settles()
    assert len(charges()) == 2


def test_a_dearer_plan_opens_its_articles_at_once(courier: Publication, ada: Reader) -> None:
    assert courier.decision(ada, PAPER).reason is Reason.PLAN_TOO_LOW
    switching.switch(ada, told(courier, ada, "paper", "month"), now=courier.clock.now())
    assert courier.decision(ada, PAPER).allowed


def test_a_cheaper_plan_waits_and_costs_nothing_now(courier: Publication) -> None:
    ben = courier.subscribes("Ben", plan="paper")
    courier.to("day 10")
    quote = told(courier, ben, "courier", "month")
    assert (quote.kind, quote.due_now.amount_minor) == (SwitchKind.DOWNGRADE, 0)
    after = switching.switch(ben, quote, now=courier.clock.now())
    assert after.price == price("paper", "month")
    assert after.next_price == price("courier", "month")
    assert courier.decision(ben, PAPER).allowed
    courier.to("day 32")
    assert Subscription.objects.get().price == price("courier", "month")
    assert not courier.decision(ben, PAPER).allowed
    assert charges() == [2100, 900]
    courier.to("day 100")
    assert charges() == [2100, 900, 900, 900]
    assert Subscription.objects.get().schedule_id == ""
    assert plan_events() == ["plan.switch_planned", "plan.switched"]
    assert courier.transitions(ben) == ["active"]


def test_a_year_becomes_months_when_it_is_read(courier: Publication) -> None:
    ben = courier.subscribes("Ben", interval="year")
    courier.to("day 10")
    switching.switch(ben, told(courier, ben, "courier", "month"), now=courier.clock.now())
    courier.to("day 364")
    assert charges() == [9000]
    courier.to("day 398")
    assert charges() == [9000, 900, 900]


def test_a_switch_that_waits_can_be_taken_back(courier: Publication) -> None:
    ben = courier.subscribes("Ben", plan="paper")
    switching.switch(ben, told(courier, ben, "courier", "month"), now=courier.clock.now())
    switching.drop_planned(ben, now=courier.clock.now())
    courier.to("day 40")
    assert charges() == [2100, 2100]
    assert plan_events() == ["plan.switch_planned", "plan.switch_undone"]


def test_choosing_the_plan_that_one_has_drops_a_switch_that_waits(courier: Publication) -> None:
    ben = courier.subscribes("Ben", plan="paper")
    switching.switch(ben, told(courier, ben, "courier", "month"), now=courier.clock.now())
    quote = told(courier, ben, "paper", "month")
    assert quote.kind is SwitchKind.SAME
    assert switching.switch(ben, quote, now=courier.clock.now()).next_price is None


def test_canceling_lets_go_of_a_switch_that_waits(courier: Publication) -> None:
    ben = courier.subscribes("Ben", plan="paper")
    switching.switch(ben, told(courier, ben, "courier", "month"), now=courier.clock.now())
    after = changing.set_ending(ben, ends=True, now=courier.clock.now())
    assert (after.schedule_id, after.next_price) == ("", None)
    courier.to("day 32")
    assert courier.transitions(ben) == ["active", "canceling", "ended"]


def test_an_upgrade_that_is_declined_keeps_the_plan_and_says_why(
    courier: Publication, ada: Reader
) -> None:
    courier.gives_card(ada, DECLINES_LATER)
    with pytest.raises(PaymentError, match="bank said no") as refusal:
        switching.switch(ada, told(courier, ada, "paper", "month"), now=courier.clock.now())
    assert "nothing was charged" in refusal.value.help
    courier.settles()
    assert Subscription.objects.get().price == price("courier", "month")
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert courier.transitions(ada) == ["active"]
    assert not Invoice.objects.filter(status="open").exists()
    assert plan_events() == []


def test_an_upgrade_that_the_bank_asks_about_waits_for_the_bank(courier: Publication) -> None:
    cora = courier.subscribes("Cora", card=NEEDS_BANK)
    with pytest.raises(PaymentError) as refusal:
        switching.switch(cora, told(courier, cora, "paper", "month"), now=courier.clock.now())
    assert refusal.value.code == Cause.AUTHENTICATION_REQUIRED
    courier.settles()
    assert courier.decision(cora).reason is Reason.SUBSCRIBED
    assert queries.waits_for_the_bank(cora.pk)
    assert courier.transitions(cora) == ["active"]
    courier.to("day 2")
    assert Subscription.objects.get().price == price("courier", "month")
    assert courier.transitions(cora) == ["active"]


def test_an_unpaid_subscription_is_paid_before_it_is_switched(
    courier: Publication, ada: Reader
) -> None:
    courier.gives_card(ada, DECLINES_LATER)
    courier.to("day 35")
    with pytest.raises(InputError, match="A payment of yours is due"):
        told(courier, ada, "paper", "month")


def pause_for(courier: Publication, reader: Reader, months: int) -> datetime:
    """The reader pauses for so many months; gives the day that was told."""
    subscription = changing.subscription_of(reader, courier.clock.now())
    until = changing.pause_ends(subscription, months)
    changing.pause(reader, until=until, now=courier.clock.now())
    courier.settles()
    return until


def test_a_pause_keeps_what_is_paid_and_then_charges_nothing(
    courier: Publication, ada: Reader
) -> None:
    until = pause_for(courier, ada, 2)
    courier.to("day 30.5")
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    courier.to("day 31.5")
    assert courier.decision(ada).reason is Reason.PAUSED_UNTIL
    assert (until.month, until.day) == (6, 1)
    courier.to("day 91.5")
    assert charges() == [900]
    courier.to("day 92.5")
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert charges() == [900, 900]
    assert courier.transitions(ada) == ["active", "paused", "renewing", "active"]


def test_who_resumes_early_pays_from_that_day(courier: Publication, ada: Reader) -> None:
    pause_for(courier, ada, 2)
    courier.to("day 40")
    changing.resume(ada, now=courier.clock.now())
    assert courier.decision(ada).reason is Reason.SUBSCRIBED
    assert charges() == [900, 900]
    ends = Subscription.objects.get().period_end
    assert (ends.month, ends.day) == (5, 10)


def test_who_resumes_while_days_are_paid_pays_nothing_now(
    courier: Publication, ada: Reader
) -> None:
    pause_for(courier, ada, 1)
    changing.resume(ada, now=courier.clock.now())
    assert charges() == [900]
    courier.to("day 32")
    assert charges() == [900, 900]
    assert courier.transitions(ada) == ["active"]


def test_a_year_that_is_paid_is_not_paused(courier: Publication) -> None:
    ben = courier.subscribes("Ben", interval="year")
    with pytest.raises(InputError, match="nothing to pause"):
        pause_for(courier, ben, 1)
