"""Changing the publication's schedule: what a new version would do, and putting it in force.

A version is added and never changed. What is due of running subscriptions is worked out anew by
the next sweep.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from standfirst.billing import queries
from standfirst.billing.models import Invoice, Price, ScheduleVersion, Subscription
from standfirst.billing.rules import Debt, Policy, State
from standfirst.events.actions import record
from standfirst.kernel.errors import InputError
from standfirst.readers.models import Reader

DAYS = (
    "reminder_day",
    "last_days",
    "hold_day",
    "cancel_day",
    "card_first_days",
    "card_again_days",
    "renewal_days",
)
"""The columns of a version that are the schedule."""

CHUNK = 500


class Effect(StrEnum):
    """What a new version does to a subscription that is unpaid when it comes into force."""

    KEEPS = "keeps"
    LONGER = "longer"
    OPENS = "opens"
    STAYS_HELD = "stays_held"
    ENDS_NOW = "ends_now"


@dataclass(frozen=True)
class Effects:
    """What a new version would do at once: how many unpaid subscriptions meet which effect and
    have how many days of grace then, and for how many others the day of a notice moves."""

    unpaid: Counter[tuple[Effect, int]]
    yearly: int = 0
    cards: int = 0


def versions() -> QuerySet[ScheduleVersion]:
    """Every version, the latest first, with who made it."""
    return ScheduleVersion.objects.select_related("made_by").order_by("-from_at")


def is_in_force(version: ScheduleVersion) -> bool:
    """True when the version would change nothing."""
    current = queries.policy().current
    return replace(queries.schedule_of(version), from_at=current.from_at) == current


def effects_of(version: ScheduleVersion, *, now: datetime) -> Effects:
    """What the version would do if it came into force now."""
    before = queries.policy()
    old, new = before.current, replace(queries.schedule_of(version), from_at=now)
    after = replace(before, schedules=(*before.schedules, new))
    running = Subscription.objects.exclude(state__in=(State.ENDED, State.PENDING))
    yearly = running.filter(price__interval=Price.Interval.YEAR)
    cards = running.filter(customer__card__isnull=False)
    cards_move = (old.card_first, old.card_again) != (new.card_first, new.card_again)
    return Effects(
        unpaid=Counter(effect_on(debt, before, after, now) for debt in _debts()),
        yearly=yearly.count() if old.renewal != new.renewal else 0,
        cards=cards.count() if cards_move else 0,
    )


def _debts() -> Iterator[Debt]:
    unpaid = queries.known_subscriptions().filter(state__in=(State.GRACE, State.HELD))
    for subscription in unpaid.iterator(chunk_size=CHUNK):
        if debt := queries.facts_of(subscription).debt:
            yield debt


def effect_on(debt: Debt, before: Policy, after: Policy, now: datetime) -> tuple[Effect, int]:
    """What a change of the schedule does to one debt, and its days of grace from then on.

    It never shortens a running grace.
    """
    since = debt.first_failed_at
    old, new = before.of_debt(since), after.of_debt(since)
    days = new.hold.days
    if since + new.cancel <= now < since + old.cancel:
        return Effect.ENDS_NOW, days
    if since + old.hold <= now:
        return Effect.OPENS if since + new.hold > now else Effect.STAYS_HELD, days
    return Effect.LONGER if new.hold > old.hold else Effect.KEEPS, days


@transaction.atomic
def change_schedule(version: ScheduleVersion, *, now: datetime, by: Reader) -> ScheduleVersion:
    """Puts a new version in force from now on and has what it touches worked out anew.

    This process goes by it at once, others within `queries.KEPT_S`.
    Raises InputError when a later version is in force, or it is the one in force.
    """
    if ScheduleVersion.objects.filter(from_at__gte=now).exists():
        raise InputError(
            "A schedule from a later moment is there already.", help="Look at the list and again."
        )
    if is_in_force(version):
        raise InputError("This is the schedule in force.", help="Change a day, or leave it.")
    version.pk, version.from_at, version.made_by = None, now, by
    version.save(force_insert=True)
    record(
        "schedule.changed",
        now,
        schedule=version.pk,
        days={name: getattr(version, name) for name in DAYS},
        by=by.email,
        why=version.why,
    )
    touched_by_schedule().update(due_at=now)
    queries.forget_policy()
    transaction.on_commit(queries.forget_policy)
    return version


def touched_by_schedule() -> QuerySet[Subscription]:
    """The subscriptions that have a debt, a card or a yearly price, and have not ended."""
    debts = Invoice.objects.filter(
        subscription=OuterRef("pk"), status__in=queries.UNPAID, first_failed_at__isnull=False
    )
    return Subscription.objects.exclude(state=State.ENDED).filter(
        Q(Exists(debts)) | Q(customer__card__isnull=False) | Q(price__interval=Price.Interval.YEAR)
    )
