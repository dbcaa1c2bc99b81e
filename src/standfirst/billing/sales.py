"""Selling and mending: what a reader asks the payment company for, by our buttons.

Not here: changing what was bought (`changing`), and giving money back (`refunding`).
"""

from datetime import datetime

from django.conf import settings

from standfirst.billing import actions, queries
from standfirst.billing.mirror import CheckoutNews, Redirect
from standfirst.billing.models import Customer, Invoice, Plan, Price
from standfirst.billing.operations import is_first_to_finish, operation
from standfirst.billing.rules import Cause, State
from standfirst.billing.stripe import adapter
from standfirst.events.actions import record
from standfirst.kernel.errors import InputError, NotFoundError, PaymentError
from standfirst.readers.models import Reader


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
            with_tax=settings.STANDFIRST.stripe_tax,
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
    before the customer's, and charges would go on failing. What runs and what is due is asked
    anew first: nothing is paid that is paid already, or given up.
    """
    actions.sync_customer(customer, now=now)
    running = customer.subscriptions.exclude(state=State.ENDED)
    with operation("use_card", customer.reader_id, now=now, key=key) as operation_key:
        adapter.use_card(
            customer.company_id,
            subscriptions=[subscription.company_id for subscription in running],
            card_id=card_id,
            key=operation_key,
        )
        if is_first_to_finish(operation_key):
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


def refusal_of(reader: Reader, payment_id: str) -> PaymentError | None:
    """What to tell a reader who comes back from the bank; None when that payment is paid.

    Raises PaymentError when the company does not answer.
    """
    customer = queries.customer_of(reader)
    if customer is None:
        return None
    if not queries.open_invoices_of(customer).filter(payment_id=payment_id or "-").exists():
        return None
    news = adapter.why_unpaid(payment_id)
    if news.cause is Cause.AUTHENTICATION_REQUIRED:
        return PaymentError(
            "The payment was not confirmed, and nothing was charged.",
            help="Try again, or use another card.",
            code=news.cause.value,
        )
    return PaymentError(news.words, help="Nothing was charged.", code=news.cause.value)


def take_news(reader: Reader, *, now: datetime) -> None:
    """Asks the payment company how things stand with a reader, in the same request."""
    if (customer := queries.customer_of(reader)) is not None:
        actions.sync_customer(customer, now=now)


def _customer(reader: Reader) -> Customer:
    customer = queries.customer_of(reader)
    if customer is None:
        raise NotFoundError(
            "There is no card on file for you yet.",
            help="You give one when you subscribe.",
            code="no_customer",
        )
    return customer
