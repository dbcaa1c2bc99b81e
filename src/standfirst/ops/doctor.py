"""`standfirst doctor`: looks at every part the publication stands on, each with what to do."""

import argparse
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from standfirst.billing import inbox, sweeping
from standfirst.billing.models import Receipt, Reconciliation
from standfirst.billing.reconciling import Comparison, unfinished_operations
from standfirst.billing.stripe import adapter
from standfirst.config.table import Payment
from standfirst.events.models import Event
from standfirst.jobs import beats
from standfirst.kernel import clock
from standfirst.ops.publication import unapplied_migrations

LOW_DISK_BYTES = 500_000_000
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Finding:
    """What was seen of one part. `help` says what to do, and is there when all is not well."""

    part: str
    is_well: bool
    seen: str
    help: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes no words."""


def run(args: argparse.Namespace) -> int:
    """Prints a line for each part; 1 when something is to be done."""
    findings = [examine(check) for check in CHECKS]
    for finding in findings:
        print(f"{'ok ' if finding.is_well else 'BAD'}  {finding.part:11} {finding.seen}")
        if finding.help:
            print(f"     {'':11} {finding.help}")
    return 0 if all(finding.is_well for finding in findings) else 1


def examine(check: Callable[[], Finding]) -> Finding:
    """One check; a part that cannot even be looked at is a finding too."""
    try:
        return check()
    except Exception as fault:
        name = check.__name__
        return Finding(name, False, f"{type(fault).__name__}: {fault}", "Mend this first.")


def settings_file() -> Finding:
    """The settings were read, or this would not run; says where the publication is."""
    kind = "the demo" if settings.DEMO else settings.BASE_URL
    help = "" if not settings.DEBUG else "STANDFIRST_DEBUG is on: turn it off for readers."
    return Finding("settings", not settings.DEBUG, kind, help)


def database() -> Finding:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.vendor != "sqlite":
        return Finding("database", True, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    help = "" if mode == "wal" else "The file's folder must allow WAL: not a network share."
    return Finding("database", mode == "wal", f"SQLite, {mode}", help)


def migrations() -> Finding:
    """The tables are those of this version."""
    missing = unapplied_migrations()
    if missing:
        return Finding("migrations", False, f"{len(missing)} to do", "Run `standfirst init`.")
    return Finding("migrations", True, "all done")


def mail() -> Finding:
    """The way that mail takes can be opened."""
    with get_connection() as way:
        name = type(way).__module__.rsplit(".", 1)[-1]
    if settings.STANDFIRST.mail_url == "console:":
        return Finding(
            "mail", False, "printed on the console", "Set STANDFIRST_MAIL_URL to smtp://…"
        )
    return Finding("mail", True, settings.EMAIL_HOST if name == "smtp" else name)


def worker() -> Finding:
    """A worker was alive a moment ago, and no job is stuck."""
    stuck = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    seen = beats.last_beat()
    late = seen is None or timezone.now() - seen > timedelta(minutes=1)
    if late:
        when = f"last seen {seen:%Y-%m-%d %H:%M} UTC" if seen else "never seen"
        help = "`standfirst serve` starts one; `standfirst worker` runs one alone."
        return Finding("worker", False, when, help)
    if stuck:
        help = "Their tracebacks are in the table of task results; they are tried again."
        return Finding("worker", False, f"{stuck} jobs failed", help)
    return Finding("worker", True, "alive, no job failed")


def webhook() -> Finding:
    """Webhooks come in and are worked off."""
    late = timezone.now() - timedelta(minutes=5)
    waiting = Receipt.objects.filter(state=Receipt.State.NEW, received_at__lt=late)
    last = Receipt.objects.order_by("-pk").first()
    if tried := waiting.filter(tries__gt=0).count():
        help = "The log says why (webhook.put_off). They are tried again by themselves."
        return Finding("webhook", False, f"{tried} could not be worked off", help)
    if number := waiting.count():
        return Finding("webhook", False, f"{number} not worked off", "Is a worker running?")
    orphans = Receipt.objects.filter(state=Receipt.State.ORPHAN).count()
    seen = f"last one {last.received_at:%Y-%m-%d %H:%M} UTC" if last else "none came yet"
    unknown = f"; {orphans} of nobody we know" if orphans else ""
    return Finding("webhook", True, seen + unknown)


def subscriptions() -> Finding:
    """What fell due of each subscription was seen to: its notice, its hold, its end."""
    late = sweeping.overdue(clock.now())
    if oldest := late.first():
        seen = f"{late.count()} overdue, the oldest since {oldest.due_at:%Y-%m-%d %H:%M} UTC"
        help = "The log says why (subscription.not_swept). They are tried again by themselves."
        return Finding("due", False, seen, help)
    return Finding("due", True, "no subscription is overdue")


def drift() -> Finding:
    """What is known is what the payment company knows, and it was compared lately."""
    now = clock.now()
    compared = Reconciliation.objects.filter(name=Comparison.SUBSCRIPTIONS).first()
    if compared is None or compared.ran_at is None or now - compared.ran_at > timedelta(days=2):
        return Finding("drift", False, "not compared for two days", "Is a worker running?")
    found = Event.objects.filter(kind="drift.found", at__gt=now - WEEK).count()
    seen = f"{compared.looked_at} compared since {compared.ran_at:%Y-%m-%d %H:%M} UTC"
    if found:
        help = (
            "Mended already, but no webhook told of it: do they all arrive? Compare the address "
            "and the events of the endpoint in Stripe with docs/howto/go-live.md."
        )
        return Finding("drift", False, f"{seen}; {found} differences this week", help)
    return Finding("drift", True, f"{seen}; no difference this week")


def payment() -> Finding:
    """The payment company answers, and no call to it was left unfinished."""
    adapter.greet()
    open_ones = unfinished_operations(clock.now()).count()
    company = "Stripe" if settings.STANDFIRST.payment is Payment.STRIPE else "the sandbox"
    if open_ones:
        help = "A process was killed during a call. The company is asked, once it answers."
        return Finding("payment", False, f"{company}; {open_ones} calls unfinished", help)
    return Finding("payment", True, f"{company} answers")


def endpoint() -> Finding:
    """The payment company sends its webhooks to this publication, all that are needed."""
    if settings.STANDFIRST.payment is not Payment.STRIPE:
        return Finding("endpoint", True, "the sandbox hands its webhooks over by itself")
    url = settings.BASE_URL + reverse("webhook")
    asked = adapter.webhooks_asked_for(url)
    missing = set() if "*" in asked else set(inbox.KINDS) - asked
    if not asked:
        help = f"Make a webhook endpoint at Stripe for {url}: docs/howto/go-live.md."
        return Finding("endpoint", False, "Stripe sends nothing here", help)
    if missing:
        help = f"Add them to the endpoint at Stripe: {', '.join(sorted(missing))}."
        return Finding("endpoint", False, f"{len(missing)} kinds of event are missing", help)
    return Finding("endpoint", True, f"Stripe sends its events to {url}")


def keys() -> Finding:
    """The keys are for test mode or for live mode, and fit where the publication stands."""
    key = settings.STANDFIRST.stripe_secret_key.get_secret_value()
    if settings.STANDFIRST.payment is not Payment.STRIPE:
        return Finding("keys", True, "none needed with the sandbox")
    if key.startswith(("sk_live", "rk_live")):
        return Finding("keys", True, "live: money is real")
    return Finding("keys", True, "test mode: no money moves")


def disk() -> Finding:
    """There is room for the database and the media."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    is_well = free > LOW_DISK_BYTES
    help = "" if is_well else f"Make room on the disk of {settings.DATA_DIR}."
    return Finding("disk", is_well, f"{free / 1e9:.1f} GB free", help)


def clock_() -> Finding:
    """The publication's clock is the wall clock, but for the demo."""
    ahead = clock.now() - timezone.now()
    if abs(ahead) < timedelta(seconds=5):
        return Finding("clock", True, "wall time")
    help = "" if settings.DEMO else "A file `clock` in the data folder turns it: delete the file."
    return Finding("clock", settings.DEMO, f"{ahead.days} days from wall time", help)


CHECKS: tuple[Callable[[], Finding], ...] = (
    settings_file,
    database,
    migrations,
    mail,
    worker,
    webhook,
    subscriptions,
    drift,
    payment,
    keys,
    endpoint,
    disk,
    clock_,
)
