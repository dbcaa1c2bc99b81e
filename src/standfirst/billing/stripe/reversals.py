"""Payments that went back: refunds that we ask for, and disputes that a bank opened."""

from collections.abc import Collection, Iterator

from standfirst.billing.mirror import ReversalNews
from standfirst.billing.stripe import reading
from standfirst.billing.stripe.client import api, speaking


def refund(
    payment_id: str, *, amount_minor: int, by: str, why: str, ends_access: bool, key: str
) -> None:
    """Gives back a payment, whole or in part. What was meant by it is kept there with it."""
    meant = {"by": by, "why": why[:500], "ends_access": "yes" if ends_access else "no"}
    with speaking():
        api().refunds.create(
            {
                "payment_intent": payment_id,
                "amount": amount_minor,
                "reason": "requested_by_customer",
                "metadata": meant,
            },
            {"idempotency_key": key},
        )


def forget_words(payment_id: str, *, key: str) -> None:
    """Takes out why a payment was given back, as the newsroom wrote it there. Idempotent."""
    with speaking():
        for refund in api().refunds.list({"payment_intent": payment_id, "limit": 100}).data:
            if (refund.to_dict().get("metadata") or {}).get("why"):
                api().refunds.update(
                    refund.id,
                    {"metadata": {"why": ""}},
                    {"idempotency_key": f"{key}-{refund.id}"},
                )


def fetch_reversals(customer_id: str, *, known: Collection[str]) -> list[ReversalNews]:
    """What went back of a customer's payments. Those in `known` are told of even when nothing
    did, or does any more: a refund may fail."""
    with speaking():
        return list(_reversals(customer_id, known))


def fetch_reversal(payment_id: str) -> ReversalNews:
    """What went back of one payment."""
    with speaking():
        return _of_payment(payment_id, is_disputed=True)


def _reversals(customer_id: str, known: Collection[str]) -> Iterator[ReversalNews]:
    charges = api().charges.list({"customer": customer_id, "limit": 100})
    for charge in charges.auto_paging_iter():
        raw = charge.to_dict()
        payment_id = reading.id_of(raw.get("payment_intent"))
        if not payment_id or not raw["paid"]:
            continue
        if raw["amount_refunded"] or raw["disputed"] or payment_id in known:
            yield _of_payment(payment_id, is_disputed=raw["disputed"])


def _of_payment(payment_id: str, *, is_disputed: bool) -> ReversalNews:
    refunds = api().refunds.list({"payment_intent": payment_id, "limit": 100}).data
    disputes = api().disputes.list({"payment_intent": payment_id}).data if is_disputed else []
    return reading.reversal_of(
        payment_id, [row.to_dict() for row in refunds], [row.to_dict() for row in disputes]
    )
