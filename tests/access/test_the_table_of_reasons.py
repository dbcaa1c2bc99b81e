"""Every row of the table in docs/reference/reasons.md: facts in, reason and remedy out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from standfirst.access.rules import (
    ANONYMOUS,
    Audience,
    Decision,
    Gate,
    GrantFacts,
    MeterFacts,
    ReaderFacts,
    Reason,
    Remedy,
    decide,
    entitlement_of,
)
from standfirst.billing.rules import Cause, Debt, Facts, Policy

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
POLICY = Policy()
SUBSCRIBERS = Gate(Audience.SUBSCRIBERS)
DAY = timedelta(days=1)


def subscription(**facts: Any) -> Facts:
    """A subscription that is paid for another 17 days, but for what is said of it."""
    defaults: dict[str, Any] = {
        "plan": "courier",
        "status": "active",
        "period_end": NOW + 17 * DAY,
    }
    return Facts(**{**defaults, **facts})


def ask(*subscriptions: Facts, gate: Gate = SUBSCRIBERS, **facts: Any) -> Decision:
    """What the gate answers a reader who is logged in."""
    reader = ReaderFacts(is_signed_in=True, subscriptions=subscriptions, **facts)
    return decide(entitlement_of(reader, POLICY, NOW), gate, NOW)


def unpaid(days: float, cause: Cause = Cause.PAYMENT_FAILED, status: str = "past_due") -> Facts:
    """A subscription whose payment first failed so many days ago."""
    return subscription(status=status, debt=Debt(NOW - days * DAY, cause))


def ended(cause: Cause, days: float = 5) -> Facts:
    """A subscription that ended so many days ago."""
    return subscription(status="canceled", ended_at=NOW - days * DAY, end_cause=cause)


ROWS = [
    ("paid", subscription(), True, Reason.SUBSCRIBED, Remedy.NOTHING),
    (
        "trial",
        subscription(status="trialing", trial_end=NOW + DAY),
        True,
        Reason.SUBSCRIBED,
        Remedy.NOTHING,
    ),
    (
        "late news",
        subscription(period_end=NOW - DAY),
        True,
        Reason.SUBSCRIBED,
        Remedy.NOTHING,
    ),
    (
        "very late news never locks out a payer",
        subscription(period_end=NOW - 9 * DAY),
        True,
        Reason.SUBSCRIBED,
        Remedy.NOTHING,
    ),
    (
        "card runs out",
        subscription(card_expires_at=NOW + 10 * DAY),
        True,
        Reason.SUBSCRIBED,
        Remedy.NOTHING,
    ),
    (
        "canceled, paid through",
        subscription(cancel_at=NOW + DAY),
        True,
        Reason.SUBSCRIBED,
        Remedy.NOTHING,
    ),
    ("unpaid a minute", unpaid(0.001), True, Reason.GRACE, Remedy.NOTHING),
    ("unpaid 13.9 days", unpaid(13.9), True, Reason.GRACE, Remedy.NOTHING),
    (
        "unpaid, as the company calls it",
        unpaid(3, status="unpaid"),
        True,
        Reason.GRACE,
        Remedy.NOTHING,
    ),
    ("unpaid 14 days", unpaid(14), False, Reason.PAYMENT_FAILED, Remedy.UPDATE_CARD),
    (
        "card ran out",
        unpaid(20, Cause.CARD_EXPIRED),
        False,
        Reason.CARD_EXPIRED,
        Remedy.UPDATE_CARD,
    ),
    (
        "the bank asks",
        unpaid(20, Cause.AUTHENTICATION_REQUIRED),
        False,
        Reason.AUTHENTICATION_REQUIRED,
        Remedy.CONFIRM_WITH_BANK,
    ),
    (
        "first payment unfinished",
        subscription(status="incomplete"),
        False,
        Reason.FIRST_PAYMENT_INCOMPLETE,
        Remedy.FINISH_PAYING,
    ),
    (
        "first payment never finished",
        subscription(status="incomplete_expired", ended_at=NOW - DAY),
        False,
        Reason.NO_SUBSCRIPTION,
        Remedy.SUBSCRIBE,
    ),
    (
        "paused, days that are paid left",
        subscription(is_paused=True, resumes_at=NOW + 40 * DAY),
        True,
        Reason.SUBSCRIBED,
        Remedy.NOTHING,
    ),
    (
        "paused and unpaid",
        subscription(is_paused=True, debt=Debt(NOW - DAY), resumes_at=NOW + 40 * DAY),
        False,
        Reason.PAUSED_UNTIL,
        Remedy.RESUME,
    ),
    (
        "paused, its day to resume gone by without news",
        subscription(is_paused=True, period_end=NOW - 9 * DAY, resumes_at=NOW - DAY),
        True,
        Reason.SUBSCRIBED,
        Remedy.NOTHING,
    ),
    (
        "paused",
        subscription(is_paused=True, period_end=NOW, resumes_at=NOW + 40 * DAY),
        False,
        Reason.PAUSED_UNTIL,
        Remedy.RESUME,
    ),
    (
        "canceled, over",
        ended(Cause.CANCELED_BY_READER),
        False,
        Reason.CANCELED_BY_READER,
        Remedy.SUBSCRIBE_AGAIN,
    ),
    (
        "ended unpaid",
        ended(Cause.ENDED_UNPAID),
        False,
        Reason.ENDED_UNPAID,
        Remedy.SUBSCRIBE_AGAIN,
    ),
    ("paid back", ended(Cause.REFUNDED), False, Reason.REFUNDED, Remedy.SUBSCRIBE_AGAIN),
    ("taken back", ended(Cause.CHARGEBACK), False, Reason.CHARGEBACK, Remedy.SUBSCRIBE_AGAIN),
    (
        "a status that is new to us",
        subscription(status="hibernating"),
        True,
        Reason.SUBSCRIBED,
        Remedy.NOTHING,
    ),
]


@pytest.mark.parametrize(
    ("facts", "allowed", "reason", "remedy"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_a_subscription_decides(
    facts: Facts, allowed: bool, reason: Reason, remedy: Remedy
) -> None:
    decision = ask(facts)
    assert (decision.allowed, decision.reason, decision.remedy) == (allowed, reason, remedy)


def test_nobody_is_asked_to_log_in() -> None:
    decision = decide(ANONYMOUS, SUBSCRIBERS, NOW)
    assert decision.reason is Reason.SIGNED_OUT
    assert decision.remedy is Remedy.LOG_IN


def test_an_article_for_registered_readers_opens_with_any_account() -> None:
    gate = Gate(Audience.REGISTERED)
    assert ask(gate=gate).reason is Reason.REGISTERED
    assert decide(ANONYMOUS, gate, NOW).reason is Reason.SIGNED_OUT


def test_an_article_for_everyone_is_open() -> None:
    assert decide(ANONYMOUS, Gate(Audience.EVERYONE), NOW).reason is Reason.OPEN


def test_an_account_alone_is_told_what_it_costs() -> None:
    decision = ask()
    assert (decision.reason, decision.remedy) == (Reason.NO_SUBSCRIPTION, Remedy.SUBSCRIBE)


def test_a_gate_with_an_unknown_name_is_shut_for_everybody() -> None:
    for reader in (ReaderFacts(), ReaderFacts(is_signed_in=True, is_newsroom=True)):
        decision = decide(entitlement_of(reader, POLICY, NOW), Gate("vips"), NOW)
        assert not decision.allowed
        assert decision.reason is Reason.UNKNOWN_GATE


def test_a_gate_for_plans_without_a_plan_is_shut() -> None:
    assert ask(subscription(), gate=Gate(Audience.PLANS)).reason is Reason.PLAN_TOO_LOW


def test_the_wrong_plan_is_told_to_change_it() -> None:
    decision = ask(subscription(), gate=Gate(Audience.PLANS, frozenset({"paper"})))
    assert (decision.reason, decision.remedy) == (Reason.PLAN_TOO_LOW, Remedy.SWITCH_PLAN)
    right = ask(subscription(plan="paper"), gate=Gate(Audience.PLANS, frozenset({"paper"})))
    assert right.reason is Reason.SUBSCRIBED


def test_a_paid_period_wins_over_a_debt_elsewhere() -> None:
    decision = ask(unpaid(30), subscription(plan="paper"))
    assert decision.allowed
    assert decision.reason is Reason.SUBSCRIBED


def test_an_unfinished_first_payment_does_not_hide_a_right() -> None:
    assert ask(subscription(status="incomplete"), subscription()).allowed


def test_a_gift_reads_until_its_end_and_says_whose_it_was() -> None:
    gift = GrantFacts(NOW - 9 * DAY, NOW + DAY, source="gift from J. Holm")
    over = GrantFacts(NOW - 9 * DAY, NOW - DAY, source="gift from J. Holm")
    seat = GrantFacts(NOW - 9 * DAY, NOW - DAY, source="Tarn Library", is_seat=True)
    assert ask(grants=(gift,)).reason is Reason.GRANTED
    decision = ask(grants=(over,))
    assert decision.reason is Reason.GRANT_ENDED
    assert decision.concern is not None
    assert decision.concern.source == "gift from J. Holm"
    assert ask(grants=(seat,)).reason is Reason.SEAT_REMOVED


def test_a_meter_opens_until_it_is_used_up() -> None:
    def left(used: int, *, is_counted: bool = False) -> Decision:
        meter = MeterFacts(5, used, NOW + 16 * DAY, is_counted)
        return ask(meter=meter)

    assert left(4).reason is Reason.METERED
    assert left(5).reason is Reason.METER_USED
    assert left(5).remedy is Remedy.SUBSCRIBE
    assert left(5, is_counted=True).allowed
    plans = Gate(Audience.PLANS, frozenset({"paper"}))
    meter = MeterFacts(5, 0, NOW + 16 * DAY)
    assert not ask(meter=meter, gate=plans).allowed


def test_what_is_quickest_mended_is_told_first() -> None:
    lives = (ended(Cause.CANCELED_BY_READER, 90), unpaid(30), subscription(status="incomplete"))
    assert ask(*lives).reason is Reason.PAYMENT_FAILED
    assert ask(lives[0], lives[2]).reason is Reason.FIRST_PAYMENT_INCOMPLETE


def test_of_two_ends_the_later_is_told() -> None:
    ends = (ended(Cause.CANCELED_BY_READER, 400), ended(Cause.REFUNDED, 3))
    assert ask(*ends).reason is Reason.REFUNDED


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (unpaid(3), Reason.PAYMENT_FAILED),
        (unpaid(3, Cause.CARD_EXPIRED), Reason.CARD_EXPIRED),
        (unpaid(3, Cause.AUTHENTICATION_REQUIRED), Reason.AUTHENTICATION_REQUIRED),
        (subscription(card_expires_at=NOW + 10 * DAY), Reason.CARD_EXPIRING),
        (subscription(cancel_at=NOW + DAY), Reason.CANCELS_ON),
    ],
)
def test_a_reader_who_reads_is_told_in_a_banner(facts: Facts, reason: Reason) -> None:
    entitlement = entitlement_of(ReaderFacts(True, subscriptions=(facts,)), POLICY, NOW)
    assert entitlement.banner is not None
    assert entitlement.banner.reason is reason
    assert entitlement.banner.remedy is not Remedy.NOTHING


def test_a_reader_with_nothing_the_matter_has_no_banner() -> None:
    assert entitlement_of(ReaderFacts(True, (False), (subscription(),)), POLICY, NOW).banner is None


def test_a_card_that_ran_out_is_told_by_its_own_month() -> None:
    card = NOW - 40 * DAY
    debt = Debt(NOW - 20 * DAY, Cause.CARD_EXPIRED)
    decision = ask(subscription(status="past_due", debt=debt, card_expires_at=card))
    assert decision.concern is not None
    assert decision.concern.on == card


def test_a_card_that_runs_out_is_told_with_the_day_of_the_payment() -> None:
    facts = subscription(card_expires_at=NOW + 10 * DAY)
    banner = entitlement_of(ReaderFacts(True, subscriptions=(facts,)), POLICY, NOW).banner
    assert banner is not None
    assert (banner.on, banner.until) == (NOW + 10 * DAY, NOW + 17 * DAY)
