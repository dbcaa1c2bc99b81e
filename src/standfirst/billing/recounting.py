"""Comparing what went back with the payment company: every refund and dispute, page by page.

A subscription that runs on does not show that money of it went back, so the comparison of
subscriptions (`reconciling`) does not see it. What differs is fetched, mirrored and drift.
"""

import time
from collections.abc import Iterable
from datetime import datetime

import structlog

from standfirst.billing import inbox, reconciling, refunding
from standfirst.billing.models import Invoice, Receipt, Reconciliation
from standfirst.billing.reconciling import PATIENCE_S, Comparison
from standfirst.billing.stripe import comparing, reversals
from standfirst.billing.stripe.comparing import Glimpse
from standfirst.kernel.errors import PaymentError

log = structlog.get_logger(__name__)

LISTS = {"refunds": comparing.refunds_after, "disputes": comparing.disputes_after}
FOLLOWING = {"refunds": "disputes/", "disputes": ""}


def begin(now: datetime) -> None:
    """Has all that went back compared from the first page on."""
    told = {"ran_at": now, "looked_at": 0, "cursor": ""}
    Reconciliation.objects.update_or_create(name=Comparison.REVERSALS, defaults=told)


def compare_reversals(now: datetime, *, seconds: float = PATIENCE_S) -> bool:
    """Compares refunds, then disputes, from where the cursor stands; True when more are left.

    A page at a time is held. Raises PaymentError when the company does not answer: the cursor
    stays, and the next call goes on there.
    """
    stops = time.monotonic() + seconds
    row = Reconciliation.objects.get(name=Comparison.REVERSALS)
    while time.monotonic() < stops:
        name, _, last_id = (row.cursor or "refunds/").partition("/")
        page = LISTS[name](last_id)
        for payment_id in differing(page.reversals):
            _check_or_pass(payment_id, now)
        row.cursor = f"{name}/{page.last_id}" if page.last_id else FOLLOWING[name]
        row.looked_at += len(page.reversals)
        row.save(update_fields=["cursor", "looked_at"])
        if not row.cursor:
            return False
    return True


def differing(page: Iterable[Glimpse]) -> list[str]:
    """The payments of ours of which something else went back than is mirrored; one statement."""
    told = list(page)
    rows = Invoice.objects.filter(payment_id__in={one.payment_id for one in told})
    kept = {row.payment_id: row for row in rows}
    return list(
        {
            one.payment_id: None
            for one in told
            if (row := kept.get(one.payment_id)) and _differs(one, row)
        }
    )


def _differs(told: Glimpse, kept: Invoice) -> bool:
    is_other_sum = told.refunded_minor not in {None, kept.refunded_minor}
    return told.is_doubtful or is_other_sum or told.dispute not in {None, kept.dispute}


def _check_or_pass(payment_id: str, now: datetime) -> None:
    """One payment that the company refuses to tell of does not hold up the others."""
    try:
        check(payment_id, now=now)
    except PaymentError as fault:
        if fault.code == "payment_unreachable":
            raise
        log.warning("reversal.not_compared", payment=payment_id, code=fault.code)


def check(payment_id: str, *, now: datetime) -> None:
    """Fetches and mirrors what went back of a payment, and records what was not known as drift."""
    invoices = Invoice.objects.select_related("subscription__customer")
    before = invoices.get(payment_id=payment_id)
    is_awaited = reconciling.news_comes() or _is_told_of(before)
    refunding.take_reversal(reversals.fetch_reversal(payment_id), now=now)
    after = invoices.get(payment_id=payment_id)
    was, found = _gone_back(before), _gone_back(after)
    if after.subscription is not None and was != found and not is_awaited:
        by = Comparison.REVERSALS
        reconciling.note_drift(after.subscription, was, found, by=by, now=now)


def _gone_back(invoice: Invoice) -> dict[str, object]:
    return {"refunded_minor": invoice.refunded_minor, "dispute": invoice.dispute}


def _is_told_of(invoice: Invoice) -> bool:
    """True while a webhook about money of this reader waits in the inbox; one that names nobody
    may be about anybody."""
    waiting = Receipt.objects.filter(state=Receipt.State.NEW)
    owners = {"", invoice.customer.company_id}
    kinds = waiting.filter(customer_id__in=owners).values_list("kind", flat=True)
    return any(kind.startswith(inbox.OF_MONEY_BACK) for kind in kinds)
