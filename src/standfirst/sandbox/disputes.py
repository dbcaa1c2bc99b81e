"""Disputes: a cardholder asks the bank for the money back, and the bank decides.

As at the real company nothing happens to a subscription by itself.
"""

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import DAY
from standfirst.sandbox.shapes import Doc, blank

REASONS = (
    "bank_cannot_process",
    "credit_not_processed",
    "customer_initiated",
    "duplicate",
    "fraudulent",
    "general",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
    "unrecognized",
)
EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
ANSWERS = {"winning_evidence": True, "losing_evidence": False}
"""Words that decide a test dispute at once, when sent as `evidence[uncategorized_text]`."""
CLOSED = ("won", "lost")
TIME_TO_ANSWER_S = 14 * DAY


def open_on(books: Books, charge: Doc, *, reason: str) -> Doc:
    """The cardholder disputes the charge: its money is taken back until the bank has decided."""
    if reason not in REASONS:
        raise invalid(f"Invalid reason: must be one of {', '.join(REASONS)}", param="reason")
    if not charge["paid"] or charge["disputed"]:
        raise invalid(f"Charge {charge['id']} cannot be disputed.", code="charge_not_disputable")
    dispute = blank(
        "dispute",
        id=books.new_id("dp"),
        amount=charge["amount"] - charge["amount_refunded"],
        charge=charge["id"],
        created=books.now,
        currency=charge["currency"],
        evidence={**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        evidence_details={
            "due_by": books.now + TIME_TO_ANSWER_S,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=False,
        payment_intent=charge["payment_intent"],
        payment_method_details=_card_told(charge),
        reason=reason,
        status="needs_response",
    )
    charge["disputed"] = True
    books.put(charge)
    books.put(dispute, "charge.dispute.created")
    books.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _card_told(charge: Doc) -> Doc:
    brand = charge["payment_method_details"]["card"]["brand"]
    card = {
        "brand": brand,
        "case_type": "chargeback",
        "network": brand,
        "network_reason_code": "10.4",
    }
    return {"card": card, "type": "card"}


def charge_named(books: Books, ident: str) -> Doc:
    """The charge, or the last charge of the payment intent, of this id."""
    found = books.look(ident) or {}
    return books.get("charge", found.get("latest_charge") or ident)


def settle(books: Books, dispute: Doc, *, won: bool) -> Doc:
    """The bank decides. A dispute that is won brings the money back."""
    if dispute["status"] in CLOSED:
        raise invalid("This dispute is already closed.", code="dispute_already_closed")
    dispute["status"] = "won" if won else "lost"
    books.put(dispute, "charge.dispute.closed")
    if won:
        books.tell("charge.dispute.funds_reinstated", dispute)
    return dispute


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The dispute."""
    return books.get("dispute", ident)


def every(books: Books, params: Params) -> Doc:
    """Disputes by charge and payment intent."""
    where = {"label": params.text("charge"), "parent": params.text("payment_intent")}
    return page_of(books, "dispute", params, url="/v1/disputes", where=where)


def update(books: Books, params: Params, ident: str) -> Doc:
    """Adds evidence, and hands it to the bank unless `submit` is false."""
    dispute = books.get("dispute", ident)
    if dispute["status"] in CLOSED:
        raise invalid("This dispute is already closed.", code="dispute_already_closed")
    dispute["metadata"] = params.metadata(dispute["metadata"])
    evidence = params.table("evidence")
    evidence.allow(EVIDENCE)
    for name in evidence:
        dispute["evidence"][name] = evidence.text(name)
    told = dispute["evidence_details"]
    told["has_evidence"] = any(dispute["evidence"][name] for name in EVIDENCE)
    if evidence.values and params.truth("submit", default=True):
        told["submission_count"] += 1
        dispute["status"] = "under_review"
    books.put(dispute, "charge.dispute.updated")
    decided = ANSWERS.get(dispute["evidence"]["uncategorized_text"] or "")
    if decided is not None and dispute["status"] == "under_review":
        settle(books, dispute, won=decided)
    return dispute


def close(books: Books, params: Params, ident: str) -> Doc:
    """Gives the dispute up as lost."""
    return settle(books, books.get("dispute", ident), won=False)
