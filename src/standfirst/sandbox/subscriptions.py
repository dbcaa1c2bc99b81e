"""Subscriptions as the API shows, changes and ends them."""

from standfirst.sandbox.attachment import refuse_beside_schedule
from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Occasion, Outcome, Verdict
from standfirst.sandbox.collection import collect, raise_refusal
from standfirst.sandbox.customers import card_of, named_in
from standfirst.sandbox.errors import ApiError, invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.standing import OVER, end, keep
from standfirst.sandbox.starting import Order, priced_row, set_period, start, trial_end
from standfirst.sandbox.switching import switch

BEHAVIORS = (
    "allow_incomplete",
    "default_incomplete",
    "error_if_incomplete",
    "pending_if_incomplete",
)
PAUSES = ("keep_as_draft", "mark_uncollectible", "void")
SETTLED = ("description", "trial_settings", "payment_settings", "off_session", "collection_method")
ACCEPTS = (
    *SETTLED,
    "cancel_at",
    "cancel_at_period_end",
    "cancellation_details",
    "default_payment_method",
    "items",
    "metadata",
    "payment_behavior",
    "proration_behavior",
    "trial_end",
)
CREATE_ACCEPTS = (*ACCEPTS, "customer", "trial_period_days")
UPDATE_ACCEPTS = (*ACCEPTS, "pause_collection")


def create(books: Books, params: Params) -> Doc:
    """The API's way to subscribe a customer."""
    customer = named_in(books, params)
    behavior = params.one_of("payment_behavior", BEHAVIORS, "allow_incomplete")
    card = params.text("default_payment_method")
    if card:
        card_of(books, customer["id"], card, param="default_payment_method")
    order = Order(
        customer=customer["id"],
        lines=[priced_row(books, row) for row in params.rows("items")],
        metadata=params.metadata(),
        card=card,
        trial_end=trial_end(books, params),
        description=params.text("description"),
    )
    if not order.lines:
        raise invalid("Missing required param: items.", param="items", code="parameter_missing")
    subscription, invoice = start(books, order)
    if behavior != "default_incomplete" or not invoice["amount_remaining"]:
        _first_payment(books, invoice, params, behavior)
    return _with_settings(books, subscription["id"], params)


def _first_payment(books: Books, invoice: Doc, params: Params, behavior: str) -> None:
    off_session = params.truth("off_session")
    occasion = Occasion.OFF_SESSION if off_session else Occasion.ON_SESSION
    verdict = collect(books, invoice, occasion=occasion)
    if behavior == "error_if_incomplete":
        _refuse_whole(books, invoice, verdict)


def _refuse_whole(books: Books, invoice: Doc, verdict: Verdict) -> None:
    if verdict.outcome is Outcome.APPROVED:
        return
    try:
        raise_refusal(books, invoice, verdict)
    except ApiError as error:
        error.keeps = False
        raise
    raise invalid("This customer has no attached payment source or default payment method.")


def _with_settings(books: Books, ident: str, params: Params) -> Doc:
    subscription = books.get("subscription", ident)
    before = dict(subscription)
    _set_endings(books, subscription, params)
    return subscription if subscription == before else keep(books, subscription)


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The subscription."""
    return books.get("subscription", ident)


def every(books: Books, params: Params) -> Doc:
    """Subscriptions by customer and status; without a status all but the canceled ones."""
    status = params.text("status")
    statuses: dict[str | None, tuple[str, ...] | None] = {
        None: ("incomplete", "trialing", "active", "past_due", "unpaid"),
        "all": None,
        "ended": OVER,
    }
    where = {
        "customer": params.text("customer"),
        "status": statuses.get(status, (status or "",)),
    }
    return page_of(books, "subscription", params, url="/v1/subscriptions", where=where)


def update(books: Books, params: Params, ident: str) -> Doc:
    """Changes what is named; a switch of price is charged as `proration_behavior` says."""
    subscription = books.get("subscription", ident)
    if subscription["status"] in OVER:
        raise invalid(
            "A canceled subscription can only update its cancellation_details and metadata."
        )
    refuse_beside_schedule(subscription, params)
    _set_fields(books, subscription, params)
    _set_pause(subscription, params)
    _set_endings(books, subscription, params)
    invoice = switch(books, subscription, params) if "items" in params else None
    _set_trial_end(books, subscription, params)
    keep(books, subscription)
    if invoice:
        behavior = params.one_of("payment_behavior", BEHAVIORS, "allow_incomplete")
        verdict = collect(books, invoice, occasion=Occasion.ON_SESSION, automatic=True)
        if behavior == "error_if_incomplete":
            _refuse_whole(books, invoice, verdict)
    return books.get("subscription", ident)


def _set_fields(books: Books, subscription: Doc, params: Params) -> None:
    if "metadata" in params:
        subscription["metadata"] = params.metadata(subscription["metadata"])
    subscription["description"] = params.text("description", subscription["description"])
    if "default_payment_method" in params:
        card = params.text("default_payment_method")
        if card:
            card_of(books, subscription["customer"], card, param="default_payment_method")
        subscription["default_payment_method"] = card


def _set_pause(subscription: Doc, params: Params) -> None:
    if "pause_collection" not in params:
        return
    table = params.table("pause_collection")
    table.allow(("behavior", "resumes_at"))
    if params.values["pause_collection"] == "":
        subscription["pause_collection"] = None
        return
    subscription["pause_collection"] = {
        "behavior": table.one_of("behavior", PAUSES, ""),
        "resumes_at": table.whole("resumes_at"),
    }


def _set_trial_end(books: Books, subscription: Doc, params: Params) -> None:
    """Moves the end of a running trial; `now` ends it as soon as the company looks again."""
    if "trial_end" not in params:
        return
    if subscription["status"] != "trialing":
        raise invalid("The sandbox moves the end of a running trial only.", param="trial_end")
    at = trial_end(books, params) or books.now
    subscription.update(trial_end=at, billing_cycle_anchor=at)
    set_period(subscription, subscription["trial_start"], at)


def _set_endings(books: Books, subscription: Doc, params: Params) -> None:
    details = params.table("cancellation_details")
    for name in ("comment", "feedback"):
        if name in details:
            subscription["cancellation_details"][name] = details.text(name)
    if "cancel_at_period_end" in params:
        at_end = params.truth("cancel_at_period_end")
        subscription["cancel_at_period_end"] = at_end
        last_day = subscription["items"]["data"][0]["current_period_end"]
        _plan_end(books, subscription, last_day if at_end else None)
    elif "cancel_at" in params:
        subscription["cancel_at_period_end"] = False
        _plan_end(books, subscription, params.whole("cancel_at"))


def _plan_end(books: Books, subscription: Doc, at: int | None) -> None:
    if at is not None and at <= books.now:
        raise invalid("`cancel_at` must be a timestamp in the future.", param="cancel_at")
    subscription["cancel_at"] = at
    subscription["canceled_at"] = books.now if at else None
    reason = "cancellation_requested" if at else None
    subscription["cancellation_details"]["reason"] = reason


def cancel(books: Books, params: Params, ident: str) -> Doc:
    """Ends the subscription now."""
    subscription = books.get("subscription", ident)
    if subscription["status"] in OVER:
        raise params.missing("subscription", "id")
    details = params.table("cancellation_details")
    for name in ("comment", "feedback"):
        if name in details:
            subscription["cancellation_details"][name] = details.text(name)
    return end(books, subscription, reason="cancellation_requested")
