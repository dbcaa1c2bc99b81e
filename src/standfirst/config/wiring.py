"""What happens when something happened: events to handlers, sweeps to the clock, the payment
company to its adapter."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from standfirst.articles import showing
from standfirst.articles.primers import actions as primers
from standfirst.articles.primers import tasks as primer_tasks
from standfirst.articles.primers.models import PrimerUse
from standfirst.articles.readings import actions as readings
from standfirst.articles.stories import following, telling
from standfirst.billing import inbox, leaving, messages, reconciling, sweeping, withdrawing
from standfirst.billing import tasks as billing_tasks
from standfirst.billing.stripe import client
from standfirst.config import delivery
from standfirst.config.sandbox import SECRET_KEY, sandbox, webhook_secret
from standfirst.config.sandbox_transport import SandboxTransport
from standfirst.config.table import Payment
from standfirst.edge import actions as edge
from standfirst.edge import receivers as edge_receivers
from standfirst.events import actions as events
from standfirst.events.models import Event
from standfirst.jobs import sweeps, worker
from standfirst.kernel import clock
from standfirst.mail import actions as mail
from standfirst.readers import actions as readers

MINUTELY = timedelta(minutes=1)
TEN_MINUTES = timedelta(minutes=10)
HOURLY = timedelta(hours=1)

VOIDING = (
    "facts.known",
    "grant.given",
    "grant.changed",
    "grant.ended",
    "reader.signed_out",
    "reader.signed_out_everywhere",
    "reader.closed",
)
"""After these a reader's pass says something else than the facts."""


def wire() -> None:
    """Connects the packages. Called once in a process, after Django is ready; twice is the same."""
    connect_payment()
    events.subscribe("notice.claimed", _send_notice)
    events.subscribe("denial.doubted", _ask_company)
    for kind in VOIDING:
        events.subscribe(kind, edge_receivers.reader_changed)
    events.subscribe("schedule.changed", edge_receivers.readers_changed)
    for kind in ("reader.address_changed", "reader.renamed"):
        events.subscribe(kind, _tell_company)
    events.subscribe("reader.closed", _forget_customer)
    events.subscribe("reader.closed", _forget_readings)
    for kind in ("primer.published", "primer.withdrawn"):
        events.subscribe(kind, _primer_changed)
    for kind in ("article.corrected", "correction.withdrawn"):
        events.subscribe(kind, _corrections_changed)
    sweeps.register("subscriptions", sweeping.sweep_due)
    sweeps.register("withdrawals", withdrawing.carry_out_waiting, every=TEN_MINUTES)
    sweeps.register("notices", messages.send_waiting, every=HOURLY)
    sweeps.register("readers who left", leaving.forget_waiting, every=HOURLY)
    sweeps.register("unconfirmed readers", readers.prune_unconfirmed, every=HOURLY)
    sweeps.register("scheduled pages", _publish_scheduled, every=MINUTELY)
    sweeps.register("sessions", readers.clear_expired_sessions, every=HOURLY)
    sweeps.register("changes of pages", edge.clear_changes, every=HOURLY)
    sweeps.register("sent mail", mail.clear_sent_mail, every=HOURLY)
    sweeps.register("primers missed", primers.publish_missed, every=TEN_MINUTES)
    sweeps.register("stale primers", primers.remind_owners, every=HOURLY)
    sweeps.register("followers of stories", telling.tell_followers, every=MINUTELY)
    sweeps.register("readings", readings.clear_old, every=HOURLY)
    if settings.STANDFIRST.payment is Payment.SANDBOX:
        sweeps.register("sandbox", _run_sandbox)
        reconciling.expect_news(lambda: sandbox().pending_webhooks() > 0)
    sweeps.register("inbox", _wake_inbox)
    sweeps.register("operations", reconciling.close_operations, every=MINUTELY)
    sweeps.register("events", reconciling.compare_events, every=reconciling.EVENTS_EVERY)
    sweeps.register("night", _begin_night, every=MINUTELY)


def connect_payment() -> None:
    """Points the adapter at Stripe, or at the sandbox when that is what the settings say."""
    table = settings.STANDFIRST
    if table.payment is Payment.STRIPE:
        client.connect(
            table.stripe_secret_key.get_secret_value(),
            webhook_secret=table.stripe_webhook_secret.get_secret_value(),
            address=table.stripe_address,
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


def _ask_company(event: Event) -> None:
    """Whoever was denied on old knowledge is asked about at once."""
    if event.reader_id is not None:
        billing_tasks.ask_company.enqueue(event.reader_id)


def _tell_company(event: Event) -> None:
    """A reader's new address or name goes to the payment company, which mails receipts to it."""
    if event.reader_id is not None:
        billing_tasks.tell_company.enqueue(event.reader_id)


def _forget_customer(event: Event) -> None:
    """A reader who has left is forgotten at the payment company too."""
    if event.reader_id is not None:
        billing_tasks.forget_customer.enqueue(event.reader_id)


def _forget_readings(event: Event) -> None:
    """Of a reader who has left, nobody knows any more what they read and follow."""
    if event.reader_id is not None:
        readings.forget(event.reader_id)
        following.forget_reader(event.reader_id)


def _primer_changed(event: Event) -> None:
    """What shows a primer is made anew at once; what finds articles by its words, in a job."""
    primer = event.data["primer"]
    uses = PrimerUse.objects.filter(primer=primer).values_list("article", flat=True)
    articles = [showing.article(pk) for pk in uses]
    edge.note_changes([showing.primer(primer), showing.FEEDS, *articles])
    if event.data["spread"] is not None:
        primer_tasks.go_on.enqueue(event.data["spread"])


def _corrections_changed(_event: Event) -> None:
    """The list of corrections is made anew."""
    edge.note_change(showing.CORRECTIONS)


def _publish_scheduled(_now: datetime) -> int:
    """Wagtail's own: publishes and withdraws what editors scheduled, on wall time."""
    call_command("publish_scheduled", verbosity=0)
    return 0


@transaction.atomic
def _wake_inbox(_now: datetime) -> int:
    """Webhooks that were put off, and orphans that have become known, get another try."""
    if not inbox.is_waiting():
        return 0
    billing_tasks.wake_inbox()
    return 1


@transaction.atomic
def _begin_night(now: datetime) -> int:
    """Has all subscriptions compared with the payment company, once a night."""
    if not reconciling.is_night_due(now):
        return 0
    billing_tasks.compare_subscriptions.enqueue()
    return 1


def _run_sandbox(now: datetime) -> int:
    """The sandbox bills what fell due, and hands its webhooks over."""
    return sandbox().run_due(now) + delivery.hand_over_webhooks()
