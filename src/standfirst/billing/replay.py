"""What was known of a subscription, as data for the append-only record, and back."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from standfirst.billing.rules import Cause, Debt, Facts

KNOWN = "facts.known"
"""The event that holds what is known of a subscription from its moment on."""

MOMENTS = ("period_end", "trial_end", "cancel_at", "ended_at", "resumes_at", "card_expires_at")
PLAIN = ("plan", "status", "is_paused", "is_yearly")


def as_data(facts: Facts) -> dict[str, Any]:
    """The facts as JSON can hold them; when they were fetched is left out."""
    data: dict[str, Any] = {name: getattr(facts, name) for name in PLAIN}
    data |= {name: _text(getattr(facts, name)) for name in MOMENTS}
    data["end_cause"] = facts.end_cause.value if facts.end_cause else None
    data["debt"] = None
    if facts.debt:
        data["debt"] = {"at": _text(facts.debt.first_failed_at), "cause": facts.debt.cause.value}
    if facts.taken_back_at:
        data["taken_back_at"] = _text(facts.taken_back_at)
    return data


def facts_from(data: dict[str, Any]) -> Facts:
    """The facts that `as_data` made data of; names that are no longer known are passed over."""
    known = {field.name for field in fields(Facts)}
    values = {name: value for name, value in data.items() if name in known}
    values |= {name: _moment(data.get(name)) for name in (*MOMENTS, "taken_back_at")}
    cause, debt = data.get("end_cause"), data.get("debt")
    values["end_cause"] = Cause(cause) if cause else None
    values["debt"] = (
        Debt(datetime.fromisoformat(debt["at"]), Cause(debt["cause"])) if debt else None
    )
    return Facts(**values)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
