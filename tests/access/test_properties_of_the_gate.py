"""What holds for every reader there could be."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from standfirst.access.rules import (
    REMEDIES,
    Audience,
    Gate,
    GrantFacts,
    MeterFacts,
    ReaderFacts,
    Reason,
    Remedy,
    decide,
    entitlement_of,
)
from standfirst.billing.rules import FAILURES, Cause, Debt, Facts, Policy

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
POLICY = Policy()

moments = st.integers(-200 * 24, 200 * 24).map(lambda hours: NOW + timedelta(hours=hours))
past = st.integers(1, 200 * 24).map(lambda hours: NOW - timedelta(hours=hours))
plans = st.sampled_from(["courier", "paper"])
debts = st.builds(Debt, past, st.sampled_from(sorted(FAILURES)))
subscriptions = st.builds(
    Facts,
    plan=plans,
    status=st.sampled_from(
        ["active", "trialing", "past_due", "unpaid", "incomplete", "canceled", "paused", "new"]
    ),
    period_end=moments,
    debt=st.none() | debts,
    trial_end=st.none() | moments,
    cancel_at=st.none() | moments,
    ended_at=st.none() | past,
    end_cause=st.none() | st.sampled_from([Cause.CANCELED_BY_READER, Cause.ENDED_UNPAID]),
    is_paused=st.booleans(),
    resumes_at=st.none() | moments,
    card_expires_at=st.none() | moments,
)
grants = st.builds(GrantFacts, past, st.none() | moments, st.just("") | plans, st.just("gift"))
meters = st.none() | st.builds(MeterFacts, st.just(5), st.integers(0, 9), moments)
readers = st.builds(
    ReaderFacts,
    is_signed_in=st.just(True),
    is_newsroom=st.booleans(),
    subscriptions=st.lists(subscriptions, max_size=3).map(tuple),
    grants=st.lists(grants, max_size=2).map(tuple),
    meter=meters,
)
gates = st.builds(
    Gate,
    st.sampled_from([*Audience, "something else"]),
    st.frozensets(plans),
)


@given(readers, gates)
def test_there_is_always_an_answer_and_a_denial_has_a_remedy(
    reader: ReaderFacts, gate: Gate
) -> None:
    decision = decide(entitlement_of(reader, POLICY, NOW), gate, NOW)
    if decision.allowed:
        assert decision.remedy is Remedy.NOTHING
    elif decision.reason is not Reason.UNKNOWN_GATE:
        assert decision.remedy is REMEDIES[decision.reason]


@given(readers, gates, st.integers(0, 400))
def test_an_entitlement_kept_until_its_date_answers_as_a_fresh_one(
    reader: ReaderFacts, gate: Gate, hours: int
) -> None:
    kept = entitlement_of(reader, POLICY, NOW)
    later = NOW + timedelta(hours=hours)
    if kept.until is not None and later >= kept.until:
        return
    fresh = entitlement_of(reader, POLICY, later)
    assert decide(kept, gate, later).allowed == decide(fresh, gate, later).allowed


@given(st.lists(subscriptions, max_size=2).map(tuple))
def test_a_paid_subscription_reads_whatever_else_there_is(others: tuple[Facts, ...]) -> None:
    paid = Facts("courier", "active", NOW + timedelta(days=5))
    reader = ReaderFacts(True, subscriptions=(*others, paid))
    assert decide(entitlement_of(reader, POLICY, NOW), Gate(Audience.SUBSCRIBERS), NOW).allowed


@given(debts)
def test_nobody_reads_past_grace_and_nobody_is_shut_out_before(debt: Debt) -> None:
    reader = ReaderFacts(True, subscriptions=(Facts("courier", "past_due", NOW, debt),))
    decision = decide(entitlement_of(reader, POLICY, NOW), Gate(Audience.SUBSCRIBERS), NOW)
    assert decision.allowed == (debt.first_failed_at + POLICY.current.hold > NOW)


@given(readers)
def test_more_rights_never_shut_an_article(reader: ReaderFacts) -> None:
    gate = Gate(Audience.SUBSCRIBERS)
    before = decide(entitlement_of(reader, POLICY, NOW), gate, NOW)
    gift = GrantFacts(NOW - timedelta(days=1))
    richer = ReaderFacts(
        True, reader.is_newsroom, reader.subscriptions, (*reader.grants, gift), reader.meter
    )
    after = decide(entitlement_of(richer, POLICY, NOW), gate, NOW)
    assert after.allowed
    assert before.allowed <= after.allowed
