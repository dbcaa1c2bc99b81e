"""Any life, told in any way: events twice, crossed, late or lost end where the same life in order
ends; whoever has paid reads, and nobody reads past the grace.

Twenty lives by default, always the same. `HYPOTHESIS_PROFILE=thorough` tells five hundred others.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from standfirst.billing import (
    changing,
    inbox,
    queries,
    reconciling,
    refunding,
    sales,
    sweeping,
    switching,
)
from standfirst.billing.models import Invoice, Price, Reconciliation, Subscription
from standfirst.billing.reconciling import Comparison
from standfirst.billing.rules import State
from standfirst.billing.stripe import reading
from standfirst.config import sandbox as house
from standfirst.config import wiring
from standfirst.kernel.errors import StandfirstError
from standfirst.readers.models import Reader
from standfirst.sandbox.company import Sandbox
from tests.conftest import DAY_0
from tests.stories.conftest import DECLINES_LATER, GOOD, HERE, NEEDS_BANK, Publication

IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
LIVES = 500 if IS_THOROUGH else 20
HOLD = timedelta(days=14)
GOLDEN = (5**0.5 - 1) / 2
"""Each day is looked at by another time of day. The clock runs on while a life is told: at the
very moment when something falls due either answer would be right."""

Told = list[bytes]
Courier = Callable[[Told, bool], Told]


@dataclass
class Life:
    """One telling of a life: the publication that hears of it, and how it is told."""

    courier: Publication
    reader: Reader
    tell: Courier
    captured: Told = field(default_factory=list)

    def on(self, day: float) -> datetime:
        """A day comes: what falls due at the company happens, some of it is told, ours is done.

        What was not told is asked for the same day, as every ten minutes in earnest: whoever hears
        of a debt a month late ends it a month late, and that would be another life.
        """
        now = self.courier.clock.to(f"day {day + 0.9 * (int(day) * GOLDEN % 1)}")
        for _ in range(2):
            self.settle(now, is_last=False)
        Reconciliation.objects.get_or_create(name=Comparison.EVENTS)
        reconciling.compare_events(now)
        self.settle(now, is_last=False)
        return now

    def settle(self, now: datetime, *, is_last: bool) -> None:
        """The company bills, the post comes, the inbox and what fell due are worked off."""
        self.courier.company.run_due(now)
        self.courier.company.deliver(self._capture)
        for body in self.tell(self.captured, is_last):
            inbox.keep_receipt(reading.event_of(json.loads(body)), received_at=timezone.now())
        inbox.work_off(now)
        sweeping.sweep_due(now)

    def _capture(self, body: bytes, _headers: dict[str, str]) -> int:
        self.captured.append(body)
        return 200

    def reconcile(self, now: datetime) -> None:
        """What the next hours and the next night bring, once all webhooks there are have come."""
        self.settle(now, is_last=True)
        later = self.courier.clock.forward(days=1, hours=1)
        self.courier.company.run_due(later)
        reconciling.compare_events(later)
        assert reconciling.is_night_due(later)
        assert not reconciling.compare_subscriptions(later)
        for _ in range(3):
            self.settle(later, is_last=True)

    def outcome(self) -> list[object]:
        """Where it ended, without ids, which differ."""
        found: list[object] = []
        for one in Subscription.objects.order_by("started_at", "pk").select_related("price"):
            price = one.price.label if one.price else ""
            told = (one.trial_end, one.cancel_at, one.ended_at, one.resumes_at, one.period_end)
            dates = [hour_of(date) for date in told if date]
            next_price = one.next_price.label if one.next_price else ""
            found.append((one.state, one.status, one.end_cause, price, next_price, dates))
        for bill in Invoice.objects.order_by("created_at", "amount_minor", "pk"):
            drawn_up = hour_of(bill.created_at)
            found.append((bill.status, bill.amount_minor, bill.refunded_minor, drawn_up))
        decision = self.courier.decision(self.reader)
        return [*found, decision.allowed, decision.reason]


def hour_of(moment: datetime) -> datetime:
    """The moment without what the telling itself took: the clock runs on meanwhile."""
    return moment.replace(minute=0, second=0, microsecond=0)


def in_order(captured: Told, _is_last: bool) -> Told:
    """Every event at once, as it happened."""
    told, captured[:] = list(captured), []
    return told


def disturbed(seed: int) -> Courier:
    """Twice, crossed, late, lost."""
    dice = Random(seed)

    def tell(captured: Told, is_last: bool) -> Told:
        kept = [body for body in captured if dice.random() > 0.2]
        late = [] if is_last else [body for body in kept if dice.random() < 0.4]
        told = [body for body in kept if body not in late]
        told += [body for body in told if dice.random() < 0.3]
        dice.shuffle(told)
        captured[:] = late
        return told

    return tell


def act(life: Life, what: str, now: datetime) -> None:
    """The reader, their bank or the publisher does something, if it can be done just now."""
    with suppress(StandfirstError):
        ACTS[what](life, now)


def breaks_card(life: Life, number: str) -> None:
    """The bank treats the card on file otherwise from now on."""
    customer = queries.customer_of(life.reader)
    if customer is not None and hasattr(customer, "card"):
        life.courier.company.turn_card(customer.card.company_id, number=number)


def refunds(life: Life, now: datetime, *, ends: bool) -> None:
    """The publisher gives the last payment back."""
    invoice = Invoice.objects.filter(status="paid").order_by("-created_at").first()
    if invoice is not None:
        refunding.refund(invoice, None, ends_access=ends, by=None, why="asked", now=now)


def switches(life: Life, now: datetime) -> None:
    """The reader takes the other plan."""
    running = queries.running_subscription(life.reader.pk, now)
    if running is not None and running[0].price is not None:
        other = Price.objects.exclude(plan=running[0].plan).get(interval=running[0].price.interval)
        quote = switching.preview_switch(life.reader, other, now=now)
        switching.switch(life.reader, quote, now=now)


def joins_again(life: Life, _now: datetime) -> None:
    """The reader buys once more, when nothing runs."""
    if queries.running_subscription(life.reader.pk, life.courier.clock.now()) is None:
        buys(life)


def buys(life: Life) -> None:
    """The reader buys on the company's page and comes back."""
    price = Price.objects.get(plan__key="courier", interval="month")
    now = life.courier.clock.now()
    page = sales.start_checkout(life.reader, price, success_url=HERE, cancel_url=HERE, now=now)
    life.courier.fills_in(page.id)
    sales.finish_checkout(life.reader, page.id, now=now)


ACTS: dict[str, Callable[[Life, datetime], object]] = {
    "nothing": lambda life, now: None,
    "bank declines": lambda life, now: breaks_card(life, DECLINES_LATER),
    "bank asks": lambda life, now: breaks_card(life, NEEDS_BANK),
    "bank relents": lambda life, now: breaks_card(life, GOOD),
    "new card": lambda life, now: life.courier.gives_card(life.reader),
    "cancels": lambda life, now: changing.set_ending(life.reader, ends=True, now=now),
    "resumes": lambda life, now: changing.resume(life.reader, now=now),
    "pauses": lambda life, now: changing.pause(
        life.reader, until=now + timedelta(days=40), now=now
    ),
    "switches": switches,
    "refund": lambda life, now: refunds(life, now, ends=False),
    "refund and end": lambda life, now: refunds(life, now, ends=True),
    "joins again": joins_again,
}

steps = st.lists(
    st.tuples(st.integers(2, 45), st.sampled_from(sorted(ACTS))), min_size=1, max_size=8
)


@contextmanager
def a_world(courier: Publication, tell: Courier) -> Iterator[Life]:
    """A publication and a company that forget all when the life is over."""
    courier.clock.to("day 0")
    path = django_settings.DATA_DIR / "sandbox.sqlite3"
    courier.company.close()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    house.sandbox.cache_clear()
    wiring.connect_payment()
    courier.company = house.sandbox()
    mark = transaction.savepoint()
    try:
        life = Life(courier, courier.joins("Ada"), tell)
        buys(life)
        yield life
    finally:
        transaction.savepoint_rollback(mark)


def lived(courier: Publication, days: list[tuple[int, str]], tell: Courier) -> list[object]:
    """Where a life ends that is told so, after reconciliation."""
    with a_world(courier, tell) as life:
        day = 0
        for gap, what in days:
            day += gap
            act(life, what, life.on(day))
        life.on(day + 5)
        now = life.on(day + 9)
        life.reconcile(now)
        return life.outcome()


def thoroughly(lives: int) -> settings:
    """So many examples; the same ones every time unless one looks for others."""
    return settings(
        max_examples=lives,
        deadline=None,
        derandomize=not IS_THOROUGH,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@thoroughly(LIVES)
@given(days=steps, seed=st.integers(0, 2**32))
def test_a_life_ends_the_same_however_it_is_told(
    courier: Publication, days: list[tuple[int, str]], seed: int
) -> None:
    wanted = lived(courier, days, in_order)
    got = lived(courier, days, disturbed(seed))
    note(f"in order:  {wanted}")
    note(f"disturbed: {got}")
    assert got == wanted


@thoroughly(LIVES)
@given(days=steps)
def test_whoever_has_paid_reads_and_nobody_reads_past_the_grace(
    courier: Publication, days: list[tuple[int, str]]
) -> None:
    with a_world(courier, in_order) as life:
        day = 0
        for gap, what in days:
            day += gap
            now = life.on(day)
            act(life, what, now)
            expect_fair(life, life.on(day + 0.01))


def expect_fair(life: Life, now: datetime) -> None:
    """What the company's own book says of the reader is what the gate says."""
    decision = life.courier.decision(life.reader)
    over = (State.ENDED, State.PAUSED, State.PENDING)
    running = Subscription.objects.exclude(state__in=over).first()
    if running is None:
        return
    unpaid = unpaid_in(life.courier.company, running.company_id)
    note(f"{now}: {decision} with {unpaid} unpaid")
    if not unpaid:
        assert decision.allowed
    elif min(unpaid) + HOLD <= now:
        assert not decision.allowed


def unpaid_in(company: Sandbox, subscription_id: str) -> list[datetime]:
    """When invoices that are due and were tried were drawn up, by the company's own book."""
    with company.store.reading() as connection:
        rows = connection.execute(
            "SELECT body FROM object WHERE kind = 'invoice' AND parent = ? AND status = 'open'",
            (subscription_id,),
        ).fetchall()
    bills = [json.loads(row[0]) for row in rows]
    return [
        datetime.fromtimestamp(bill["created"], DAY_0.tzinfo) for bill in bills if bill["attempted"]
    ]
