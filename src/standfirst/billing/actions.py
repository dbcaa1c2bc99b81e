"""Mirroring what the payment company holds, and recording what changed by it.

A mirror row is written from a fresh fetch, never from an event's snapshot, so events may come
twice, late or in any order. A fetch that began before the one that is already mirrored is dropped.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from standfirst.billing import forgetting, queries
from standfirst.billing.invoices import mirror_invoices
from standfirst.billing.mirror import CardNews, SubscriptionNews
from standfirst.billing.models import Card, Customer, Notice, Price, Subscription
from standfirst.billing.replay import as_data, facts_from
from standfirst.billing.rules import (
    Cause,
    Facts,
    Standing,
    State,
    standing_of,
    unknown_status,
)
from standfirst.billing.schedule import (
    NoticeKind,
    cancels_at,
    confirmation_of,
    due_now,
    next_due,
    notices_of,
)
from standfirst.billing.stripe import adapter
from standfirst.events.actions import record

log = structlog.get_logger(__name__)


def sync_subscription(company_id: str, *, now: datetime) -> Subscription | None:
    """Fetches a subscription and mirrors it; None when its customer is nobody we know.

    Raises PaymentError when the payment company does not answer: what is mirrored stays.
    """
    asked_at = timezone.now()
    return mirror_subscription(adapter.fetch_subscription(company_id), asked_at=asked_at, now=now)


def sync_customer(customer: Customer, *, now: datetime) -> None:
    """Fetches and mirrors all subscriptions of a customer."""
    for company_id in adapter.subscription_ids(customer.company_id):
        sync_subscription(company_id, now=now)


@transaction.atomic
def mirror_subscription(
    news: SubscriptionNews, *, asked_at: datetime, now: datetime
) -> Subscription | None:
    """Writes down what a fetch that began at `asked_at` (wall time) brought; idempotent.

    What is at hand is not read again, and the row is written once, when all is known.
    """
    known = _locked(news.id)
    if known is not None and known.fetched_at > asked_at:
        return known
    customer, price = _customer(known, news.customer_id), _price(known, news.price_id)
    if customer is None or price is None:
        log.warning("mirror.unknown", customer=news.customer_id, price=news.price_id)
        return None
    columns = {"customer": customer, **_columns(news, price), "fetched_at": asked_at}
    before = (known.price_id, known.next_price_id) if known else None
    subscription, changed = _brought_up_to_date(known, news.id, columns)
    if before:
        _record_switch(before, subscription, now)
    _mirror_card(customer, news.card)
    unpaid = mirror_invoices(subscription, news.invoices)
    if forgetting.is_closed(customer.reader):
        forgetting.forget_person(customer.reader)
        subscription.customer = Customer.objects.get(pk=customer.pk)
    at_hand = queries.with_unpaid(subscription, unpaid)
    return recompute(subscription.pk, now=now, at_hand=at_hand, changed=changed)


def _brought_up_to_date(
    known: Subscription | None, company_id: str, columns: dict[str, Any]
) -> tuple[Subscription, list[str]]:
    """The row, made if there is none, and which columns are still to be written."""
    if known is None:
        made, _ = Subscription.objects.update_or_create(company_id=company_id, defaults=columns)
        return made, []
    changed = [name for name, value in columns.items() if not _has(known, name, value)]
    for name, value in columns.items():
        setattr(known, name, value)
    return known, changed


def _has(row: Subscription, name: str, value: object) -> bool:
    """Whether a column holds this value. Rows are told apart by their ids, and not read for it."""
    if isinstance(value, Model):
        return bool(getattr(row, f"{name}_id") == value.pk)
    return bool(getattr(row, name) == value)


def _columns(news: SubscriptionNews, price: Price) -> dict[str, object]:
    return {
        "plan": price.plan,
        "price": price,
        "status": news.status,
        "started_at": news.started_at,
        "period_end": news.period_end,
        "trial_end": news.trial_end,
        "cancel_at": news.cancel_at,
        "ended_at": news.ended_at,
        "end_cause": news.end_cause or "",
        "is_paused": news.is_paused,
        "resumes_at": news.resumes_at,
        "next_price": _price(None, news.next_price_id) if news.next_price_id else None,
        "schedule_id": news.schedule_id,
        "discount": news.discount,
        "discount_ends_at": news.discount_ends_at,
    }


def _locked(company_id: str) -> Subscription | None:
    """The row with what it stands on; nobody else writes it meanwhile."""
    _lock(company_id=company_id)
    rows = Subscription.objects.select_related("customer__reader", "customer__card", "price__plan")
    return next(iter(rows.filter(company_id=company_id).order_by()), None)


def _lock(**which: object) -> None:
    """Locks a row before it is read, so that what is read with it is no older.

    SQLite has no such locks: there a transaction keeps all others out from its beginning.
    """
    if connection.features.has_select_for_update:
        Subscription.objects.select_for_update().filter(**which).values_list("pk").first()


def _customer(known: Subscription | None, company_id: str) -> Customer | None:
    if known is not None and known.customer.company_id == company_id:
        return known.customer
    customers = Customer.objects.select_related("reader", "card")
    return customers.filter(company_id=company_id).first()


def _price(known: Subscription | None, company_id: str) -> Price | None:
    if known is not None and known.price is not None and known.price.company_id == company_id:
        return known.price
    return Price.objects.select_related("plan").filter(company_id=company_id).first()


def _record_switch(
    before: tuple[int | None, int | None], after: Subscription, now: datetime
) -> None:
    """Records that another price is on, is to come, or is to come no more.

    `before` are the price and the next one as they were known.
    """
    price_before, next_before = before
    price = after.price
    if price_before != after.price_id:
        kind = "plan.switched"
    elif after.next_price_id and next_before != after.next_price_id:
        kind = "plan.switch_planned"
        price = after.next_price
    elif next_before and after.next_price_id is None:
        kind = "plan.switch_undone"
    else:
        return
    record(
        kind,
        now,
        reader_id=after.customer.reader_id,
        subscription=after.company_id,
        plan=price.plan.key if price else "",
        price=price.label if price else "",
    )


def _mirror_card(customer: Customer, card: CardNews | None) -> None:
    """A card that is gone stays on file until another takes its place."""
    if card is None:
        return
    columns = {
        "company_id": card.id,
        "brand": card.brand,
        "last4": card.last4,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
    }
    known = getattr(customer, "card", None)
    if known is None or any(getattr(known, name) != value for name, value in columns.items()):
        customer.card, _ = Card.objects.update_or_create(customer=customer, defaults=columns)


@transaction.atomic
def recompute(
    subscription_id: int,
    *,
    now: datetime,
    at_hand: Subscription | None = None,
    changed: Iterable[str] = (),
) -> Subscription:
    """Records the transition, if there is one, and claims the notice that is due.

    Called after each mirroring and whenever the clock reaches `due_at`; twice changes nothing.
    `at_hand` is the row if it is locked and all that it stands on was read; `changed` names what
    of it is still to be written.
    """
    if at_hand is None:
        _lock(pk=subscription_id)
    subscription = at_hand or queries.known_subscriptions().get(pk=subscription_id)
    facts = queries.facts_of(subscription)
    policy = queries.policy()
    standing = standing_of(facts, policy, now)
    if unknown_status(facts):
        log.error("subscription.unknown_status", status=facts.status, id=subscription.company_id)
    dues = notices_of(facts, policy, now)
    _record_facts(subscription, facts, now)
    if standing.state != subscription.state:
        _record_transition(subscription, facts, standing, now)
    for due in due_now(dues, now):
        claim_notice(subscription, due.kind, about=due.about, now=now)
    subscription.state = standing.state
    subscription.due_at = next_due(dues, standing, now, cancels_at(facts, policy))
    subscription.save(update_fields=["state", "due_at", "known", *changed])
    return subscription


def _record_facts(subscription: Subscription, facts: Facts, now: datetime) -> None:
    """Adds what is known from now on, if it is not what was known before (`access.replay`)."""
    known = as_data(facts)
    if known == subscription.known:
        return
    before = facts_from(subscription.known) if subscription.known else None
    if (kind := confirmation_of(before, facts)) is not None:
        claim_notice(subscription, kind, about=f"{kind} {now:%Y-%m-%dT%H:%M:%S}", now=now)
    subscription.known = known
    record(
        "facts.known",
        now,
        reader_id=subscription.customer.reader_id,
        subscription=subscription.company_id,
        facts=known,
    )


def _record_transition(
    subscription: Subscription, facts: Facts, standing: Standing, now: datetime
) -> None:
    before = subscription.state
    debt_ended = before in {State.GRACE, State.HELD}
    is_recovery = debt_ended and standing.reads and standing.state is not State.GRACE
    record(
        "subscription.recovered" if is_recovery else f"subscription.{standing.state}",
        now,
        reader_id=subscription.customer.reader_id,
        subscription=subscription.company_id,
        plan=facts.plan,
        before=before,
        state=standing.state,
        cause=standing.cause or "",
        on=standing.on.isoformat() if standing.on else "",
    )
    if is_recovery:
        about = f"recovery {now:%Y-%m-%dT%H:%M}"
        claim_notice(subscription, NoticeKind.RECOVERED, about=about, now=now)
    if standing.cause is Cause.ENDED_UNPAID:
        about = f"end {now:%Y-%m-%dT%H:%M}"
        claim_notice(subscription, NoticeKind.ENDED_UNPAID, about=about, now=now)


@transaction.atomic
def claim_notice(
    subscription: Subscription, kind: NoticeKind, *, about: str, now: datetime
) -> Notice | None:
    """Claims a notice and queues its sending; None when it was claimed before."""
    notice, is_new = Notice.objects.get_or_create(
        subscription=subscription, kind=kind, about=about, defaults={"claimed_at": now}
    )
    if not is_new:
        return None
    record(
        "notice.claimed",
        now,
        reader_id=subscription.customer.reader_id,
        notice=notice.pk,
        notice_kind=kind,
        subscription=subscription.company_id,
    )
    return notice
