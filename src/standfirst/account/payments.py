"""What the account page shows of a reader's subscription, card and invoices."""

from datetime import datetime
from operator import itemgetter
from typing import Any

from django.http import HttpRequest

from standfirst.access import queries as access
from standfirst.account.card import card_facts
from standfirst.billing import queries
from standfirst.billing.rules import Standing, State
from standfirst.readers.queries import reader_of

INVOICES_SHOWN = 24


def payment_facts(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """Subscription and standing, what ended or stands in the way, card, invoices, live grants."""
    rows = queries.standings_of(reader_of(request).pk, now)
    running = [row for row in rows if row[1].state not in {State.ENDED, State.PENDING}]
    ended = [standing for _, standing in rows if standing.state is State.ENDED]
    grants = access.grants_of(reader_of(request))
    obstacles = access.entitlement_of_request(request).obstacles
    return {
        "subscription": running[0][0] if running else None,
        "standing": running[0][1] if running else None,
        "ended": _latest(ended),
        "obstacle": obstacles[0] if obstacles else None,
        "grants": [g for g in grants if g.starts_at <= now and (not g.ends_at or now < g.ends_at)],
        "invoices": list(queries.invoices_of(reader_of(request).pk)[:INVOICES_SHOWN]),
        **card_facts(request),
    }


def _latest(ended: list[Standing]) -> Standing | None:
    dated = [(standing.on, standing) for standing in ended if standing.on]
    return max(dated, key=itemgetter(0))[1] if dated else None
