"""What the publication asks of Stripe, each call in the words of this package.

Every call may raise PaymentError. Calls that change something take the idempotency key of an
operation row that is committed before.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import stripe
from stripe.checkout import Session
from stripe.params.checkout import SessionCreateParams

from standfirst.billing.mirror import (
    CardNews,
    CheckoutNews,
    EventNews,
    InvoiceNews,
    PendingNews,
    Redirect,
    SubscriptionNews,
)
from standfirst.billing.stripe import reading
from standfirst.billing.stripe.client import UNREADABLE, api, ask, speaking, verified
from standfirst.kernel.errors import PaymentError

INVOICES_SHOWN = 12


def event_in(payload: bytes, signature: str) -> EventNews:
    """The event in a webhook's raw bytes, its signature checked. Raises PaymentError for what is
    not signed, or is no event."""
    try:
        return reading.event_of(verified(payload, signature))
    except UNREADABLE as fault:
        raise PaymentError("The webhook is not an event.", code="bad_event") from fault


def greet() -> None:
    """Asks for next to nothing; raises PaymentError when the company does not answer."""
    with speaking():
        api().prices.list({"limit": 1})


def create_customer(*, email: str, name: str, reader_id: int, key: str) -> str:
    """A customer's id."""
    with speaking():
        customer = api().customers.create(
            {"email": email, "name": name, "metadata": {"reader": str(reader_id)}},
            {"idempotency_key": key},
        )
        return customer.id


def rename_customer(customer_id: str, *, email: str, name: str, key: str) -> None:
    """Tells Stripe of a reader's new address or name."""
    with speaking():
        api().customers.update(
            customer_id, {"email": email, "name": name}, {"idempotency_key": key}
        )


def create_product(*, name: str, plan_key: str, key: str) -> str:
    """A product's id."""
    with speaking():
        product = api().products.create(
            {"name": name, "metadata": {"plan": plan_key}}, {"idempotency_key": key}
        )
        return product.id


def create_price(
    *, product_id: str, amount_minor: int, currency: str, interval: str, key: str
) -> str:
    """A price's id."""
    with speaking():
        price = api().prices.create(
            {
                "product": product_id,
                "unit_amount": amount_minor,
                "currency": currency,
                "recurring": {"interval": interval},  # type: ignore[typeddict-item]  # a literal there
            },
            {"idempotency_key": key},
        )
        return price.id


def start_checkout(
    *,
    customer_id: str,
    price_id: str,
    trial_days: int,
    with_tax: bool,
    success_url: str,
    cancel_url: str,
    key: str,
) -> Redirect:
    """Stripe's page on which a subscription is bought, with a field for promotion codes.

    Tax is reckoned by the billing address, which the page then asks for and keeps.
    """
    asked: SessionCreateParams = {
        "mode": "subscription",
        "customer": customer_id,
        "line_items": [{"price": price_id, "quantity": 1}],
        "allow_promotion_codes": True,
        "success_url": success_url,
        "cancel_url": cancel_url,
    }
    if trial_days:
        asked["subscription_data"] = {"trial_period_days": trial_days}
    if with_tax:
        asked["automatic_tax"] = {"enabled": True}
        asked["billing_address_collection"] = "required"
        asked["customer_update"] = {"address": "auto", "name": "auto"}
    with speaking():
        session = api().checkout.sessions.create(asked, {"idempotency_key": key})
        return _page_of(session)


def _page_of(session: Session) -> Redirect:
    """Where the reader goes. Raises ValueError for an answer that leads nowhere."""
    if not session.url:
        raise ValueError("a checkout without an address")
    return Redirect(session.id, session.url)


def close_checkouts(customer_id: str) -> None:
    """Closes the pages on which the customer could still buy: each would be charged for by itself.

    One that is being paid at this moment stays as it is.
    """
    with speaking():
        found = api().checkout.sessions.list({"customer": customer_id, "status": "open"})
        for session in found.data:
            if session.mode == "subscription":
                with suppress(stripe.InvalidRequestError):
                    api().checkout.sessions.expire(session.id)


def start_card_update(
    *, customer_id: str, currency: str, success_url: str, cancel_url: str, key: str
) -> Redirect:
    """Stripe's page on which a card is put on file."""
    with speaking():
        session = api().checkout.sessions.create(
            {
                "mode": "setup",
                "customer": customer_id,
                "currency": currency,
                "success_url": success_url,
                "cancel_url": cancel_url,
            },
            {"idempotency_key": key},
        )
        return _page_of(session)


def fetch_checkout(session_id: str) -> CheckoutNews:
    """What came of a visit to Stripe's page."""
    with speaking():
        session = api().checkout.sessions.retrieve(session_id, {"expand": ["setup_intent"]})
        return reading.checkout_of(session.to_dict())


def fetch_subscription(subscription_id: str) -> SubscriptionNews:
    """A subscription as it is now, with its latest invoices and the card that pays for it."""
    with speaking():
        raw = _subscription(subscription_id)
        invoices = tuple(_invoices(subscription_id))
        return reading.subscription_of(raw, card=_card(raw), invoices=invoices)


EXPANDED = ("default_payment_method", "discounts.source.coupon", "schedule")
CARD_OF_CUSTOMER = "customer.invoice_settings.default_payment_method"


def _subscription(subscription_id: str) -> dict[str, Any]:
    """The subscription with what belongs to it; a customer that was deleted has no card to show."""
    path = f"/v1/subscriptions/{subscription_id}"
    try:
        return ask(path, {"expand": [*EXPANDED, CARD_OF_CUSTOMER]})
    except stripe.InvalidRequestError as fault:
        if "expand" not in str(fault):
            raise
        return ask(path, {"expand": [*EXPANDED]})


def subscription_ids(customer_id: str) -> list[str]:
    """The ids of all subscriptions that a customer has or had."""
    with speaking():
        found = api().subscriptions.list({"customer": customer_id, "status": "all", "limit": 100})
        return [one.id for one in found.auto_paging_iter()]


def _card(raw: dict[str, Any]) -> CardNews | None:
    customer = raw["customer"]
    own = raw.get("default_payment_method")
    if isinstance(own, dict):
        return reading.card_of(own)
    if isinstance(customer, dict):
        settings = customer.get("invoice_settings")  # a customer that was deleted has none
        return reading.card_of(settings["default_payment_method"]) if settings else None
    return None


def _invoices(subscription_id: str) -> Iterator[InvoiceNews]:
    """The latest invoices. A payment is asked for where it is not known to have gone through."""
    found = ask(
        "/v1/invoices",
        {"subscription": subscription_id, "limit": INVOICES_SHOWN, "expand": ["data.payments"]},
    )
    for raw in found["data"]:
        if raw["status"] == "draft":
            continue
        payment_id = reading.payment_id_of(raw) if raw["status"] == "open" else ""
        payment = ask(f"/v1/payment_intents/{payment_id}", {}) if payment_id else None
        yield reading.invoice_of(raw, payment)


def use_card(customer_id: str, *, subscriptions: list[str], card_id: str, key: str) -> None:
    """Makes a card the one that is charged, for the customer and for each subscription.

    Both, because a subscription's own card goes before the customer's.
    """
    with speaking():
        api().customers.update(
            customer_id,
            {"invoice_settings": {"default_payment_method": card_id}},
            {"idempotency_key": f"{key}-customer"},
        )
        for subscription_id in subscriptions:
            api().subscriptions.update(
                subscription_id,
                {"default_payment_method": card_id},
                {"idempotency_key": f"{key}-{subscription_id}"},
            )


def pay_invoice(invoice_id: str, *, key: str) -> None:
    """Collects an open invoice now. Raises PaymentError with the cause as its code."""
    with speaking():
        api().invoices.pay(invoice_id, {}, {"idempotency_key": key})


def why_unpaid(payment_id: str) -> PendingNews:
    """Why a payment did not come off, as of now."""
    with speaking():
        payment = api().payment_intents.retrieve(payment_id).to_dict()
        return reading.pending_of("", payment)


def confirm_payment(payment_id: str, *, card_id: str, return_url: str, key: str) -> Redirect:
    """The bank's page on which a payment is confirmed; no address when it needs none any more.

    The card is named anew: a payment that the bank was told not to make has lost its card.
    """
    with speaking():
        payment = api().payment_intents.confirm(
            payment_id,
            {"payment_method": card_id, "return_url": return_url},
            {"idempotency_key": key},
        )
        action = payment.next_action
        redirect = action.redirect_to_url if action else None
        return Redirect(payment.id, (redirect.url or "") if redirect else "")


def forget_customer(customer_id: str) -> None:
    """Deletes a customer: name, address and cards go, what still runs ends; invoices are kept.

    One that is gone already stays gone.
    """
    with speaking():
        try:
            api().customers.delete(customer_id)
        except stripe.InvalidRequestError as fault:
            if fault.code != "resource_missing":
                raise


def webhooks_asked_for(url: str) -> frozenset[str]:
    """The kinds of event that come to `url`, `*` for all; none where nothing is sent there."""
    with speaking():
        endpoints = api().webhook_endpoints.list({"limit": 100}).data
        mine = [one for one in endpoints if one.url == url and one.status == "enabled"]
        return frozenset(kind for one in mine for kind in one.enabled_events)
