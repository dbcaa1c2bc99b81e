"""Stripe's objects read into plain values. Nothing else knows their shapes.

Shapes of API version `client.API_VERSION`: the period's end stands on the subscription's item, an
invoice's subscription under `parent`, its payment intents under `payments`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from stripe.params import SubscriptionScheduleUpdateParamsPhase

from standfirst.billing.discounts import share_off, sum_off
from standfirst.billing.mirror import (
    CardNews,
    CheckoutNews,
    EventNews,
    InvoiceNews,
    PendingNews,
    PreviewNews,
    ReversalNews,
    SubscriptionNews,
)
from standfirst.billing.rules import Cause
from standfirst.billing.stripe.client import cause_of_decline, decline_words, moment
from standfirst.kernel.money import Money

NAME_LENGTH_MAX = 80
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


END_CAUSES = frozenset({Cause.ENDED_UNPAID, Cause.REFUNDED, Cause.CHARGEBACK})
"""The causes of an end that we tell the company ourselves."""


def id_of(reference: Any) -> str:
    """The id of something that may have been expanded, or nothing."""
    if reference is None:
        return ""
    return reference if isinstance(reference, str) else str(reference["id"])


def event_of(event: Mapping[str, Any]) -> EventNews:
    """What an event is about. Its snapshot is not believed: the object is fetched anew.

    Raises one of `client.UNREADABLE` for another shape.
    """
    about = event["data"]["object"]
    kind = about.get("object")
    subscription = about["id"] if kind == "subscription" else about.get("subscription")
    if kind == "invoice":
        subscription = _parent(about)
    customer = about["id"] if kind == "customer" else about.get("customer")
    return EventNews(
        id=_name(event["id"]),
        kind=_name(event["type"]),
        happened_at=moment(event["created"]) or EPOCH,
        object_id=_name(about.get("id") or ""),
        customer_id=_name(id_of(customer)),
        subscription_id=_name(id_of(subscription)),
    )


def _name(text: str) -> str:
    if len(text) > NAME_LENGTH_MAX or not text.isprintable():
        raise ValueError("an id that cannot be one")
    return text


def _parent(invoice: Mapping[str, Any]) -> Any:
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    return details.get("subscription")


def card_of(method: Mapping[str, Any] | None) -> CardNews | None:
    """A payment method, if it is a card."""
    card = method.get("card") if method else None
    if not method or not card:
        return None
    return CardNews(method["id"], card["brand"], card["last4"], card["exp_month"], card["exp_year"])


def checkout_of(session: Mapping[str, Any]) -> CheckoutNews:
    """What came of a checkout. A setup session is to be expanded with its `setup_intent`."""
    setup = session.get("setup_intent")
    return CheckoutNews(
        id=session["id"],
        is_complete=session["status"] == "complete",
        customer_id=id_of(session.get("customer")),
        subscription_id=id_of(session.get("subscription")),
        card_id=id_of(setup["payment_method"]) if isinstance(setup, Mapping) else "",
    )


def invoice_of(invoice: Mapping[str, Any], payment: Mapping[str, Any] | None = None) -> InvoiceNews:
    """An invoice; `payment` is its payment intent, fetched when the invoice is open."""
    failure = _failure(invoice, payment)
    finalized = moment(invoice["status_transitions"]["finalized_at"])
    created = moment(invoice["created"]) or EPOCH
    return InvoiceNews(
        id=invoice["id"],
        number=invoice.get("number") or "",
        status=invoice["status"],
        amount_minor=invoice["amount_due"],
        currency=invoice["currency"],
        created_at=created,
        failed_at=(finalized or created) if failure else None,
        failure=failure,
        payment_id=payment_id_of(invoice),
        hosted_url=invoice.get("hosted_invoice_url") or "",
        pdf_url=invoice.get("invoice_pdf") or "",
        tax_minor=_tax(invoice),
        paid_at=moment(invoice["status_transitions"].get("paid_at")),
        covers_until=_covers_until(invoice),
    )


def _tax(invoice: Mapping[str, Any]) -> int:
    return sum(row["amount"] for row in invoice.get("total_taxes") or [])


def _covers_until(invoice: Mapping[str, Any]) -> datetime | None:
    """The end of the time that an invoice asks money for; time given back does not count."""
    lines = (invoice.get("lines") or {}).get("data") or []
    return moment(max((line["period"]["end"] for line in lines if line["amount"] >= 0), default=0))


def preview_of(preview: Mapping[str, Any]) -> PreviewNews:
    """What an invoice would be that is not made yet."""
    balance = preview.get("starting_balance") or 0  # negative: the customer has credit
    return PreviewNews(
        due_minor=preview["amount_due"],
        tax_minor=_tax(preview),
        left_minor=max(0, -(preview["total"] + balance)),
        currency=preview["currency"],
        covers_until=_covers_until(preview) or EPOCH,
    )


def pending_of(invoice_id: str, payment: Mapping[str, Any]) -> PendingNews:
    """Why the payment that a switch waits for did not come."""
    error = payment.get("last_payment_error") or {}
    code, decline_code = error.get("code") or "", error.get("decline_code") or ""
    if payment["status"] == "requires_action":
        code = Cause.AUTHENTICATION_REQUIRED.value
    return PendingNews(
        invoice_id, cause_of_decline(code, decline_code), decline_words(code, decline_code)
    )


def phases_for(
    running: Mapping[str, Any], price_id: str
) -> list[SubscriptionScheduleUpdateParamsPhase]:
    """The phase that runs, as it is, and one with another price after it. A discount is named in
    both: a phase that names none has none."""
    first: SubscriptionScheduleUpdateParamsPhase = {
        "items": [
            {"price": id_of(i["price"]), "quantity": i["quantity"]} for i in running["items"]
        ],
        "start_date": running["start_date"],
        "end_date": running["end_date"],
    }
    then: SubscriptionScheduleUpdateParamsPhase = {
        "items": [{"price": price_id, "quantity": 1}],
        "proration_behavior": "none",
    }
    if kept := [id_of(one.get("discount")) for one in running.get("discounts") or []]:
        first["discounts"] = [{"discount": one} for one in kept]
        then["discounts"] = [{"discount": one} for one in kept]
    return [first, then]


REFUNDED = frozenset({"succeeded", "pending", "requires_action"})
"""Refunds that reach the reader, as far as is known; the others failed."""


def reversal_of(
    payment_id: str, refunds: Sequence[Mapping[str, Any]], disputes: Sequence[Mapping[str, Any]]
) -> ReversalNews:
    """What went back of a payment; both lists with the latest first."""
    given = [refund for refund in refunds if refund["status"] in REFUNDED]
    meant = (given[0].get("metadata") or {}) if given else {}
    return ReversalNews(
        payment_id=payment_id,
        refunded_minor=sum(refund["amount"] for refund in given),
        by=str(meant.get("by", "")),
        why=str(meant.get("why", "")),
        ends_access=any(_ends_access(refund) for refund in given),
        dispute=disputes[0]["status"] if disputes else "",
    )


def _ends_access(refund: Mapping[str, Any]) -> bool:
    return (refund.get("metadata") or {}).get("ends_access") == "yes"


def payment_id_of(invoice: Mapping[str, Any]) -> str:
    """The payment intent of an invoice that came with its `payments`."""
    rows = (invoice.get("payments") or {}).get("data") or []
    found = [id_of(row["payment"].get("payment_intent")) for row in rows if row.get("payment")]
    return found[-1] if found else ""


def _failure(invoice: Mapping[str, Any], payment: Mapping[str, Any] | None) -> Cause | None:
    """Why an open invoice could not be collected; none while nobody has tried."""
    if invoice["status"] not in {"open", "uncollectible"} or not invoice["attempted"]:
        return None
    if payment is None:
        return Cause.PAYMENT_FAILED
    if payment["status"] == "requires_action":
        return Cause.AUTHENTICATION_REQUIRED
    error = payment.get("last_payment_error") or {}
    return cause_of_decline(error.get("code") or "", error.get("decline_code") or "")


def subscription_of(
    subscription: Mapping[str, Any], *, card: CardNews | None, invoices: tuple[InvoiceNews, ...]
) -> SubscriptionNews:
    """A subscription with what belongs to it."""
    item = subscription["items"]["data"][0]
    period_end = moment(item["current_period_end"]) or EPOCH
    pause = subscription.get("pause_collection")
    discount = _discount(subscription)
    return SubscriptionNews(
        id=subscription["id"],
        customer_id=id_of(subscription["customer"]),
        price_id=item["price"]["id"],
        item_id=item["id"],
        status=subscription["status"],
        started_at=moment(subscription["start_date"]) or EPOCH,
        period_end=_paid_until(invoices, period_end) if pause else period_end,
        trial_end=moment(subscription.get("trial_end")),
        cancel_at=_cancel_at(subscription, period_end),
        ended_at=moment(subscription.get("ended_at")),
        end_cause=_end_cause(subscription),
        is_paused=bool(pause),
        resumes_at=moment(pause.get("resumes_at")) if pause else None,
        next_price_id=_next_price(subscription),
        schedule_id=id_of(subscription.get("schedule")),
        discount=_discount_words(discount),
        discount_ends_at=moment(discount.get("end")) if discount else None,
        card=card,
        invoices=_without_pending(subscription, invoices),
    )


def _paid_until(invoices: tuple[InvoiceNews, ...], period_end: datetime) -> datetime:
    """While a pause lasts periods pass that nobody paid for."""
    if not invoices:
        return period_end
    paid = [one.covers_until for one in invoices if one.status == "paid" and one.covers_until]
    return min(max(paid, default=min(one.created_at for one in invoices)), period_end)


def _without_pending(
    subscription: Mapping[str, Any], invoices: tuple[InvoiceNews, ...]
) -> tuple[InvoiceNews, ...]:
    """An invoice that a switch of plan waits for is no debt: unpaid, it changes nothing."""
    if not subscription.get("pending_update"):
        return invoices
    waits = id_of(subscription.get("latest_invoice"))
    return tuple(
        replace(one, failure=None, failed_at=None) if one.id == waits else one for one in invoices
    )


def _next_price(subscription: Mapping[str, Any]) -> str:
    """The price that the schedule, if there is one, puts on at the end of the running phase."""
    schedule = subscription.get("schedule")
    if not isinstance(schedule, Mapping) or not schedule.get("current_phase"):
        return ""
    ends = schedule["current_phase"]["end_date"]
    later = [phase for phase in schedule["phases"] if phase["start_date"] >= ends]
    return id_of(later[0]["items"][0]["price"]) if later else ""


def _discount(subscription: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = [one for one in subscription.get("discounts") or [] if isinstance(one, Mapping)]
    return found[0] if found else None


def _discount_words(discount: Mapping[str, Any] | None) -> str:
    """`50 % off`, `€2 off`; how long it lasts stands beside it."""
    coupon = ((discount or {}).get("source") or {}).get("coupon")
    if not isinstance(coupon, Mapping):
        return ""
    if coupon.get("percent_off"):
        return share_off(coupon["percent_off"])
    return sum_off(Money(coupon["amount_off"] or 0, coupon["currency"] or ""))


def _cancel_at(subscription: Mapping[str, Any], period_end: datetime) -> datetime | None:
    if subscription.get("cancel_at"):
        return moment(subscription["cancel_at"])
    return period_end if subscription.get("cancel_at_period_end") else None


def _end_cause(subscription: Mapping[str, Any]) -> Cause | None:
    """Why it ended: the cause that we gave as a comment, else by `cancellation_details.reason`."""
    if subscription["status"] != "canceled":
        return None
    details = subscription.get("cancellation_details") or {}
    if details.get("comment") in END_CAUSES:
        return Cause(details["comment"])
    match details.get("reason"):
        case "payment_failed":
            return Cause.ENDED_UNPAID
        case "payment_disputed":
            return Cause.CHARGEBACK
    return Cause.CANCELED_BY_READER
