"""Money that goes back: refunds, and payments that a reader's bank took back.

What is mirrored comes from a fresh fetch, never from a webhook, and a refund that was made in the
payment company's own screens counts as one made here.
"""

from datetime import datetime

import structlog
from django.db import transaction

from standfirst.billing import actions
from standfirst.billing.changing import end_now
from standfirst.billing.mirror import ReversalNews
from standfirst.billing.models import Customer, Invoice, Subscription
from standfirst.billing.operations import next_key, operation
from standfirst.billing.rules import ENDED_STATUSES, Cause
from standfirst.billing.stripe import reversals
from standfirst.events.actions import record
from standfirst.kernel.errors import InputError
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader

log = structlog.get_logger(__name__)

LOST = "lost"
WON = frozenset({"won", "warning_closed", "prevented"})
"""How disputes close; every other word of the company's is one of an open dispute."""


def refundable(invoice: Invoice) -> Money:
    """What can still be given back of an invoice."""
    is_back = invoice.status != "paid" or not invoice.payment_id or invoice.dispute == LOST
    left = 0 if is_back else invoice.amount_minor - invoice.refunded_minor
    return Money(max(0, left), invoice.currency)


def refund(
    invoice: Invoice,
    amount: Money | None,
    *,
    ends_access: bool,
    by: Reader | None,
    why: str,
    now: datetime,
    refunded_before: int | None = None,
) -> Invoice:
    """Gives back `amount` of a paid invoice, or all that is left; may end the subscription now.

    `by` is who in the newsroom does it, none for the reader's own right. `refunded_before`, in
    minor units, is what had been given back when the form was shown: a form that is sent twice
    gives back once. Raises InputError for a sum that is not there, PaymentError when the company
    refuses or is away.
    """
    sum_ = _checked(invoice, amount, refunded_before)
    reader_id = invoice.customer.reader_id
    name = next_key(f"refund-{invoice.company_id}")
    with operation("refund", reader_id, now=now, key=name) as key:
        reversals.refund(
            invoice.payment_id,
            amount_minor=sum_.amount_minor,
            by=str(by.pk) if by else "",
            why=why,
            ends_access=ends_access,
            key=key,
        )
    sync_reversals(invoice.customer, now=now, also=invoice.payment_id)
    invoice.refresh_from_db()
    return invoice


def _checked(invoice: Invoice, amount: Money | None, refunded_before: int | None) -> Money:
    left = refundable(invoice)
    if refunded_before is not None and refunded_before != invoice.refunded_minor:
        raise InputError(
            "Money has been given back since you opened this page.",
            help="Look at what is left, and try again.",
            code="refund_outdated",
        )
    if left.amount_minor <= 0:
        raise InputError("There is nothing left to give back.", code="nothing_to_refund")
    if amount is None:
        return left
    if amount.currency != left.currency or not 0 < amount.amount_minor <= left.amount_minor:
        raise InputError(
            f"You can give back up to {left}.",
            help="Enter a smaller sum.",
            code="refund_too_much",
        )
    return amount


def sync_reversals(customer: Customer, *, now: datetime, also: str = "") -> None:
    """Fetches and mirrors what went back of a customer's payments, and ends what that ends.

    Idempotent. Raises PaymentError when the company does not answer.
    """
    touched = customer.invoices.filter(refunded_minor__gt=0) | customer.invoices.exclude(dispute="")
    known = {*touched.values_list("payment_id", flat=True), also}
    for news in reversals.fetch_reversals(customer.company_id, known=known):
        take_reversal(news, now=now)


def take_reversal(news: ReversalNews, *, now: datetime) -> None:
    """Mirrors what went back of a payment, and ends what that ends. Idempotent."""
    invoice = _mirror(news, now=now)
    cause = _cause_of_end(news)
    if invoice and invoice.subscription and cause:
        _end(invoice.subscription, cause, now=now)


@transaction.atomic
def _mirror(news: ReversalNews, *, now: datetime) -> Invoice | None:
    """Writes down what went back and records what is new of it; None for what is not ours."""
    rows = Invoice.objects.select_for_update().filter(payment_id=news.payment_id)
    invoice = rows.first()
    if invoice is None:
        return None
    _record_refund(invoice, news, now)
    _record_dispute(invoice, news.dispute, now)
    invoice.refunded_minor = news.refunded_minor
    if news.dispute not in {"", invoice.dispute} and not _is_overtaken(invoice, news.dispute):
        invoice.dispute = news.dispute
    invoice.save(update_fields=["refunded_minor", "dispute"])
    return invoice


def _is_overtaken(invoice: Invoice, dispute: str) -> bool:
    """True for a fetch that began before the dispute was closed, and ends after it."""
    return _is_closed(invoice.dispute) and not _is_closed(dispute)


def _is_closed(dispute: str) -> bool:
    return dispute == LOST or dispute in WON


def _record_refund(invoice: Invoice, news: ReversalNews, now: datetime) -> None:
    grown = news.refunded_minor - invoice.refunded_minor
    if grown == 0:
        return
    record(
        "invoice.refunded" if grown > 0 else "invoice.refund_failed",
        now,
        reader_id=invoice.customer.reader_id,
        invoice=invoice.company_id,
        number=invoice.number,
        amount_minor=abs(grown),
        currency=invoice.currency,
        by=news.by,
        why=news.why,
        ends_access=news.ends_access,
    )


def _record_dispute(invoice: Invoice, dispute: str, now: datetime) -> None:
    """An opened dispute is told before a closed one, also when only the close was seen."""
    if not dispute or _is_overtaken(invoice, dispute):
        return
    reader_id, about = invoice.customer.reader_id, invoice.company_id
    if not invoice.dispute:
        record("dispute.opened", now, reader_id=reader_id, invoice=about, number=invoice.number)
    if _is_closed(dispute) and invoice.dispute != dispute:
        kind = "dispute.lost" if dispute == LOST else "dispute.won"
        record(kind, now, reader_id=reader_id, invoice=about, number=invoice.number)


def _cause_of_end(news: ReversalNews) -> Cause | None:
    """While a dispute is open the reader reads on; one that was lost ends the subscription."""
    if news.dispute == LOST:
        return Cause.CHARGEBACK
    return Cause.REFUNDED if news.ends_access and news.refunded_minor else None


def _end(subscription: Subscription, cause: Cause, *, now: datetime) -> None:
    if subscription.status in ENDED_STATUSES:
        return
    key = f"end-{cause}-{subscription.company_id}"
    with operation("end_now", subscription.customer.reader_id, now=now, key=key):
        end_now(subscription, cause=cause, key=key)
    actions.sync_subscription(subscription.company_id, now=now)
