"""What is known of readers' subscriptions."""

import time
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, Prefetch, Q, QuerySet

from standfirst.billing.models import (
    Card,
    Customer,
    Invoice,
    Plan,
    Price,
    ScheduleVersion,
    Subscription,
)
from standfirst.billing.rules import (
    ENDED_STATUSES,
    Cause,
    Debt,
    Facts,
    Policy,
    Schedule,
    Standing,
    State,
    standing_of,
)
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader

UNPAID = ("open", "uncollectible")


KEPT_S = 1.0
"""How long a page may go by a schedule that another process has changed."""

_kept: tuple[float, Policy] | None = None


def policy() -> Policy:
    """The schedules that the publication has had, its default one before the first."""
    global _kept
    versions = tuple(schedule_of(version) for version in ScheduleVersion.objects.all())
    found = Policy(schedules=(Schedule(), *versions))
    _kept = (time.monotonic(), found)
    return found


def recent_policy() -> Policy:
    """`policy` as it was up to `KEPT_S` ago: for pages, which would ask for it each time."""
    if _kept is None or time.monotonic() - _kept[0] > KEPT_S:
        return policy()
    return _kept[1]


def forget_policy() -> None:
    """Makes the next question go to the database."""
    global _kept
    _kept = None


def schedule_of(version: ScheduleVersion) -> Schedule:
    """A version of the schedule, in the rules' terms."""
    return Schedule(
        from_at=version.from_at,
        reminder=timedelta(days=version.reminder_day),
        last_days=timedelta(days=version.last_days),
        hold=timedelta(days=version.hold_day),
        cancel=timedelta(days=version.cancel_day),
        card_first=timedelta(days=version.card_first_days),
        card_again=timedelta(days=version.card_again_days),
        renewal=timedelta(days=version.renewal_days),
    )


def subscriptions_of(reader_id: int) -> QuerySet[Subscription]:
    """A reader's subscriptions, the latest first, with all that their standing rests on."""
    return known_subscriptions().filter(customer__reader_id=reader_id)


def known_subscriptions() -> QuerySet[Subscription]:
    """Subscriptions with plan, card and unpaid invoices at hand: two statements for any number."""
    unpaid = Invoice.objects.filter(status__in=UNPAID, first_failed_at__isnull=False)
    return Subscription.objects.select_related("plan", "price", "customer__card").prefetch_related(
        Prefetch("invoices", queryset=unpaid.order_by("first_failed_at"), to_attr="unpaid")
    )


def with_unpaid(subscription: Subscription, invoices: Iterable[Invoice]) -> Subscription:
    """The subscription as if it came from `known_subscriptions`: its invoices are at hand."""
    failed = [one for one in invoices if one.status in UNPAID and one.first_failed_at]
    failed.sort(key=lambda one: one.first_failed_at or one.created_at)
    subscription.unpaid = failed  # type: ignore[attr-defined]  # as the prefetch does
    return subscription


def facts_of(subscription: Subscription) -> Facts:
    """What the rules need to know of a subscription that came from `known_subscriptions`."""
    return Facts(
        plan=subscription.plan.key,
        status=subscription.status,
        period_end=subscription.period_end,
        debt=_debt(subscription),
        trial_end=subscription.trial_end,
        cancel_at=subscription.cancel_at,
        ended_at=subscription.ended_at,
        end_cause=Cause(subscription.end_cause) if subscription.end_cause else None,
        is_paused=subscription.is_paused,
        resumes_at=subscription.resumes_at,
        card_expires_at=card_expires_at(getattr(subscription.customer, "card", None)),
        taken_back_at=_taken_back_at(subscription),
        is_yearly=subscription.price is not None
        and subscription.price.interval == Price.Interval.YEAR,
        known_since=subscription.fetched_at,
    )


def _debt(subscription: Subscription) -> Debt | None:
    oldest: list[Invoice] = subscription.unpaid  # type: ignore[attr-defined]  # prefetched to it
    if not oldest or oldest[0].first_failed_at is None:
        return None
    return Debt(oldest[0].first_failed_at, Cause(oldest[-1].failure or Cause.PAYMENT_FAILED))


def owed(subscription: Subscription) -> Money | None:
    """What is due of a subscription that came from `known_subscriptions`, if something is."""
    unpaid: list[Invoice] = subscription.unpaid  # type: ignore[attr-defined]  # prefetched to it
    due = [invoice for invoice in unpaid if invoice.status == "open"]
    return Money(sum(one.amount_minor for one in due), due[0].currency) if due else None


def _taken_back_at(subscription: Subscription) -> datetime | None:
    """When the payment was made that a bank took back: asked for where that ended it."""
    if subscription.end_cause != Cause.CHARGEBACK:
        return None
    lost = subscription.invoices.filter(dispute="lost").order_by("-created_at").first()
    return lost.paid_at or lost.created_at if lost else None


def card_expires_at(card: Card | None) -> datetime | None:
    """The last second of the month printed on the card, in UTC."""
    if card is None:
        return None
    last_day = monthrange(card.exp_year, card.exp_month)[1]
    return datetime(card.exp_year, card.exp_month, last_day, 23, 59, 59, tzinfo=UTC)


def standings_of(reader_id: int, now: datetime) -> list[tuple[Subscription, Standing]]:
    """A reader's subscriptions and where each stands, those that read first, then the mendable."""
    rows = [(s, standing_of(facts_of(s), policy(), now)) for s in subscriptions_of(reader_id)]
    order = list(State)
    return sorted(rows, key=lambda row: (not row[1].reads, order.index(row[1].state)))


def running_subscription(reader_id: int, now: datetime) -> tuple[Subscription, Standing] | None:
    """The subscription that a reader has or can mend; one that never began is none."""
    over = {State.ENDED, State.PENDING}
    rows = standings_of(reader_id, now)
    return next((row for row in rows if row[1].state not in over), None)


def has_running_subscription(reader_id: int, now: datetime) -> bool:
    """True while the reader has a subscription that is, or would again be, charged."""
    ended = {State.ENDED, State.PENDING, State.CANCELING}
    return any(standing.state not in ended for _, standing in standings_of(reader_id, now))


def customer_of(reader: Reader) -> Customer | None:
    """The reader as the payment company knows them, if it does."""
    return Customer.objects.select_related("card").filter(reader=reader).first()


def invoices_of(reader_id: int) -> QuerySet[Invoice]:
    """A reader's invoices, the latest first."""
    rows = Invoice.objects.select_related("subscription")
    return rows.filter(customer__reader_id=reader_id)


def debts_of(customer: Customer) -> QuerySet[Invoice]:
    """A customer's unpaid invoices on which a try has failed, the oldest first."""
    return open_invoices_of(customer).filter(first_failed_at__isnull=False)


def open_invoices_of(customer: Customer) -> QuerySet[Invoice]:
    """The invoices that a customer may pay, the oldest first.

    A first payment that was never finished is not among them once another subscription is there:
    paying it would be buying twice.
    """
    another = customer.subscriptions.exclude(status__in=(*ENDED_STATUSES, "incomplete"))
    is_first = Q(subscription__status="incomplete")
    return customer.invoices.filter(~is_first | ~Exists(another), status="open").order_by(
        "created_at"
    )


def waits_for_the_bank(reader_id: int) -> bool:
    """True while a payment of the reader's waits to be confirmed or finished."""
    customer = Customer.objects.filter(reader_id=reader_id).first()
    return customer is not None and open_invoices_of(customer).exclude(payment_id="").exists()


def offered_plans() -> QuerySet[Plan]:
    """The plans on the subscribe page, each with its offered `prices_shown`."""
    prices = Price.objects.filter(is_offered=True).order_by("amount_minor")
    return (
        Plan.objects.filter(is_offered=True, prices__is_offered=True)
        .distinct()
        .prefetch_related(Prefetch("prices", queryset=prices, to_attr="prices_shown"))
    )


def cheapest_price() -> Money | None:
    """The least that a month costs, or None when nothing is sold by the month."""
    price = (
        Price.objects.filter(is_offered=True, plan__is_offered=True, interval=Price.Interval.MONTH)
        .order_by("amount_minor")
        .first()
    )
    return price.money if price else None


def next_due_at(after: datetime) -> datetime | None:
    """When the next subscription falls due after `after`: for a clock that is turned in steps."""
    row = Subscription.objects.filter(due_at__gt=after).order_by("due_at").first()
    return row.due_at if row else None
