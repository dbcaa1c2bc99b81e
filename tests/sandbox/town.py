"""A town where everybody pays with test cards: the real SDK, a sandbox, and a clock to turn."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import stripe
from stripe._v1_services import V1Services

from standfirst.config.sandbox_transport import SandboxTransport
from standfirst.sandbox.company import Sandbox
from standfirst.sandbox.wire import Answer

SECRET = "whsec_linde"
VISA = "4242424242424242"


class Clock:
    """Stands at 15 January 2026, 09:00 UTC, until it is turned."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 15, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


@dataclass
class Town:
    """A sandbox, its clock, the SDK that talks to it, and what its webhooks told."""

    sandbox: Sandbox
    clock: Clock
    api: V1Services
    told: list[dict[str, Any]] = field(default_factory=list)

    def turn(self, **by: float) -> None:
        """Turns the clock and lets the company do what fell due."""
        self.turn_to(self.clock.time + timedelta(**by))

    def turn_to(self, moment: datetime) -> None:
        self.clock.time = moment
        self.sandbox.run_due(moment)

    def price(self, amount: int = 900, interval: str = "month") -> stripe.Price:
        product = self.api.products.create({"name": "The Courier"})
        return self.api.prices.create(
            {
                "product": product.id,
                "unit_amount": amount,
                "currency": "sek",
                "recurring": {"interval": interval},  # type: ignore[typeddict-item]  # a literal there
            }
        )

    def checkout(self, **more: Any) -> stripe.checkout.Session:
        """An open checkout for the monthly price."""
        params: dict[str, Any] = {
            "mode": "subscription",
            "line_items": [{"price": self.price().id, "quantity": 1}],
            "success_url": "http://localhost/thanks?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://localhost/plans",
            "customer_email": "ane@linde.example",
            **more,
        }
        if more.get("customer"):
            del params["customer_email"]
        return self.api.checkout.sessions.create(params)  # type: ignore[arg-type]  # a plain dict

    def subscribe(self, number: str = VISA, **more: Any) -> stripe.Subscription:
        """A subscription paid for on the checkout page."""
        exp_year = more.pop("exp_year", 2031)
        exp_month = more.pop("exp_month", 12)
        session = self.checkout(**more)
        self.sandbox.complete_checkout(
            session.id, number=number, exp_month=exp_month, exp_year=exp_year
        )
        done = self.api.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
        assert isinstance(done.subscription, stripe.Subscription)
        return done.subscription

    def again(self, subscription: stripe.Subscription) -> stripe.Subscription:
        """The subscription as it is now."""
        return self.api.subscriptions.retrieve(subscription.id)

    def invoices(self, subscription: stripe.Subscription) -> list[stripe.Invoice]:
        """The subscription's invoices, oldest first."""
        found = self.api.invoices.list({"subscription": subscription.id, "limit": 100})
        return found.data[::-1]

    def events(self) -> list[str]:
        """The types of all events that were not asked for before, oldest first."""
        self.told.clear()
        self.sandbox.deliver(self.take)
        return [event["type"] for event in self.told]

    def page(self, url: str | None, form: dict[str, str] | None = None) -> Answer:
        """The hosted page at a URL; posted to when there is a form."""
        terms = self.sandbox.terms
        path = (url or "").removeprefix(terms.page_url).removeprefix(terms.page_path)
        return self.sandbox.page("POST" if form is not None else "GET", path, form or {})

    def card(self, customer: str, token: str = "pm_card_visa") -> stripe.PaymentMethod:
        """A card on the customer's file."""
        return self.api.payment_methods.attach(token, {"customer": customer})

    def take(self, payload: bytes, headers: dict[str, str]) -> int:
        """A receiver that checks the signature and accepts."""
        stripe.Webhook.construct_event(payload, headers["Stripe-Signature"], SECRET)
        self.told.append(json.loads(payload))
        return 200


def open_town(path: Path, clock: Clock, **more: Any) -> Town:
    """Another process's view of the same town."""
    sandbox = Sandbox(path, now=clock.now, webhook_secret=SECRET, **more)
    client = stripe.StripeClient("sk_test_linde", http_client=SandboxTransport(sandbox))
    return Town(sandbox, clock, client.v1)


def card_form(number: str, expiry: str = "12/31", cvc: str = "123", **more: str) -> dict[str, str]:
    """What a browser sends from the card form."""
    return {"number": number, "expiry": expiry, "cvc": cvc, **more}
