"""Subscriptions as the API shows, changes and ends them."""

from copy import deepcopy

from standfirst.sandbox.attachment import refuse_beside_schedule
from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Occasion, Outcome, Verdict
from standfirst.sandbox.changing import change, check_location, set_endings, wants_tax
from standfirst.sandbox.collection import collect, raise_refusal
from standfirst.sandbox.customers import card_of, named_in
from standfirst.sandbox.discounts import Offer, offer_in
from standfirst.sandbox.errors import ApiError, invalid, missing
from standfirst.sandbox.listing import on_clock, page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc, list_of
from standfirst.sandbox.standing import OVER, end, keep
from standfirst.sandbox.starting import Order, priced_row, start, trial_end
from standfirst.sandbox.waiting import refuse_what_cannot_wait, stage

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
    "automatic_tax",
    "cancel_at",
    "cancel_at_period_end",
    "cancellation_details",
    "default_payment_method",
    "discounts",
    "items",
    "metadata",
    "payment_behavior",
    "proration_behavior",
    "trial_end",
)
CREATE_ACCEPTS = (*ACCEPTS, "customer", "trial_period_days")
UPDATE_ACCEPTS = (*ACCEPTS, "billing_cycle_anchor", "pause_collection", "proration_date")


def create(books: Books, params: Params) -> Doc:
    """The API's way to subscribe a customer."""
    customer = named_in(books, params)
    behavior = params.one_of("payment_behavior", BEHAVIORS, "allow_incomplete")
    card = params.text("default_payment_method")
    if card:
        card_of(books, customer["id"], card, param="default_payment_method")
    lines = [priced_row(books, row) for row in params.rows("items")]
    taxed = wants_tax(params)
    if taxed:
        check_location(customer)
    order = Order(
        customer=customer["id"],
        lines=lines,
        metadata=params.metadata(),
        card=card,
        trial_end=trial_end(books, params),
        description=params.text("description"),
        offers=_offers(books, params, customer["id"], lines),
        taxed=taxed,
    )
    subscription, invoice = start(books, order)
    if behavior != "default_incomplete" or not invoice["amount_remaining"]:
        _first_payment(books, invoice, params, behavior)
    return _with_settings(books, subscription["id"], params)


def _offers(
    books: Books, params: Params, customer: str, lines: list[tuple[Doc, int]]
) -> tuple[Offer, ...]:
    if not lines:
        raise invalid("Missing required param: items.", param="items", code="parameter_missing")
    return tuple(
        offer_in(
            books,
            row,
            customer=customer,
            amount=sum(price["unit_amount"] * quantity for price, quantity in lines),
            currency=lines[0][0]["currency"],
        )
        for row in params.rows("discounts")
    )


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
    set_endings(books, subscription, params)
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
    on = [on_clock(params)] if "customer" not in params else []
    return page_of(
        books, "subscription", params, url="/v1/subscriptions", where=where, conditions=on
    )


def every_item(books: Books, params: Params) -> Doc:
    """What a subscription is made of."""
    subscription = books.get(
        "subscription", params.must("subscription"), param="subscription", status=400
    )
    items: list[Doc] = subscription["items"]["data"]
    return list_of(items, "/v1/subscription_items")


def retrieve_item(books: Books, params: Params, ident: str) -> Doc:
    """One item of some subscription."""
    subscription = books.naming("subscription", ident)
    for item in subscription["items"]["data"] if subscription else ():
        if item["id"] == ident:
            return dict(item)
    raise missing("subscription_item", ident)


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
    behavior = params.one_of("payment_behavior", BEHAVIORS, "allow_incomplete")
    waits = behavior == "pending_if_incomplete"
    if waits:
        refuse_what_cannot_wait(params)
    before = deepcopy(subscription)
    invoice = change(books, subscription, params)
    if invoice and waits:
        stage(books, before, subscription, invoice)
        books.put(subscription)
    else:
        keep(books, subscription)
    if invoice:
        verdict = collect(books, invoice, occasion=Occasion.ON_SESSION, automatic=not waits)
        if behavior == "error_if_incomplete":
            _refuse_whole(books, invoice, verdict)
    if waits:
        subscription = books.get("subscription", ident)
        keep(books, subscription)
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
