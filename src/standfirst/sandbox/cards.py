"""Test cards: which numbers exist, what the bank says to each, and reading a card form.

A number that is not in `CARDS` is refused and never kept. Of a known one only the last four
digits, brand, date and a word for its behaviour are kept.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from standfirst.sandbox.errors import ApiError, declined
from standfirst.sandbox.shapes import Doc


class Occasion(Enum):
    """When the bank is asked."""

    SETUP = "setup"
    ON_SESSION = "on_session"
    OFF_SESSION = "off_session"


class Outcome(Enum):
    """What came of it."""

    APPROVED = "approved"
    DECLINED = "declined"
    CHALLENGED = "challenged"


@dataclass(frozen=True)
class Decline:
    """A refusal in the bank's words; `code` is Stripe's, `decline_code` the bank's reason."""

    code: str
    decline_code: str | None
    message: str


@dataclass(frozen=True)
class Verdict:
    """The bank's answer."""

    outcome: Outcome
    decline: Decline | None = None


@dataclass(frozen=True)
class KnownCard:
    """A test card. `behaviour` is a key of `DECLINES`, or one of the words `judge` knows."""

    number: str
    brand: str
    behaviour: str
    says: str


CARDS = {
    card.number: card
    for card in (
        KnownCard("4242424242424242", "visa", "ok", "Works"),
        KnownCard("5555555555554444", "mastercard", "ok", "Works"),
        KnownCard("378282246310005", "amex", "ok", "Works"),
        KnownCard("4000056655665556", "visa", "ok", "Works, a debit card"),
        KnownCard("5200828282828210", "mastercard", "ok", "Works, a debit card"),
        KnownCard("5105105105105100", "mastercard", "ok", "Works, a prepaid card"),
        KnownCard("6011111111111117", "discover", "ok", "Works"),
        KnownCard("3056930009020004", "diners", "ok", "Works"),
        KnownCard("3566002020360505", "jcb", "ok", "Works"),
        KnownCard("6200000000000005", "unionpay", "ok", "Works"),
        KnownCard("4000000000000002", "visa", "generic_decline", "Is declined"),
        KnownCard("4000000000009995", "visa", "insufficient_funds", "Has insufficient funds"),
        KnownCard("4000000000009987", "visa", "lost_card", "Was reported lost"),
        KnownCard("4000000000009979", "visa", "stolen_card", "Was reported stolen"),
        KnownCard("4000000000000069", "visa", "expired_card", "Has expired"),
        KnownCard("4000000000000127", "visa", "incorrect_cvc", "Has another security code"),
        KnownCard("4000000000000119", "visa", "processing_error", "Meets an error at the bank"),
        KnownCard("4000000000000259", "visa", "disputed", "Works, then is disputed"),
        KnownCard("4000000000000341", "visa", "later_decline", "Is saved, then every charge fails"),
        KnownCard("4000002760003184", "visa", "secure_always", "Asks the bank at every charge"),
        KnownCard("4000002500003155", "visa", "secure_once", "Asks the bank once, when saved"),
    )
}

DECLINES = {
    "generic_decline": Decline("card_declined", "generic_decline", "Your card was declined."),
    "insufficient_funds": Decline(
        "card_declined", "insufficient_funds", "Your card has insufficient funds."
    ),
    "lost_card": Decline("card_declined", "lost_card", "Your card was declined."),
    "stolen_card": Decline("card_declined", "stolen_card", "Your card was declined."),
    "expired_card": Decline("expired_card", "expired_card", "Your card has expired."),
    "incorrect_cvc": Decline(
        "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."
    ),
    "processing_error": Decline(
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
}
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again.",
)

TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_visa_debit": "4000056655665556",
    "pm_card_mastercard_debit": "5200828282828210",
    "pm_card_mastercard_prepaid": "5105105105105100",
    "pm_card_discover": "6011111111111117",
    "pm_card_diners": "3056930009020004",
    "pm_card_jcb": "3566002020360505",
    "pm_card_unionpay": "6200000000000005",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_visa_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
}
"""The test payment methods that Stripe lets one attach by name."""

APPROVED = Verdict(Outcome.APPROVED)
CHALLENGED = Verdict(Outcome.CHALLENGED)


@dataclass(frozen=True)
class Entry:
    """A card as typed and found good."""

    card: KnownCard
    exp_month: int
    exp_year: int


class EntryFault(Exception):
    """A card form that cannot be sent: the message for each field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def judge(method: Doc, occasion: Occasion, *, now: int, authenticated: bool = False) -> Verdict:
    """What the bank says to this payment method on this occasion."""
    behaviour = str(method["_behaviour"])
    if _has_run_out(method["card"], now):
        behaviour = "expired_card"
    if behaviour in DECLINES:
        return Verdict(Outcome.DECLINED, DECLINES[behaviour])
    if authenticated:
        return APPROVED
    match behaviour, occasion:
        case "later_decline", Occasion.ON_SESSION | Occasion.OFF_SESSION:
            return Verdict(Outcome.DECLINED, DECLINES["generic_decline"])
        case "secure_always", _:
            return CHALLENGED
        case "secure_once", _ if not method["_authenticated"]:
            return CHALLENGED
        case _:
            return APPROVED


def refusal(decline: Decline, *, keeps: bool = True, **objects: Any) -> ApiError:
    """The error for a declined card. `keeps` as in ApiError."""
    error = declined(
        decline.message, code=decline.code, decline_code=decline.decline_code, **objects
    )
    error.keeps = keeps
    return error


def read_entry(number: str, expiry: str, cvc: str, *, now: int) -> Entry:
    """The card that was typed. Raises EntryFault with a message for each field that is wrong."""
    faults: dict[str, str] = {}
    card = CARDS.get(re.sub(r"[\s-]", "", number))
    date = _read_expiry(expiry)
    if card is None:
        faults["number"] = _number_fault(number)
    if date is None:
        faults["expiry"] = "Your card's expiration date is incomplete."
    elif _has_run_out({"exp_month": date[0], "exp_year": date[1]}, now):
        faults["expiry"] = "Your card's expiration date is in the past."
    if not re.fullmatch(r"\d{3,4}", cvc.strip()):
        faults["cvc"] = "Your card's security code is incomplete."
    if card is None or date is None or faults:
        raise EntryFault(faults)
    return Entry(card, *date)


def _number_fault(number: str) -> str:
    if not number.strip():
        return "Your card number is incomplete."
    return "Only test card numbers are accepted here."


def _read_expiry(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(\d{4}|\d{2})\s*", text)
    if not found:
        return None
    month, year = int(found[1]), int(found[2])
    if not 1 <= month <= 12:
        return None
    return month, year if year >= 100 else 2000 + year


def _has_run_out(card: Doc, now: int) -> bool:
    today = datetime.fromtimestamp(now, UTC)
    return bool((card["exp_year"], card["exp_month"]) < (today.year, today.month))
