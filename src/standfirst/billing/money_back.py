"""What goes back to a reader who withdraws from the contract: pure, in whole minor units.

The law (Directive 2011/83/EU, articles 9, 13 and 14) gives 14 days. All that was paid goes back,
less the share of the days used if the reader had asked for it to begin at once. Whatever does not
come out even is rounded in the reader's favour: a day counts once it is over, a fraction never.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Paid:
    """A payment and the time that it pays for. `refunded_minor` has gone back already."""

    amount_minor: int
    from_at: datetime
    until: datetime
    refunded_minor: int = 0


def withdrawal_ends(started_at: datetime, *, days: int, zone: ZoneInfo) -> datetime:
    """When the right to withdraw is over: the end of the last of the days, which are counted from
    the day after the contract began and do not run out on a Saturday or Sunday.

    Regulation 1182/71, article 3. Public holidays are not known here.
    """
    last = started_at.astimezone(zone).date() + timedelta(days=days)
    while last.weekday() >= SATURDAY:
        last += ONE_DAY
    return datetime.combine(last + ONE_DAY, time(), tzinfo=zone)


def kept_minor(paid: Paid, until: datetime) -> int:
    """What pays for the days used up to `until`: whole days, and the sum rounded down.

    A day that was only begun counts among those paid for, and not among those used.
    """
    days = -((paid.from_at - paid.until) // ONE_DAY)
    used = min(max((until - paid.from_at) // ONE_DAY, 0), days)
    return paid.amount_minor * used // days if days > 0 else 0


def back_minor(paid: Paid, until: datetime, *, begun_on_request: bool) -> int:
    """What is still to go back of one payment."""
    kept = kept_minor(paid, until) if begun_on_request else 0
    return max(paid.amount_minor - kept - paid.refunded_minor, 0)


def shared_out(amount_minor: int, payments: Iterable[Paid]) -> list[int]:
    """A sum shared out over payments, in their order, none given back more than was paid."""
    shares = []
    for paid in payments:
        share = min(amount_minor, max(paid.amount_minor - paid.refunded_minor, 0))
        shares.append(share)
        amount_minor -= share
    return shares
