"""A payment company as its clients know it: the sandbox, or Stripe's own test mode."""

import os
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
import stripe
from stripe._v1_services import V1Services

HOUR = 3600
PATIENCE_S = 120
KEY = os.environ.get("STRIPE_CONTRACT_KEY", "")
"""With a key of Stripe's test mode (sk_test_…) Stripe itself is asked too."""


@dataclass
class Company:
    """The SDK's services, and what a test puts there. Everybody lives on one test clock, with
    which they are deleted at the end."""

    name: str
    api: V1Services
    clock: stripe.test_helpers.TestClock
    coupons: list[str] = field(default_factory=list)

    @property
    def now(self) -> int:
        """The clock's time."""
        return self.clock.frozen_time

    def price(self, amount: int = 900, interval: str = "month") -> stripe.Price:
        """A price in euros of a product of its own."""
        product = self.api.products.create({"name": "The Courier"})
        asked: Any = {
            "product": product.id,
            "unit_amount": amount,
            "currency": "eur",
            "recurring": {"interval": interval},
        }
        return self.api.prices.create(asked)

    def customer(self, **more: Any) -> stripe.Customer:
        """A customer on the clock, of whom Stripe allows three."""
        asked: Any = {"email": "ane@linde.example", "test_clock": self.clock.id, **more}
        return self.api.customers.create(asked)

    def card(self, customer: str, token: str = "pm_card_visa") -> str:
        """A card on the customer's file, and their default."""
        method = self.api.payment_methods.attach(token, {"customer": customer})
        default: Any = {"invoice_settings": {"default_payment_method": method.id}}
        self.api.customers.update(customer, default)
        return method.id

    def subscribe(self, *, amount: int = 900, **more: Any) -> stripe.Subscription:
        """A customer with a card that works, subscribed."""
        customer = self.customer()
        self.card(customer.id)
        asked: Any = {
            "customer": customer.id,
            "items": [{"price": self.price(amount).id}],
            **more,
        }
        return self.api.subscriptions.create(asked)

    def again(self, subscription: stripe.Subscription) -> stripe.Subscription:
        """The subscription as it is now."""
        return self.api.subscriptions.retrieve(subscription.id)

    def invoices(self, subscription: stripe.Subscription) -> list[stripe.Invoice]:
        """Its invoices, oldest first."""
        return self.api.invoices.list({"subscription": subscription.id}).data[::-1]

    def turn_past(self, subscription: stripe.Subscription) -> None:
        """Turns the clock to two hours after the period's end, when its invoice is final."""
        end = self.again(subscription)["items"].data[0].current_period_end
        self.turn_to(end + 2 * HOUR)

    def turn_to(self, moment: int) -> None:
        """Turns the clock and waits until all that fell due is done."""
        clocks = self.api.test_helpers.test_clocks
        clocks.advance(self.clock.id, {"frozen_time": moment})
        deadline = time.monotonic() + PATIENCE_S
        while (clock := clocks.retrieve(self.clock.id)).status == "advancing":
            assert time.monotonic() < deadline, "The clock does not arrive."
            time.sleep(1)
        assert clock.status == "ready"
        self.clock = clock

    def coupon(self, **more: Any) -> stripe.Coupon:
        """A coupon, deleted at the end."""
        coupon = self.api.coupons.create(more)  # type: ignore[arg-type]  # a plain dict
        self.coupons.append(coupon.id)
        return coupon

    def close(self) -> None:
        """Leaves nothing behind that can be deleted."""
        self.api.test_helpers.test_clocks.delete(self.clock.id)
        for ident in self.coupons:
            self.api.coupons.delete(ident)


def fresh_key() -> str:
    """An idempotency key that nobody used."""
    return f"contract-{uuid4()}"


def key_for_tests() -> str:
    """The key. A live key, or what is no key at all, fails before anything is asked."""
    if not KEY.startswith(("sk_test_", "rk_test_")):
        pytest.fail("STRIPE_CONTRACT_KEY must be a test key: it begins with sk_test_.")
    return KEY
