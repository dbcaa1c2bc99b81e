"""Setup intents: putting a card on file without charging it."""

from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.cards import (
    NOT_AUTHENTICATED,
    Occasion,
    Outcome,
    Verdict,
    judge,
    refusal,
)
from standfirst.sandbox.customers import named_in
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.payment_methods import attach_to, card_or_token
from standfirst.sandbox.payments import next_action
from standfirst.sandbox.shapes import Doc, blank, visible

CREATE_ACCEPTS = (
    "automatic_payment_methods",
    "confirm",
    "customer",
    "description",
    "metadata",
    "payment_method",
    "payment_method_types",
    "return_url",
    "usage",
)


def new_setup(
    books: Books,
    *,
    customer: str | None,
    metadata: dict[str, str],
    session: str | None,
) -> Doc:
    """A setup intent that waits for a card; not kept yet."""
    ident = books.new_id("seti")
    return blank(
        "setup_intent",
        id=ident,
        client_secret=f"{ident}_secret_{letters_from(ident, 30)}",
        created=books.now,
        customer=customer,
        metadata=metadata,
        payment_method_options={},
        payment_method_types=["card"],
        status="requires_payment_method",
        usage="off_session",
        _return_url=None,
        _session=session,
    )


def try_setup(books: Books, setup: Doc, method: Doc, *, authenticated: bool = False) -> Verdict:
    """Asks the bank whether the card may be kept, and keeps it on the customer's file if so."""
    verdict = judge(method, Occasion.SETUP, now=books.now, authenticated=authenticated)
    setup["payment_method"] = method["id"]
    if verdict.outcome is Outcome.APPROVED:
        method["_authenticated"] = authenticated or method["_authenticated"]
        if setup["customer"]:
            attach_to(books, method, setup["customer"])
        setup.update(status="succeeded", next_action=None, last_setup_error=None)
        books.put(setup, "setup_intent.succeeded")
    elif verdict.outcome is Outcome.CHALLENGED:
        books.put(method)
        setup.update(status="requires_action", next_action=next_action(books, setup))
        books.put(setup, "setup_intent.requires_action")
    return verdict


def setup_not_confirmed(books: Books, setup: Doc) -> None:
    """What is left when the bank's question was answered with no."""
    method = books.get("payment_method", setup["payment_method"])
    setup.update(
        status="requires_payment_method",
        next_action=None,
        payment_method=None,
        last_setup_error={
            "type": "invalid_request_error",
            "code": "setup_intent_authentication_failure",
            "message": NOT_AUTHENTICATED.message,
            "payment_method": visible(method),
        },
    )
    books.put(setup, "setup_intent.setup_failed")


def create(books: Books, params: Params) -> Doc:
    """The API's way to begin putting a card on file; with `confirm` it is tried at once."""
    customer = named_in(books, params)["id"] if params.text("customer") else None
    setup = new_setup(books, customer=customer, metadata=params.metadata(), session=None)
    setup["description"] = params.text("description")
    setup["usage"] = params.one_of("usage", ("off_session", "on_session"), "off_session")
    if ident := params.text("payment_method"):
        method = card_or_token(books, ident)
        books.put(method)
        setup.update(payment_method=method["id"], status="requires_confirmation")
    books.put(setup, "setup_intent.created")
    return confirm(books, params, setup["id"]) if params.truth("confirm") else setup


def confirm(books: Books, params: Params, ident: str) -> Doc:
    """Asks the bank whether the card may be kept. Raises ApiError when it is declined."""
    setup = _unfinished(books, ident, "confirm")
    named = params.text("payment_method") or setup["payment_method"]
    if named is None:
        raise invalid(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            code="setup_intent_unexpected_state",
        )
    setup["_return_url"] = params.text("return_url", setup["_return_url"])
    verdict = try_setup(books, setup, card_or_token(books, named))
    if verdict.outcome is Outcome.DECLINED and verdict.decline:
        raise refusal(verdict.decline, keeps=False)
    return setup


def cancel(books: Books, params: Params, ident: str) -> Doc:
    """Gives up a setup that nobody finished."""
    setup = _unfinished(books, ident, "cancel")
    reasons = ("abandoned", "duplicate", "requested_by_customer", "")
    reason = params.one_of("cancellation_reason", reasons, "") or None
    setup.update(status="canceled", cancellation_reason=reason, next_action=None)
    return books.put(setup, "setup_intent.canceled")


def _unfinished(books: Books, ident: str, verb: str) -> Doc:
    setup = books.get("setup_intent", ident)
    if setup["status"] in ("succeeded", "canceled"):
        raise invalid(
            f"You cannot {verb} this SetupIntent because it has a status of {setup['status']}.",
            code="setup_intent_unexpected_state",
        )
    return setup


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The setup intent."""
    return books.get("setup_intent", ident)


def every(books: Books, params: Params) -> Doc:
    """Setup intents, of a customer when asked."""
    where = {"customer": params.text("customer")}
    return page_of(books, "setup_intent", params, url="/v1/setup_intents", where=where)
