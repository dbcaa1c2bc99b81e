"""Selling and mending: what a reader asks the payment company for, by our buttons.

Each call is an operation: its row, with the idempotency key, is committed before the call is made,
so a process killed in between leaves a trace and a second try does nothing twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog

from standfirst.billing import actions, queries
from standfirst.billing.mirror import CheckoutNews, Redirect
from standfirst.billing.models import Customer, Invoice, Operation, Plan, Price, Subscription
from standfirst.billing.rules import Cause, State
from standfirst.billing.stripe import adapter
from standfirst.events.actions import record
from standfirst.kernel.errors import InputError, NotFoundError, PaymentError
from standfirst.kernel.ids import new_id
from standfirst.readers.models import Reader

log = structlog.get_logger(__name__)


@contextmanager
def operation(verb: str, reader_id: int | None, *, now: datetime, key: str = "") -> Iterator[str]:
    """Commits the intent, gives its idempotency key, and notes how it ended."""
    row, _ = Operation.objects.get_or_create(
        key=key or new_id("op"),
        defaults={"verb": verb, "reader_id": reader_id, "created_at": now},
    )
    try:
        yield row.key
    except PaymentError as fault:
        Operation.objects.filter(pk=row.pk).update(is_done=True, fault=fault.code)
        log.info("operation.refused", verb=verb, code=fault.code, **fault.context)
        raise
    Operation.objects.filter(pk=row.pk).update(is_done=True, fault="")


def _is_first_to_finish(key: str) -> bool:
    """True once for an operation, also of several that carry it out at the same moment."""
    unfinished = Operation.objects.filter(key=key).exclude(is_done=True, fault="")
    return unfinished.update(is_done=True, fault="") == 1


def customer_for(reader: Reader, *, now: datetime) -> Customer:
    """The reader's customer, made at the payment company when there is none. Idempotent."""
    if (known := queries.customer_of(reader)) is not None:
        return known
    with operation("create_customer", reader.pk, now=now, key=f"customer-{reader.pk}") as key:
        company_id = adapter.create_customer(
            email=reader.email, name=reader.get_full_name(), reader_id=reader.pk, key=key
        )
    return Customer.objects.get_or_create(reader=reader, defaults={"company_id": company_id})[0]


def tell_company(reader_id: int, *, now: datetime) -> None:
    """Gives the payment company a reader's address and name as they are now. Idempotent."""
    customer = Customer.objects.select_related("reader").filter(reader_id=reader_id).first()
    if customer is None:
        return
    with operation("tell_company", reader_id, now=now) as key:
        adapter.rename_customer(
            customer.company_id,
            email=customer.reader.email,
            name=customer.reader.get_full_name(),
            key=key,
        )


def price_at_company(price: Price, *, now: datetime) -> str:
    """The price's id at the payment company, made there when it is first sold. Idempotent."""
    if price.company_id:
        return price.company_id
    product_id = _product_at_company(price.plan, now=now)
    with operation("create_price", None, now=now, key=f"price-{price.pk}") as key:
        price.company_id = adapter.create_price(
            product_id=product_id,
            amount_minor=price.amount_minor,
            currency=price.currency,
            interval=price.interval,
            key=key,
        )
    price.save(update_fields=["company_id"])
    return price.company_id


def _product_at_company(plan: Plan, *, now: datetime) -> str:
    if plan.company_id:
        return plan.company_id
    with operation("create_product", None, now=now, key=f"product-{plan.pk}") as key:
        plan.company_id = adapter.create_product(name=plan.name, plan_key=plan.key, key=key)
    plan.save(update_fields=["company_id"])
    return plan.company_id


def start_checkout(
    reader: Reader, price: Price, *, success_url: str, cancel_url: str, now: datetime
) -> Redirect:
    """The page on which the reader buys. Raises InputError for one who already subscribes.

    A first payment that was never finished does not stand in the way. A page opened before is
    closed, and one paid a moment ago counts, so that nobody buys twice.
    """
    _refuse_second(reader, now)
    customer = customer_for(reader, now=now)
    adapter.close_checkouts(customer.company_id)
    actions.sync_customer(customer, now=now)
    _refuse_second(reader, now)
    price_id = price_at_company(price, now=now)
    had_one = customer.subscriptions.exists()
    with operation("start_checkout", reader.pk, now=now) as key:
        return adapter.start_checkout(
            customer_id=customer.company_id,
            price_id=price_id,
            trial_days=0 if had_one else price.plan.trial_days,
            success_url=success_url,
            cancel_url=cancel_url,
            key=key,
        )


def _refuse_second(reader: Reader, now: datetime) -> None:
    running = queries.running_subscription(reader.pk, now)
    if running is None:
        return
    if running[1].state is State.CANCELING:
        raise InputError(
            "Your subscription has not ended yet.",
            help="Keep it going in your account; then you can change its plan there too.",
            code="already_subscribed",
        )
    raise InputError(
        "You already have a subscription.",
        help="You can change its plan in your account.",
        code="already_subscribed",
    )


def start_card_update(
    reader: Reader, *, success_url: str, cancel_url: str, now: datetime
) -> Redirect:
    """The page on which the reader puts a card on file. Raises NotFoundError for a non-customer."""
    customer = _customer(reader)
    price = Price.objects.order_by("pk").first()
    with operation("start_card_update", reader.pk, now=now) as key:
        return adapter.start_card_update(
            customer_id=customer.company_id,
            currency=price.currency if price else "eur",
            success_url=success_url,
            cancel_url=cancel_url,
            key=key,
        )


def finish_checkout(reader: Reader, session_id: str, *, now: datetime) -> CheckoutNews:
    """Takes over what came of a checkout, at once and without waiting for a webhook. Idempotent.

    Raises NotFoundError for somebody else's, PaymentError when paying what was due failed.
    """
    customer = _customer(reader)
    news = adapter.fetch_checkout(session_id)
    if news.customer_id != customer.company_id:
        raise NotFoundError("This payment page is not yours.", code="not_your_checkout")
    if news.subscription_id:
        actions.sync_subscription(news.subscription_id, now=now)
    if news.card_id and news.is_complete:
        put_card_on_file(customer, news.card_id, key=f"card-{news.id}", now=now)
    return news


def put_card_on_file(customer: Customer, card_id: str, *, key: str, now: datetime) -> None:
    """Recovery: the card becomes the one that is charged, and what is due is paid with it.

    The default is set on the customer *and* on each subscription: a subscription's own card goes
    before the customer's, and charges would go on failing.
    """
    running = customer.subscriptions.exclude(state=State.ENDED)
    with operation("use_card", customer.reader_id, now=now, key=key) as operation_key:
        adapter.use_card(
            customer.company_id,
            subscriptions=[subscription.company_id for subscription in running],
            card_id=card_id,
            key=operation_key,
        )
        if _is_first_to_finish(operation_key):
            record("card.updated", now, reader_id=customer.reader_id)
    try:
        pay_debts(customer, key=key, now=now)
    finally:
        actions.sync_customer(customer, now=now)


def pay_debts(customer: Customer, *, key: str, now: datetime) -> None:
    """Collects every unpaid invoice now. Raises PaymentError with the cause as its code."""
    for invoice in queries.debts_of(customer):
        name = f"pay-{invoice.company_id}-{key}"
        with operation("pay_invoice", customer.reader_id, now=now, key=name) as operation_key:
            adapter.pay_invoice(invoice.company_id, key=operation_key)


def confirm_with_bank(reader: Reader, *, return_url: str, now: datetime) -> Redirect:
    """The bank's page for the unpaid invoice; raises NotFoundError when nothing is due."""
    customer = _customer(reader)
    invoice = _payable(customer)
    if not hasattr(customer, "card"):
        raise NotFoundError(
            "There is no card to confirm.", help="Give one again.", code="no_card_on_file"
        )
    with operation("confirm_payment", reader.pk, now=now) as key:
        return adapter.confirm_payment(
            invoice.payment_id, card_id=customer.card.company_id, return_url=return_url, key=key
        )


def _payable(customer: Customer) -> Invoice:
    """The oldest invoice that waits for its payment to be confirmed or finished."""
    invoice = queries.open_invoices_of(customer).exclude(payment_id="").first()
    if invoice is None:
        raise NotFoundError("Nothing is due.", code="nothing_due")
    return invoice


def take_news(reader: Reader, *, now: datetime) -> None:
    """Asks the payment company how things stand with a reader, in the same request."""
    if (customer := queries.customer_of(reader)) is not None:
        actions.sync_customer(customer, now=now)


def set_ending(reader: Reader, *, ends: bool, now: datetime) -> Subscription:
    """Cancels at the end of what is paid, or takes that back."""
    states = {State.ENDED, State.PENDING}
    subscription = _subscription(reader, now, but_not=states)
    with operation("set_ending", reader.pk, now=now) as key:
        adapter.set_ending(subscription.company_id, ends=ends, key=key)
    return _synced(subscription, now)


def end_unpaid(subscription: Subscription, *, now: datetime) -> Subscription:
    """Ends a subscription that stayed unpaid, and asks for its invoices no more. Idempotent."""
    key = f"end-unpaid-{subscription.company_id}"
    with operation("end_unpaid", subscription.customer.reader_id, now=now, key=key):
        end_now(subscription, cause=Cause.ENDED_UNPAID, key=key)
    return _synced(subscription, now)


def end_now(subscription: Subscription, *, cause: Cause, key: str) -> None:
    """Ends a subscription at the company, which keeps why, and gives up what it still asked for."""
    open_ones = subscription.invoices.filter(status="open")
    for invoice in open_ones:
        adapter.give_up_invoice(invoice.company_id, key=f"{key}-{invoice.company_id}")
    adapter.end_now(subscription.company_id, cause=cause, key=key)


def pause(reader: Reader, *, until: datetime, now: datetime) -> Subscription:
    """Pauses a subscription: what is paid is read, then nothing is charged until then."""
    subscription = _subscription(reader, now, but_not={State.ENDED, State.PENDING})
    with operation("pause", reader.pk, now=now) as key:
        adapter.pause(subscription.company_id, until=until, key=key)
    return _synced(subscription, now)


def resume(reader: Reader, *, now: datetime) -> Subscription:
    """Ends a pause, or keeps a subscription that was to be canceled."""
    subscription = _subscription(reader, now, but_not={State.ENDED, State.PENDING})
    with operation("resume", reader.pk, now=now) as key:
        if subscription.is_paused:
            adapter.resume(subscription.company_id, key=key)
        else:
            adapter.set_ending(subscription.company_id, ends=False, key=key)
    return _synced(subscription, now)


def switch_price(reader: Reader, price: Price, *, now: datetime) -> Subscription:
    """Changes the plan; the difference for the days left is charged at once."""
    subscription = _subscription(reader, now, but_not={State.ENDED, State.PENDING, State.PAUSED})
    if subscription.price_id == price.pk:
        raise InputError("This is the plan you have.", code="same_plan")
    price_id = price_at_company(price, now=now)
    with operation("switch_price", reader.pk, now=now) as key:
        adapter.switch_price(subscription.company_id, price_id=price_id, key=key)
    return _synced(subscription, now)


def _synced(subscription: Subscription, now: datetime) -> Subscription:
    return actions.sync_subscription(subscription.company_id, now=now) or subscription


def _customer(reader: Reader) -> Customer:
    customer = queries.customer_of(reader)
    if customer is None:
        raise NotFoundError(
            "There is no card on file for you yet.",
            help="You give one when you subscribe.",
            code="no_customer",
        )
    return customer


def _subscription(reader: Reader, now: datetime, *, but_not: set[State]) -> Subscription:
    for subscription, standing in queries.standings_of(reader.pk, now):
        if standing.state not in but_not:
            return subscription
    raise NotFoundError("You have no subscription that runs.", code="no_subscription")
