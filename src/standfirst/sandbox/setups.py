"""Setup intents: putting a card on file without charging it."""

from standfirst.sandbox.books import Books, letters_from
from standfirst.sandbox.cards import NOT_AUTHENTICATED, Occasion, Outcome, Verdict, judge
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.payment_methods import attach_to
from standfirst.sandbox.payments import next_action
from standfirst.sandbox.shapes import Doc, blank, visible


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


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The setup intent."""
    return books.get("setup_intent", ident)


def every(books: Books, params: Params) -> Doc:
    """Setup intents, of a customer when asked."""
    where = {"customer": params.text("customer")}
    return page_of(books, "setup_intent", params, url="/v1/setup_intents", where=where)
