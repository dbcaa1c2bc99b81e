"""What the publication asks Stripe to change of a subscription that runs.

Every call may raise PaymentError, and takes the idempotency key of an operation row that is
committed before.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import stripe
from stripe.params import SubscriptionUpdateParams

from standfirst.billing.mirror import PendingNews, PreviewNews
from standfirst.billing.rules import Cause
from standfirst.billing.stripe import reading
from standfirst.billing.stripe.client import api, speaking


def set_ending(subscription_id: str, *, ends: bool, key: str) -> None:
    """Has a subscription end with its paid period, or go on."""
    with speaking():
        api().subscriptions.update(
            subscription_id, {"cancel_at_period_end": ends}, {"idempotency_key": key}
        )


def end_now(subscription_id: str, *, cause: Cause, key: str) -> None:
    """Ends a subscription now. Our cause is kept as its comment, to be read back from there."""
    with speaking():
        try:
            api().subscriptions.cancel(
                subscription_id,
                {"cancellation_details": {"comment": cause.value}},
                {"idempotency_key": key},
            )
        except stripe.InvalidRequestError as fault:
            if fault.code != "resource_missing":  # it has ended already
                raise


def give_up_invoice(invoice_id: str, *, key: str) -> None:
    """Marks an open invoice as one that will not be paid; one that is open no more stays."""
    with speaking():
        try:
            api().invoices.mark_uncollectible(invoice_id, {}, {"idempotency_key": key})
        except stripe.InvalidRequestError as fault:
            if fault.code != "invoice_not_editable" and "status" not in str(fault):
                raise


def void_invoice(invoice_id: str, *, key: str) -> None:
    """Takes an open invoice back: nobody owes it, and what it was to bring does not happen."""
    with speaking():
        try:
            api().invoices.void_invoice(invoice_id, {}, {"idempotency_key": key})
        except stripe.InvalidRequestError as fault:
            if fault.code != "invoice_not_editable":
                raise


def pause(subscription_id: str, *, until: datetime, key: str) -> None:
    """Stops collecting until then; invoices that fall due meanwhile are void."""
    with speaking():
        api().subscriptions.update(
            subscription_id,
            {"pause_collection": {"behavior": "void", "resumes_at": int(until.timestamp())}},
            {"idempotency_key": key},
        )


def resume(subscription_id: str, *, begins_anew: bool, key: str) -> None:
    """Ends a pause now. `begins_anew` charges for a whole period from now; else what is paid runs
    on."""
    asked: SubscriptionUpdateParams = {"pause_collection": ""}
    if begins_anew:
        asked |= {"billing_cycle_anchor": {"type": "now"}, "proration_behavior": "none"}
    with speaking():
        api().subscriptions.update(subscription_id, asked, {"idempotency_key": key})


def preview_switch(subscription_id: str, *, price_id: str, at: datetime) -> PreviewNews:
    """What switching would cost if it were done at `at`. Changes nothing."""
    with speaking():
        preview = api().invoices.create_preview(
            {
                "subscription": subscription_id,
                "subscription_details": {
                    "items": [{"id": _item_of(subscription_id), "price": price_id}],
                    "proration_behavior": "always_invoice",
                    "proration_date": int(at.timestamp()),
                },
            }
        )
        return reading.preview_of(preview.to_dict())


def switch_price(
    subscription_id: str, *, price_id: str, at: datetime, key: str
) -> PendingNews | None:
    """Changes what is sold as of `at`; the difference for the days left is charged now.

    None once that is paid. What could not be paid changes nothing yet: the answer says why.
    """
    with speaking():
        before = api().subscriptions.retrieve(subscription_id).to_dict()
        answer = api().subscriptions.update(
            subscription_id,
            {
                "items": [{"id": before["items"]["data"][0]["id"], "price": price_id}],
                "proration_behavior": "always_invoice",
                "proration_date": int(at.timestamp()),
                "payment_behavior": "pending_if_incomplete",
                "expand": ["latest_invoice.payments"],
            },
            {"idempotency_key": key},
        )
        after = answer.to_dict()
        _drop_earlier(before, after, key=key)
        if not after.get("pending_update"):
            return None
        payment_id = reading.payment_id_of(after["latest_invoice"])
        payment = api().payment_intents.retrieve(payment_id).to_dict()
        return reading.pending_of(after["latest_invoice"]["id"], payment)


def _drop_earlier(before: Mapping[str, Any], after: Mapping[str, Any], *, key: str) -> None:
    """A switch that waited for its payment is overtaken by this one: it is not to be paid too."""
    earlier = reading.id_of(before.get("latest_invoice"))
    if before.get("pending_update") and earlier != reading.id_of(after["latest_invoice"]):
        void_invoice(earlier, key=f"{key}-earlier")


def _item_of(subscription_id: str) -> str:
    return str(api().subscriptions.retrieve(subscription_id).to_dict()["items"]["data"][0]["id"])


def plan_switch(subscription_id: str, *, price_id: str, key: str) -> None:
    """Has another price take over when the paid period ends: by a schedule of two phases, which
    lets the subscription go after the second."""
    with speaking():
        schedule = api().subscription_schedules.create(
            {"from_subscription": subscription_id}, {"idempotency_key": f"{key}-create"}
        )
        running = schedule.to_dict()["phases"][0]
        api().subscription_schedules.update(
            schedule.id,
            {
                "end_behavior": "release",
                "proration_behavior": "none",
                "phases": reading.phases_for(running, price_id),
            },
            {"idempotency_key": f"{key}-phases"},
        )


def release_schedule(schedule_id: str, *, key: str) -> None:
    """Lets a subscription go from its schedule; one that was released before stays so."""
    with speaking():
        try:
            api().subscription_schedules.release(schedule_id, {}, {"idempotency_key": key})
        except stripe.InvalidRequestError as fault:
            if "status" not in str(fault):
                raise
