"""Another plan, a pause, a discount: what it costs is told first, and is then what is charged."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from standfirst.access.rules import Audience, Gate, Reason
from standfirst.account import switching as pages
from standfirst.billing import changing, queries, refunding, sales, switching
from standfirst.billing.models import Card, Customer, Invoice, Price, Subscription
from standfirst.billing.rules import Cause
from standfirst.billing.stripe import adapter
from standfirst.billing.stripe.client import api
from standfirst.billing.switching import SwitchKind, SwitchQuote
from standfirst.events.models import Event
from standfirst.kernel.errors import InputError, NotFoundError, PaymentError
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader
from tests.stories.conftest import DECLINES_LATER, GOOD, HERE, NEEDS_BANK, Publication

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


def buys_with_code(courier: Publication, name: str, **coupon: Any) -> Reader:
    """A reader who typed a promotion code on the company's page."""
    made = api().coupons.create(coupon)  # type: ignore[arg-type]  # a TypedDict there
    api().promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": made.id}, "code": "SPRING"}
    )
    reader = courier.joins(name)
    page = sales.start_checkout(
        reader,
        price("courier", "month"),
        success_url=HERE,
        cancel_url=HERE,
        now=courier.clock.now(),
    )
    courier.company.complete_checkout(
        page.id, number=GOOD, exp_month=12, exp_year=2030, promotion_code="SPRING"
    )
    courier.settles()
    return reader


def account_of(reader: Reader, path: str = "/account/") -> str:
    """What the reader's account says."""
    browser = Client()
    browser.force_login(reader)
    text = browser.get(path).content.decode().replace("\u00a0", " ")
    return re.sub(r"<time[^>]*>|</time>", "", text[text.index("<main") : text.index("</main>")])


def test_a_discount_is_told_with_its_end_and_taken_off_until_then(courier: Publication) -> None:
    kaya = buys_with_code(
        courier, "Kaya", percent_off=50, duration="repeating", duration_in_months=3
    )
    text = account_of(kaya)
    assert "50 % off until 1 June 2026" in text
    assert "4.50 crowns on 1 April 2026" in text
    courier.to("day 125")
    assert charges() == [450, 450, 450, 900, 900]
    text = account_of(kaya)
    assert "off until" not in text
    assert "9 crowns on 1 August 2026" in text


def test_the_page_of_a_switch_tells_the_sum_to_come_with_the_discount_off(
    courier: Publication,
) -> None:
    kaya = buys_with_code(
        courier, "Kaya", percent_off=50, duration="repeating", duration_in_months=3
    )
    paper = {
        price.interval: f"/account/plan/?price={price.pk}"
        for price in Price.objects.filter(plan__key="paper")
    }
    monthly = account_of(kaya, paper["month"])
    assert "10.50 crowns a month (21 crowns, 50 % off until 1 June 2026)" in monthly
    yearly = account_of(kaya, paper["year"])
    assert "210 crowns a year</dd>" in yearly


def test_a_sum_that_is_told_counts_the_discount(courier: Publication) -> None:
    kaya = buys_with_code(courier, "Kaya", percent_off=50, duration="forever")
    courier.to("day 10")
    quote = told(courier, kaya, "courier", "year")
    switching.switch(kaya, quote, now=courier.clock.now())
    courier.settles()
    assert charges() == [450, quote.due_now.amount_minor]
    assert quote.due_now.amount_minor < 4500


def test_a_discount_outlives_a_switch_that_waits(courier: Publication) -> None:
    kaya = buys_with_code(courier, "Kaya", amount_off=200, currency="sek", duration="forever")
    text = account_of(kaya)
    assert "2 crowns off" in text
    assert "7 crowns on 1 April 2026" in text
    subscription = Subscription.objects.get()
    assert "7 crowns is charged again" in account_of(kaya, f"/account/pause/{subscription.pk}/")
    switching.switch(kaya, told(courier, kaya, "paper", "month"), now=courier.clock.now())
    switching.switch(kaya, told(courier, kaya, "courier", "month"), now=courier.clock.now())
    courier.to("day 35")
    assert charges()[-1] == 700


def test_tax_is_reckoned_by_the_address_and_told_on_the_invoice(
    courier: Publication, settings: Any
) -> None:
    settings.STANDFIRST = settings.STANDFIRST.model_copy(update={"stripe_tax": True})
    kaya = courier.joins("Kaya")
    page = sales.start_checkout(
        kaya, price("courier", "month"), success_url=HERE, cancel_url=HERE, now=courier.clock.now()
    )
    courier.company.complete_checkout(
        page.id, number=GOOD, exp_month=12, exp_year=2030, country="SE"
    )
    courier.settles()
    assert Invoice.objects.get().tax_minor == 180
    assert "of it 1.80 crowns tax" in account_of(kaya)


@pytest.mark.parametrize(
    ("currency", "minor", "words"),
    [("jpy", 900, "¥900"), ("kwd", 2500, "2.500 KWD"), ("sek", 950, "9.50 crowns")],
)
def test_a_currency_has_its_own_decimals_from_the_price_to_the_refund(
    courier: Publication, currency: str, minor: int, words: str
) -> None:
    plan = price("courier", "month").plan
    Price.objects.filter(plan=plan).delete()
    mine = Price.objects.create(plan=plan, amount_minor=minor, currency=currency, interval="month")
    dearer = Price.objects.create(
        plan=plan, amount_minor=minor * 10, currency=currency, interval="year"
    )
    kaya = courier.subscribes("Kaya")
    assert words in account_of(kaya)
    quote = switching.preview_switch(kaya, dearer, now=courier.clock.now())
    assert quote.due_now == Money(minor * 9, currency)
    invoice = Invoice.objects.get(subscription__price=mine)
    refunding.refund(
        invoice,
        Money(minor // 10 * 5, currency),
        ends_access=False,
        by=None,
        why="half of it",
        now=courier.clock.now(),
    )
    assert Invoice.objects.get().refunded == Money(minor // 10 * 5, currency)


@pytest.fixture
def two(courier: Publication) -> Reader:
    """A reader with two subscriptions: the second was made in the company's own screens."""
    reader = courier.subscribes("Ada")
    customer = Customer.objects.get()
    paper = sales.price_at_company(price("paper", "month"), now=courier.clock.now())
    api().subscriptions.create(
        {
            "customer": customer.company_id,
            "items": [{"price": paper}],
            "default_payment_method": customer.card.company_id,
        }
    )
    courier.settles()
    return reader


def test_each_of_several_subscriptions_has_its_own_buttons(
    courier: Publication, two: Reader
) -> None:
    text = account_of(two)
    for subscription in Subscription.objects.all():
        for door in ("plan", "cancel", "pause"):
            assert f"/account/{door}/{subscription.pk}/" in text
    paper = Subscription.objects.get(plan__key="paper")
    browser = Client()
    browser.force_login(two)
    browser.post(f"/account/cancel/{paper.pk}/")
    states = dict(Subscription.objects.values_list("plan__key", "state"))
    assert states == {"courier": "active", "paper": "canceling"}


def test_somebody_elses_subscription_is_not_touched(courier: Publication, ada: Reader) -> None:
    ben = courier.subscribes("Ben")
    hers = Subscription.objects.get(customer__reader=ada)
    browser = Client()
    browser.force_login(ben)
    for door in ("plan", "cancel", "pause", "resume"):
        browser.post(f"/account/{door}/{hers.pk}/", {"months": "1"})
    with pytest.raises(NotFoundError):
        changing.set_ending(ben, ends=True, now=courier.clock.now(), of=hers.pk)
    hers.refresh_from_db()
    assert (hers.state, hers.is_paused, hers.cancel_at) == ("active", False, None)


def test_a_debt_in_one_subscription_does_not_shut_another(
    courier: Publication, two: Reader
) -> None:
    courier.to("day 2")
    good = Card.objects.get().company_id
    courier.gives_card(two, DECLINES_LATER)
    courier_plan = Subscription.objects.get(plan__key="courier")
    api().subscriptions.update(courier_plan.company_id, {"default_payment_method": good})
    courier.to("day 50")
    states = dict(Subscription.objects.values_list("plan__key", "state"))
    assert states == {"courier": "active", "paper": "held"}
    assert courier.decision(two).reason is Reason.SUBSCRIBED
    assert not courier.decision(two, PAPER).allowed


REFUSALS = [
    ("4000000000009995", "not enough money", Cause.PAYMENT_FAILED),
    ("4000000000000069", "has run out", Cause.CARD_EXPIRED),
    ("4000000000000002", "bank said no", Cause.PAYMENT_FAILED),
]


@pytest.mark.parametrize(("number", "words", "cause"), REFUSALS)
def test_a_switch_that_is_declined_says_which_it_was(
    courier: Publication, ada: Reader, number: str, words: str, cause: Cause
) -> None:
    courier.company.turn_card(Card.objects.get().company_id, number=number)
    with pytest.raises(PaymentError, match=words) as refusal:
        switching.switch(ada, told(courier, ada, "paper", "month"), now=courier.clock.now())
    assert refusal.value.code == cause


@pytest.mark.parametrize(("number", "words", "cause"), REFUSALS)
def test_a_new_card_that_is_declined_says_which_it_was(
    courier: Publication, ada: Reader, number: str, words: str, cause: Cause
) -> None:
    courier.gives_card(ada, DECLINES_LATER)
    courier.to("day 35")
    page = sales.start_card_update(ada, success_url=HERE, cancel_url=HERE, now=courier.clock.now())
    courier.fills_in(page.id)
    courier.company.turn_card(adapter.fetch_checkout(page.id).card_id, number=number)
    with pytest.raises(PaymentError, match=words) as refusal:
        sales.finish_checkout(ada, page.id, now=courier.clock.now())
    assert refusal.value.code == cause
    assert courier.decision(ada).reason is Reason.GRACE


def waits_for_bank(courier: Publication, name: str) -> tuple[Reader, str]:
    """A reader whose switch waits for the bank, and the bank's page below the sandbox."""
    reader = courier.subscribes(name, card=NEEDS_BANK)
    with pytest.raises(PaymentError):
        switching.switch(reader, told(courier, reader, "paper", "month"), now=courier.clock.now())
    page = sales.confirm_with_bank(reader, return_url=HERE, now=courier.clock.now())
    return reader, page.id


def test_a_switch_that_the_bank_approves_is_made(courier: Publication) -> None:
    cora, payment = waits_for_bank(courier, "Cora")
    courier.company.page("POST", f"/authenticate/{payment}", {"verdict": "approve"})
    sales.take_news(cora, now=courier.clock.now())
    assert sales.refusal_of(cora, payment) is None
    courier.settles()
    assert courier.decision(cora, PAPER).allowed
    assert plan_events() == ["plan.switched"]
    assert courier.transitions(cora) == ["active"]
    assert len(charges()) == 2


def test_a_switch_that_the_bank_refuses_changes_nothing(courier: Publication) -> None:
    cora, payment = waits_for_bank(courier, "Cora")
    courier.company.page("POST", f"/authenticate/{payment}", {"verdict": "decline"})
    sales.take_news(cora, now=courier.clock.now())
    refusal = sales.refusal_of(cora, payment)
    assert refusal is not None
    assert "not confirmed" in refusal.message
    assert courier.decision(cora).reason is Reason.SUBSCRIBED
    assert courier.transitions(cora) == ["active"]


def test_a_switch_that_waited_is_not_paid_beside_the_one_that_was_made(
    courier: Publication,
) -> None:
    cora, _ = waits_for_bank(courier, "Cora")
    courier.company.turn_card(Card.objects.get().company_id, number=GOOD)
    courier.clock.forward(minutes=5)
    switching.switch(cora, told(courier, cora, "courier", "year"), now=courier.clock.now())
    courier.settles()
    assert Subscription.objects.get().price == price("courier", "year")
    assert not Invoice.objects.filter(status="open").exists()
    assert not queries.waits_for_the_bank(cora.pk)


def test_the_page_tells_the_sum_and_only_a_sealed_one_is_charged(
    courier: Publication, ada: Reader
) -> None:
    browser = Client()
    browser.force_login(ada)
    mine, paper = Subscription.objects.get(), price("paper", "month")
    address = f"/account/plan/{mine.pk}/"
    text = account_of(ada, f"{address}?price={paper.pk}")
    quote = told(courier, ada, "paper", "month")
    assert f"Pay {quote.due_now}" in text
    assert "21 crowns a month" in text
    sealed = re.search(r'name="quote" value="([^"]+)"', text)
    assert sealed is not None
    for forged in ("x", sealed[1][1:], ""):
        answer = browser.post(address, {"quote": forged})
        assert "The sum has changed" in answer.content.decode()
    assert len(charges()) == 1
    answer = browser.post(address, {"quote": sealed[1]})
    assert answer.status_code == 302
    again = browser.post(address, {"quote": sealed[1]})
    assert again.status_code == 302
    courier.settles()
    assert charges() == [900, quote.due_now.amount_minor]


def test_a_quote_is_nobody_elses(courier: Publication, ada: Reader) -> None:
    quote = told(courier, ada, "paper", "month")
    with pytest.raises(InputError, match="The sum has changed"):
        pages.opened(pages.sealed(quote, ada.pk), ada.pk + 1)
    assert pages.opened(pages.sealed(quote, ada.pk), ada.pk) == quote


def test_an_upgrade_that_is_refused_keeps_the_switch_that_was_planned(
    courier: Publication,
) -> None:
    ben = courier.subscribes("Ben", plan="paper")
    switching.switch(ben, told(courier, ben, "courier", "month"), now=courier.clock.now())
    courier.company.turn_card(Card.objects.get().company_id, number="4000000000000002")
    with pytest.raises(PaymentError, match="bank said no"):
        switching.switch(ben, told(courier, ben, "paper", "year"), now=courier.clock.now())
    subscription = Subscription.objects.get()
    assert subscription.price == price("paper", "month")
    assert subscription.next_price == price("courier", "month")


def test_an_upgrade_overtakes_a_switch_that_was_planned(courier: Publication) -> None:
    ben = courier.subscribes("Ben", plan="paper")
    switching.switch(ben, told(courier, ben, "courier", "month"), now=courier.clock.now())
    switching.switch(ben, told(courier, ben, "paper", "year"), now=courier.clock.now())
    courier.to("day 40")
    subscription = Subscription.objects.get()
    assert (subscription.price, subscription.next_price) == (price("paper", "year"), None)


def test_resuming_twice_charges_once(courier: Publication, ada: Reader) -> None:
    pause_for(courier, ada, 2)
    courier.to("day 40")
    for _ in range(2):
        changing.resume(ada, now=courier.clock.now())
    assert charges() == [900, 900]


def test_who_resumes_with_a_card_that_declines_has_grace_and_is_told(
    courier: Publication, ada: Reader
) -> None:
    pause_for(courier, ada, 2)
    courier.to("day 40")
    courier.company.turn_card(Card.objects.get().company_id, number="4000000000000002")
    browser = Client()
    browser.force_login(ada)
    mine = Subscription.objects.get()
    answer = browser.post(f"/account/resume/{mine.pk}/")
    assert answer["Location"].startswith("/account/card/")
    assert courier.decision(ada).reason is Reason.GRACE
