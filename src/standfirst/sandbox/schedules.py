"""Subscription schedules: a change of price that waits for the end of what is paid.

A schedule is made from a subscription that runs. Its first phase is the period that is running;
the next phase's price takes over before the renewal is invoiced; after the last phase the
schedule lets the subscription go, or ends it.
"""

from standfirst.sandbox.attachment import let_go
from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Occasion
from standfirst.sandbox.collection import collect
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.phases import invoice_settings, read_phases, running_phase
from standfirst.sandbox.products import plan_of
from standfirst.sandbox.shapes import Doc, blank
from standfirst.sandbox.standing import OVER, end, keep
from standfirst.sandbox.switching import PRORATIONS, switch

END_BEHAVIORS = ("release", "cancel")
CREATE_ACCEPTS = ("from_subscription", "phases", "end_behavior", "metadata", "customer")
ACCEPTS = ("phases", "end_behavior", "metadata", "proration_behavior")
ONGOING = ("active", "not_started")


def create(books: Books, params: Params) -> Doc:
    """A schedule around a subscription that runs, with its running period as the one phase."""
    ident = params.text("from_subscription")
    if ident is None:
        raise invalid(
            "The sandbox makes a schedule from a subscription: set `from_subscription`.",
            param="from_subscription",
            code="parameter_missing",
        )
    for name in ("phases", "end_behavior", "customer"):
        if name in params:
            raise invalid(f"You cannot set `{name}` if `from_subscription` is set.", param=name)
    subscription = books.get("subscription", ident, param="from_subscription", status=400)
    _check_free(subscription)
    schedule = _new_schedule(books, subscription, params)
    subscription["schedule"] = schedule["id"]
    books.put(schedule, "subscription_schedule.created")
    _keep_both(books, schedule, subscription)
    return schedule


def _check_free(subscription: Doc) -> None:
    if subscription["schedule"]:
        raise invalid(
            "You cannot migrate a subscription that is already attached to a schedule: "
            f"{subscription['schedule']}.",
            param="from_subscription",
        )
    if subscription["status"] in (*OVER, "incomplete"):
        raise invalid(
            "You cannot migrate a subscription that is in the "
            f"`{subscription['status']}` status to a schedule.",
            param="from_subscription",
        )


def _new_schedule(books: Books, subscription: Doc, params: Params) -> Doc:
    phase = running_phase(subscription)
    return blank(
        "subscription_schedule",
        id=books.new_id("sub_sched"),
        billing_mode=subscription["billing_mode"],
        created=books.now,
        current_phase=_dates(phase),
        customer=subscription["customer"],
        default_settings=_default_settings(subscription),
        end_behavior="cancel" if subscription["cancel_at_period_end"] else "release",
        metadata=params.metadata(),
        phases=[phase],
        status="active",
        subscription=subscription["id"],
        test_clock=subscription["test_clock"],
    )


def _default_settings(subscription: Doc) -> Doc:
    return {
        "application_fee_percent": None,
        "automatic_tax": subscription["automatic_tax"],
        "billing_cycle_anchor": "automatic",
        "billing_thresholds": None,
        "collection_method": subscription["collection_method"],
        "default_payment_method": subscription["default_payment_method"],
        "description": None,
        "invoice_settings": invoice_settings(),
        "on_behalf_of": None,
        "transfer_data": None,
    }


def _dates(phase: Doc) -> Doc:
    return {"end_date": phase["end_date"], "start_date": phase["start_date"]}


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The schedule."""
    return books.get("subscription_schedule", ident)


def every(books: Books, params: Params) -> Doc:
    """Schedules, by customer when asked."""
    where = {
        "customer": params.text("customer"),
        "status": "not_started" if params.truth("scheduled") else None,
    }
    url = "/v1/subscription_schedules"
    return page_of(books, "subscription_schedule", params, url=url, where=where)


def update(books: Books, params: Params, ident: str) -> Doc:
    """Changes the phases from now on; the running phase's price changes at once."""
    schedule = _ongoing(books, ident, "update")
    subscription = books.get("subscription", schedule["subscription"])
    if "metadata" in params:
        schedule["metadata"] = params.metadata(schedule["metadata"])
    schedule["end_behavior"] = params.one_of(
        "end_behavior", END_BEHAVIORS, schedule["end_behavior"]
    )
    if "phases" in params:
        schedule["phases"] = _phases_from_now(books, schedule, subscription, params)
    behavior = None
    if "proration_behavior" in params:
        behavior = params.one_of("proration_behavior", PRORATIONS, "create_prorations")
    _enter(books, schedule, subscription, behavior)
    return books.get("subscription_schedule", ident)


def _phases_from_now(books: Books, schedule: Doc, subscription: Doc, params: Params) -> list[Doc]:
    phases = read_phases(books, subscription, params)
    known = {phase["start_date"] for phase in schedule["phases"]}
    if phases[0]["start_date"] not in known:
        raise invalid(
            "You can not modify the start date of the current phase.",
            param="phases[0][start_date]",
        )
    if phases[-1]["end_date"] <= books.now:
        raise invalid(
            "The last phase must end in the future.", param=f"phases[{len(phases) - 1}][end_date]"
        )
    first = phases[0]["start_date"]
    return [phase for phase in schedule["phases"] if phase["start_date"] < first] + phases


def release(books: Books, params: Params, ident: str) -> Doc:
    """Lets the subscription go on as it is, by itself."""
    schedule = _ongoing(books, ident, "release")
    subscription = books.get("subscription", schedule["subscription"])
    released = let_go(books, subscription)
    keep(books, subscription)
    return released


def cancel(books: Books, params: Params, ident: str) -> Doc:
    """Ends the schedule and, now, its subscription."""
    schedule = _ongoing(books, ident, "cancel")
    end(books, books.get("subscription", schedule["subscription"]), reason="cancellation_requested")
    return books.get("subscription_schedule", ident)


def _ongoing(books: Books, ident: str, verb: str) -> Doc:
    schedule = books.get("subscription_schedule", ident)
    if schedule["status"] not in ONGOING:
        raise invalid(
            f"You cannot {verb} a subscription schedule that is currently in the "
            f"`{schedule['status']}` status. Its status must be one of `not_started` or `active`."
        )
    return schedule


def advance(books: Books, subscription: Doc) -> None:
    """Enters the phase that begins at `books.now`, or lets go after the last one.

    When the paid period ends at the same moment the subscription is not kept: its renewal is
    what follows.
    """
    schedule = books.get("subscription_schedule", subscription["schedule"])
    if _phase_at(schedule, books.now) is None:
        _finish(books, schedule, subscription)
    else:
        _enter(books, schedule, subscription, None)


def _finish(books: Books, schedule: Doc, subscription: Doc) -> None:
    if schedule["end_behavior"] == "cancel":
        schedule.update(completed_at=books.now, current_phase=None, status="completed")
        books.put(schedule, "subscription_schedule.completed")
        subscription.update(schedule=None, _phase_end=None)
        end(books, subscription, reason=None)
        return
    let_go(books, subscription)
    if not period_is_over(books, subscription):
        keep(books, subscription)


def _phase_at(schedule: Doc, now: int) -> Doc | None:
    for phase in schedule["phases"]:
        if phase["start_date"] <= now < phase["end_date"]:
            return dict(phase)
    return None


def period_is_over(books: Books, subscription: Doc) -> bool:
    """Whether the period that was paid for has ended."""
    finish: int = subscription["items"]["data"][0]["current_period_end"]
    return finish <= books.now


def _enter(books: Books, schedule: Doc, subscription: Doc, prorations: str | None) -> None:
    """Makes the subscription what the phase of now says."""
    phase = _phase_at(schedule, books.now) or schedule["phases"][-1]
    schedule["current_phase"] = _dates(phase)
    subscription["metadata"] = {**subscription["metadata"], **phase["metadata"]}
    invoice = None
    if period_is_over(books, subscription):
        _take_prices(books, subscription, phase)
    elif changed := _changed_rows(subscription, phase):
        behavior = prorations or phase["proration_behavior"]
        asked = Params({"items": changed, "proration_behavior": behavior})
        invoice = switch(books, subscription, asked)
    _keep_both(books, schedule, subscription)
    if invoice:
        collect(books, invoice, occasion=Occasion.OFF_SESSION, automatic=True)


def _keep_both(books: Books, schedule: Doc, subscription: Doc) -> None:
    subscription["_phase_end"] = schedule["current_phase"]["end_date"]
    books.put(schedule, "subscription_schedule.updated")
    if not period_is_over(books, subscription):
        keep(books, subscription)


def _take_prices(books: Books, subscription: Doc, phase: Doc) -> None:
    """Puts the phase's prices on; another interval counts its periods from now."""
    for item, row in zip(subscription["items"]["data"], phase["items"], strict=False):
        price = books.get("price", row["price"])
        if _interval(price) != _interval(item["price"]):
            subscription["billing_cycle_anchor"] = books.now
        item.update(price=price, plan=plan_of(price), quantity=row["quantity"])


def _interval(price: Doc) -> tuple[str, int]:
    return price["recurring"]["interval"], price["recurring"]["interval_count"]


def _changed_rows(subscription: Doc, phase: Doc) -> Doc:
    rows: Doc = {}
    for item, row in zip(subscription["items"]["data"], phase["items"], strict=False):
        if (item["price"]["id"], item["quantity"]) != (row["price"], row["quantity"]):
            asked = {"id": item["id"], "price": row["price"], "quantity": str(row["quantity"])}
            rows[str(len(rows))] = asked
    return rows
