"""What happens when something happened: events to handlers, sweeps to the clock, the payment
company to its adapter."""

from datetime import datetime

from django.conf import settings

from standfirst.billing import actions as billing
from standfirst.billing import tasks as billing_tasks
from standfirst.billing.stripe import client
from standfirst.config import delivery
from standfirst.config.sandbox import SECRET_KEY, sandbox, webhook_secret
from standfirst.config.sandbox_transport import SandboxTransport
from standfirst.config.table import Payment
from standfirst.events import actions as events
from standfirst.events.models import Event
from standfirst.jobs import sweeps, worker
from standfirst.kernel import clock
from standfirst.readers.actions import prune_unconfirmed


def wire() -> None:
    """Connects the packages. Called once in a process, after Django is ready; twice is the same."""
    connect_payment()
    events.subscribe("notice.claimed", _send_notice)
    sweeps.register("subscriptions", billing.sweep_due)
    sweeps.register("unconfirmed readers", prune_unconfirmed)
    if settings.STANDFIRST.payment is Payment.SANDBOX:
        sweeps.register("sandbox", _run_sandbox)


def connect_payment() -> None:
    """Points the adapter at Stripe, or at the sandbox when that is what the settings say."""
    table = settings.STANDFIRST
    if table.payment is Payment.STRIPE:
        client.connect(
            table.stripe_secret_key.get_secret_value(),
            webhook_secret=table.stripe_webhook_secret.get_secret_value(),
        )
        return
    client.connect(
        SECRET_KEY, webhook_secret=webhook_secret(), http_client=SandboxTransport(sandbox())
    )


def tick(now: datetime | None = None) -> int:
    """Does everything that fell due by `now`; gives how much that was."""
    worker.tick_jobs()
    return sweeps.run(now or clock.now())


def _send_notice(event: Event) -> None:
    billing_tasks.send_notice.enqueue(event.data["notice"])


def _run_sandbox(now: datetime) -> int:
    """The sandbox bills what fell due, and hands its webhooks over."""
    return sandbox().run_due(now) + delivery.hand_over_webhooks()
