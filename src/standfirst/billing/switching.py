"""Another plan or interval: what it costs, told before it is charged, and then the deed.

Dearer and longer take over at once, the difference for the days left charged; cheaper and shorter
wait for the end of what is paid.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from standfirst.billing import actions
from standfirst.billing.changing import (
    let_go,
    refuse_unsettled,
    standing_at,
    subscription_of,
    synced,
)
from standfirst.billing.models import Price, Subscription
from standfirst.billing.operations import next_key, operation
from standfirst.billing.rules import Cause, State
from standfirst.billing.sales import price_at_company
from standfirst.billing.stripe import changes
from standfirst.kernel.errors import InputError, NotFoundError, PaymentError
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader

HOLDS = timedelta(minutes=30)
"""How long a sum that was told can be agreed to."""


class SwitchKind(StrEnum):
    """How a switch is done. `SAME` keeps what the reader has and drops a switch that waits."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    SAME = "same"


@dataclass(frozen=True)
class SwitchQuote:
    """What a switch costs if it is made at `made_at`, in whole seconds.

    `due_now` is charged at once, `tax` of it is tax; `credit` is what stays over for the payments
    to come. From `next_at` on `next_amount` is charged, before any discount; a period that begins
    with the switch moves with the minute in which it is agreed to, and is the same quote.
    """

    subscription_id: int
    price_id: int
    kind: SwitchKind
    due_now: Money
    tax: Money
    credit: Money
    next_amount: Money
    made_at: datetime
    next_at: datetime = field(compare=False)


def kind_of_switch(current: Price, wanted: Price, *, is_trial: bool) -> SwitchKind:
    """Whether a switch is done at once. While nothing has been paid everything is."""
    if current.pk == wanted.pk:
        return SwitchKind.SAME
    if is_trial:
        return SwitchKind.UPGRADE
    if current.interval != wanted.interval:
        is_longer = wanted.interval == Price.Interval.YEAR
        return SwitchKind.UPGRADE if is_longer else SwitchKind.DOWNGRADE
    is_cheaper = wanted.amount_minor < current.amount_minor
    return SwitchKind.DOWNGRADE if is_cheaper else SwitchKind.UPGRADE


def preview_switch(
    reader: Reader, price: Price, *, now: datetime, of: int | None = None
) -> SwitchQuote:
    """What switching to `price` costs. `of` names the subscription. Charges and changes nothing.

    Raises InputError, with what to do first, for a subscription that is unpaid, ending or paused.
    """
    return _quote(_settled(reader, now, of), price, made_at=now.replace(microsecond=0), now=now)


def requote(reader: Reader, quote: SwitchQuote, *, now: datetime) -> SwitchQuote:
    """The quote as it is now: equal to the one that was told when that still holds."""
    subscription = _settled(reader, now, quote.subscription_id)
    price = Price.objects.select_related("plan").get(pk=quote.price_id)
    is_young = timedelta() <= now - quote.made_at <= HOLDS
    made_at = quote.made_at if is_young else now.replace(microsecond=0)
    return _quote(subscription, price, made_at=made_at, now=now)


def _settled(reader: Reader, now: datetime, of: int | None) -> Subscription:
    known = subscription_of(reader, now, of=of)
    actions.sync_subscription(known.company_id, now=now)
    subscription = subscription_of(reader, now, of=known.pk)
    refuse_unsettled(subscription, now)
    return subscription


def _quote(
    subscription: Subscription, price: Price, *, made_at: datetime, now: datetime
) -> SwitchQuote:
    current = subscription.price
    if current is None or current.currency != price.currency:
        raise InputError(
            "Your subscription is paid in another currency.",
            help="Cancel it, and subscribe again when it has ended.",
            code="other_currency",
        )
    is_trial = standing_at(subscription, now).state is State.TRIALING
    kind = kind_of_switch(current, price, is_trial=is_trial)
    if kind is SwitchKind.UPGRADE:
        return _quote_at_once(subscription, price, made_at, now)
    return _quote_with(subscription, price, kind, made_at=made_at)


def _quote_at_once(
    subscription: Subscription, price: Price, made_at: datetime, now: datetime
) -> SwitchQuote:
    news = changes.preview_switch(
        subscription.company_id, price_id=price_at_company(price, now=now), at=made_at
    )
    return _quote_with(
        subscription,
        price,
        SwitchKind.UPGRADE,
        made_at=made_at,
        due=news.due_minor,
        tax=news.tax_minor,
        credit=news.left_minor,
        next_at=max(news.covers_until, subscription.period_end),
    )


def _quote_with(
    subscription: Subscription,
    price: Price,
    kind: SwitchKind,
    *,
    made_at: datetime,
    due: int = 0,
    tax: int = 0,
    credit: int = 0,
    next_at: datetime | None = None,
) -> SwitchQuote:
    return SwitchQuote(
        subscription_id=subscription.pk,
        price_id=price.pk,
        kind=kind,
        due_now=Money(due, price.currency),
        tax=Money(tax, price.currency),
        credit=Money(credit, price.currency),
        next_amount=price.money,
        next_at=next_at or subscription.period_end,
        made_at=made_at,
    )


def switch(reader: Reader, quote: SwitchQuote, *, now: datetime) -> Subscription:
    """Does what a quote says; twice is the same as once.

    Raises PaymentError, its code the cause, when an upgrade is not paid: the plan stays as it was.
    With AUTHENTICATION_REQUIRED the payment waits for the bank, and the switch with it.
    """
    subscription = subscription_of(reader, now, of=quote.subscription_id)
    price = Price.objects.select_related("plan").get(pk=quote.price_id)
    planned = subscription.next_price
    made = int(quote.made_at.timestamp())
    name = next_key(f"switch-{subscription.company_id}-{price.pk}-{made}")
    let_go(subscription, now=now)
    if quote.kind is SwitchKind.UPGRADE and subscription.price_id != price.pk:
        _upgrade(subscription, price, quote, name=name, planned=planned, now=now)
    elif quote.kind is SwitchKind.DOWNGRADE:
        _plan(subscription, price, name=name, now=now)
    return synced(subscription, now)


def _plan(subscription: Subscription, price: Price, *, name: str, now: datetime) -> None:
    price_id = price_at_company(price, now=now)
    with operation("plan_switch", subscription.customer.reader_id, now=now, key=name) as key:
        changes.plan_switch(subscription.company_id, price_id=price_id, key=key)


def _upgrade(
    subscription: Subscription,
    price: Price,
    quote: SwitchQuote,
    *,
    name: str,
    planned: Price | None,
    now: datetime,
) -> None:
    """Charges and switches; one that is refused leaves a switch that was `planned` as it was."""
    reader_id = subscription.customer.reader_id
    price_id = price_at_company(price, now=now)
    with operation("switch_price", reader_id, now=now, key=name) as key:
        pending = changes.switch_price(
            subscription.company_id, price_id=price_id, at=quote.made_at, key=key
        )
    if pending is None:
        return
    if pending.cause is not Cause.AUTHENTICATION_REQUIRED:
        with operation("void_invoice", reader_id, now=now, key=f"{name}-void") as key:
            changes.void_invoice(pending.invoice_id, key=key)
        if planned is not None:
            _plan(subscription, planned, name=f"{name}-planned", now=now)
    synced(subscription, now)
    raise PaymentError(
        pending.words,
        help="Your plan is as it was, and nothing was charged.",
        code=pending.cause.value,
    )


def drop_planned(reader: Reader, *, now: datetime, of: int | None = None) -> Subscription:
    """Takes back a switch that waits for the end of the period. Idempotent."""
    subscription = subscription_of(reader, now, of=of)
    if not subscription.schedule_id:
        raise NotFoundError("No change of plan is planned.", code="no_switch_planned")
    let_go(subscription, now=now)
    return synced(subscription, now)
