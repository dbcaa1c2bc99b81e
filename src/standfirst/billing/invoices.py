"""Mirroring invoices: what is known already is not written again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from standfirst.billing.mirror import InvoiceNews
from standfirst.billing.models import Invoice, Receipt, Subscription
from standfirst.billing.queries import UNPAID


def mirror_invoices(subscription: Subscription, told: Iterable[InvoiceNews]) -> list[Invoice]:
    """Writes down what is new of a subscription's latest invoices; gives those that are unpaid.

    One statement if nothing is new. The subscription's row is locked by whoever calls: nobody
    else writes its invoices meanwhile.
    """
    news = {one.id: one for one in told}
    unpaid = Q(subscription=subscription, status__in=UNPAID)
    rows = Invoice.objects.filter(Q(company_id__in=news) | unpaid).order_by()
    known = {row.company_id: row for row in rows}
    for company_id, one in news.items():
        known[company_id] = _mirrored(subscription, one, known.get(company_id))
    return [row for row in known.values() if row.subscription_id == subscription.pk]


def _mirrored(subscription: Subscription, news: InvoiceNews, known: Invoice | None) -> Invoice:
    columns: dict[str, Any] = {
        "customer_id": subscription.customer_id,
        "subscription_id": subscription.pk,
        "number": news.number,
        "status": news.status,
        "amount_minor": news.amount_minor,
        "currency": news.currency,
        "created_at": news.created_at,
        "failure": news.failure or "",
        "payment_id": news.payment_id,
        "hosted_url": news.hosted_url,
        "pdf_url": news.pdf_url,
        "tax_minor": news.tax_minor,
        "paid_at": news.paid_at,
    }
    if known is not None and news.failure is None and _is_as(known, columns):
        return known
    dates = [known.first_failed_at if known else None, _told_failure(news)]
    columns["first_failed_at"] = min((date for date in dates if date), default=None)
    if known is None:
        return Invoice.objects.create(company_id=news.id, **columns)
    for name, value in columns.items():
        setattr(known, name, value)
    known.save(update_fields=list(columns))
    return known


def _is_as(row: Invoice, columns: dict[str, object]) -> bool:
    return all(getattr(row, name) == value for name, value in columns.items())


def _told_failure(news: InvoiceNews) -> datetime | None:
    """When the first try failed: as the webhooks told, else when the invoice was finalized.

    The date of an invoice's first failure is the earliest that any source gives.
    """
    if news.failure is None:
        return None
    told = Receipt.objects.filter(object_id=news.id, kind="invoice.payment_failed")
    first = told.order_by("happened_at").first()
    return first.happened_at if first else news.failed_at
