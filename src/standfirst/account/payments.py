"""What the account page shows of a reader's subscription, card and invoices."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.http import HttpRequest

from standfirst.access import queries as access
from standfirst.account.card import card_facts
from standfirst.billing import queries, withdrawing
from standfirst.billing.models import Price, Subscription
from standfirst.billing.rules import Standing, State
from standfirst.kernel.money import Money
from standfirst.readers.queries import reader_of

INVOICES_SHOWN = 12


CHARGED_NEXT = frozenset({State.ACTIVE, State.EXPIRING_CARD, State.TRIALING})


@dataclass(frozen=True)
class Row:
    """A subscription that runs or can be mended, with what its part of the page says."""

    subscription: Subscription
    standing: Standing

    @property
    def is_charged_next(self) -> bool:
        """True when the next payment is at the end of what is paid."""
        return self.standing.state in CHARGED_NEXT and not self.subscription.is_paused

    @property
    def next_sum(self) -> Money | None:
        """What is charged then, the discount taken off."""
        return self.subscription.charged_at(self.subscription.period_end)

    @property
    def due(self) -> Money | None:
        """What is owed, of one that is unpaid."""
        if self.standing.state not in {State.GRACE, State.HELD}:
            return None
        return queries.owed(self.subscription)

    @property
    def can_pause(self) -> bool:
        """A year that is paid ahead is not paused, and a debt comes first."""
        price = self.subscription.price
        is_yearly = price is not None and price.interval == Price.Interval.YEAR
        return self.is_charged_next and not is_yearly


def payment_facts(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """Subscription and standing, what ended or stands in the way, card, invoices, live grants."""
    rows = queries.standings_of(reader_of(request).pk, now)
    running = [row for row in rows if row[1].state not in {State.ENDED, State.PENDING}]
    ended = [standing for _, standing in rows if standing.state is State.ENDED]
    grants = access.grants_of(reader_of(request))
    invoices = list(queries.invoices_of(reader_of(request).pk)[: INVOICES_SHOWN + 1])
    obstacles = access.entitlement_of_request(request).obstacles
    return {
        "subscription": running[0][0] if running else None,
        "standing": running[0][1] if running else None,
        "running": [Row(*row) for row in running],
        "ended": _latest(ended),
        "obstacle": obstacles[0] if obstacles else None,
        "grants": [g for g in grants if g.starts_at <= now and (not g.ends_at or now < g.ends_at)],
        "invoices": invoices[:INVOICES_SHOWN],
        "has_more_invoices": len(invoices) > INVOICES_SHOWN,
        "withdraws_until": _withdraws_until([row[0] for row in running], now),
        **card_facts(request),
    }


def _withdraws_until(running: list[Subscription], now: datetime) -> datetime | None:
    """The last moment at which one of these contracts can be withdrawn from, if there is one."""
    ends = [withdrawing.ends_at(subscription) for subscription in running]
    still = [moment - timedelta(seconds=1) for moment in ends if moment > now]
    return max(still, default=None)


def _latest(ended: list[Standing]) -> Standing | None:
    dated = [(standing.on, standing) for standing in ended if standing.on]
    return max(dated, key=itemgetter(0))[1] if dated else None
