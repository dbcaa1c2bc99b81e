"""A subscription and the schedule that is attached to it: what it forbids, and letting go."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc

ENDINGS = ("cancel_at", "cancel_at_period_end")


def refuse_beside_schedule(subscription: Doc, params: Params) -> None:
    """Raises the company's complaint about a change that an attached schedule forbids."""
    schedule = subscription["schedule"]
    if schedule is None:
        return
    for name in ENDINGS:
        if name in params:
            raise _managed(schedule, "any cancelation behavior", name)
    if "items" in params:
        raise _managed(schedule, "any `items`", "items")


def _managed(schedule: str, what: str, param: str) -> Exception:
    return invalid(
        f"The subscription is managed by the subscription schedule `{schedule}`, and updating "
        f"{what} directly is not allowed. Please update the schedule instead.",
        param=param,
    )


def let_go(books: Books, subscription: Doc) -> Doc:
    """Releases the schedule from its subscription. The caller keeps the subscription."""
    schedule = books.get("subscription_schedule", subscription["schedule"])
    schedule.update(
        current_phase=None,
        released_at=books.now,
        released_subscription=subscription["id"],
        status="released",
        subscription=None,
    )
    subscription.update(schedule=None, _phase_end=None)
    return books.put(schedule, "subscription_schedule.released")


def abandon(books: Books, subscription: Doc, *, aborted: bool) -> Doc | None:
    """Ends the schedule with its subscription; `aborted` when that ended for want of money."""
    if subscription["schedule"] is None:
        return None
    schedule = books.get("subscription_schedule", subscription["schedule"])
    schedule.update(canceled_at=books.now, current_phase=None, status="canceled")
    subscription.update(schedule=None, _phase_end=None)
    word = "aborted" if aborted else "canceled"
    return books.put(schedule, f"subscription_schedule.{word}")
