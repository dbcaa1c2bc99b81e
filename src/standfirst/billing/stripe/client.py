"""The one client of Stripe's official SDK, and how its faults become ours."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import stripe
import structlog

from standfirst.billing.rules import Cause
from standfirst.kernel.errors import PaymentError

log = structlog.get_logger(__name__)
stripe.enable_telemetry = False  # type: ignore[attr-defined]  # the SDK's stubs leave it out

API_VERSION = "2026-10-28.endive"
"""Pinned: a newer SDK must not change the shapes that `reading` reads."""

UNREADABLE = (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)
"""What comes of an answer that is not in the shape that was agreed on."""

RETRY_AFTER_MAX_S = 3600.0

_client: stripe.StripeClient | None = None
_webhook_secret = ""


def connect(
    secret_key: str,
    *,
    webhook_secret: str,
    http_client: stripe.HTTPClient | None = None,
    address: str = "",
) -> None:
    """Sets the account to talk to. `http_client` is the sandbox's transport, or none; `address` is
    where the API is, if not at Stripe."""
    global _client, _webhook_secret
    _client = stripe.StripeClient(
        secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": address} if address else {},
        http_client=http_client or stripe.RequestsClient(timeout=10),
        max_network_retries=0 if http_client else 2,
    )
    _webhook_secret = webhook_secret


def api() -> stripe.V1Services:
    """The services of Stripe's API. Raises PaymentError before `connect` was called."""
    if _client is None:
        raise _not_set_up()
    return _client.v1


def _not_set_up() -> PaymentError:
    return PaymentError("No payment company is set up.", code="payment_not_set_up")


def ask(path: str, params: Mapping[str, object]) -> dict[str, Any]:
    """What a GET gives, as plain data. The SDK's objects are not made of it: that takes longer
    than all the rest, and everything is read into values of ours anyway."""
    if _client is None:
        raise _not_set_up()
    data: dict[str, Any] = _client.raw_request("get", path, **params).data  # type: ignore[no-untyped-call]  # untyped in the SDK
    return data


@contextmanager
def disconnected() -> Iterator[None]:
    """For a while nobody is spoken to: whoever tries gets PaymentError."""
    global _client
    kept, _client = _client, None
    try:
        yield
    finally:
        _client = kept


def verified(payload: bytes, signature: str) -> dict[str, Any]:
    """The event in a webhook's raw bytes. Raises PaymentError for a signature that is not theirs.

    https://docs.stripe.com/webhooks#verify-events: five minutes of tolerance against replays.
    """
    tolerance = stripe.Webhook.DEFAULT_TOLERANCE
    try:
        text = payload.decode()
        stripe.WebhookSignature.verify_header(text, signature, _webhook_secret, tolerance)
        event = json.loads(text)
    except stripe.SignatureVerificationError as fault:
        raise PaymentError("The webhook's signature is not right.", code="bad_signature") from fault
    except UNREADABLE as fault:
        raise PaymentError("The webhook is not an event.", code="bad_event") from fault
    if not isinstance(event, dict) or event.get("object") != "event":
        raise PaymentError("The webhook is not an event.", code="bad_event")
    return event


@contextmanager
def speaking() -> Iterator[None]:
    """Turns what the SDK raises into PaymentError, with a sentence for the reader.

    Answers are read inside of it: one that makes no sense is as good as none.
    """
    try:
        yield
    except stripe.CardError as fault:
        raise PaymentError(
            decline_words(fault.code or "", _decline_code(fault)),
            code=cause_of_decline(fault.code or "", _decline_code(fault)).value,
            context={"stripe_code": fault.code, "decline_code": _decline_code(fault)},
        ) from fault
    except stripe.InvalidRequestError as fault:
        raise PaymentError(
            "The payment company did not accept this.",
            help="Nothing was charged. Try again, or write to us.",
            code="payment_refused",
            context={"stripe": str(fault), "stripe_code": fault.code},
        ) from fault
    except stripe.StripeError as fault:
        raise _unreachable(str(fault), retry_after_s=_retry_after_s(fault)) from fault
    except UNREADABLE as fault:
        raise _unreachable(f"unreadable answer: {fault!r}") from fault


def _unreachable(why: str, *, retry_after_s: float | None = None) -> PaymentError:
    log.warning("payment.unreachable", why=why)
    return PaymentError(
        "The payment company does not answer just now.",
        help="Nothing is charged twice. Try again in a few minutes.",
        code="payment_unreachable",
        context={"stripe": why} | ({"retry_after_s": retry_after_s} if retry_after_s else {}),
    )


def _retry_after_s(fault: stripe.StripeError) -> float | None:
    """The pause that the company asks for with a 429 or 503, an hour at most."""
    headers = {name.lower(): value for name, value in dict(fault.headers or {}).items()}
    told = str(headers.get("retry-after", ""))
    return min(float(told), RETRY_AFTER_MAX_S) if told.isdecimal() else None


def _decline_code(fault: stripe.CardError) -> str:
    error = fault.error
    return (getattr(error, "decline_code", None) or "") if error else ""


def cause_of_decline(code: str, decline_code: str = "") -> Cause:
    """What a failed try is put down to. Codes: https://docs.stripe.com/declines/codes"""
    codes = {code, decline_code}
    if "expired_card" in codes:
        return Cause.CARD_EXPIRED
    if codes & {"authentication_required", "payment_intent_authentication_failure"}:
        return Cause.AUTHENTICATION_REQUIRED
    return Cause.PAYMENT_FAILED


def decline_words(code: str, decline_code: str) -> str:
    """One sentence that says which it was."""
    match cause_of_decline(code, decline_code):
        case Cause.CARD_EXPIRED:
            return "This card has run out. Use another one."
        case Cause.AUTHENTICATION_REQUIRED:
            return "Your bank wants you to confirm the payment."
    if decline_code == "insufficient_funds":
        return "There is not enough money on the card. Use another one, or try again later."
    return "The bank said no to this card, without a reason. Use another one, or ask the bank."


def moment(seconds: int | None) -> datetime | None:
    """A Unix time of the company's as an aware moment; none stays none."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
