"""Checkout sessions as the API opens, shows and closes them. What their page does: finishing.py."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.changing import wants_tax
from standfirst.sandbox.customers import named_in
from standfirst.sandbox.discounts import offer_in
from standfirst.sandbox.due import expire_session
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.periods import DAY
from standfirst.sandbox.quoting import payer, quote, whole_of
from standfirst.sandbox.setups import new_setup
from standfirst.sandbox.shapes import Doc, blank, list_of
from standfirst.sandbox.starting import priced_row, trial_end
from standfirst.sandbox.taxes import is_complete

IGNORED = (
    "consent_collection",
    "locale",
    "payment_method_collection",
    "payment_method_types",
    "saved_payment_method_options",
    "tax_id_collection",
    "ui_mode",
)
"""Parameters that are taken and change nothing here."""
ACCEPTS = (
    *IGNORED,
    "allow_promotion_codes",
    "automatic_tax",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "currency",
    "customer",
    "customer_email",
    "customer_update",
    "discounts",
    "expires_at",
    "line_items",
    "metadata",
    "mode",
    "setup_intent_data",
    "subscription_data",
    "success_url",
)


def create(books: Books, params: Params) -> Doc:
    """Opens a session for 24 hours, to subscribe or to put a card on file."""
    mode = params.one_of("mode", ("subscription", "setup"), "")
    customer = named_in(books, params) if params.text("customer") else None
    ident = "cs_test_" + books.new_id("a", 56).replace("_", "1")
    expires_at = _expiry(books, params)
    email = customer["email"] if customer else params.text("customer_email")
    session = blank(
        "checkout.session",
        id=ident,
        allow_promotion_codes=params.truth("allow_promotion_codes") or None,
        automatic_tax=_automatic_tax(params),
        billing_address_collection=params.text("billing_address_collection"),
        cancel_url=params.text("cancel_url"),
        client_reference_id=params.text("client_reference_id"),
        created=books.now,
        custom_text=dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        customer=customer["id"] if customer else None,
        customer_details=payer(email) if email else None,
        customer_email=params.text("customer_email"),
        expires_at=expires_at,
        locale=params.text("locale"),
        metadata=params.metadata(),
        mode=mode,
        payment_method_collection="always",
        payment_method_options={},
        payment_method_types=["card"],
        payment_status="no_payment_required" if mode == "setup" else "unpaid",
        phone_number_collection={"enabled": False},
        status="open",
        success_url=params.must("success_url"),
        ui_mode="hosted_page",
        url=f"{books.terms.page_url}/checkout/{ident}",
        _customer_update=_customer_update(books, params, customer),
        _clock=customer["test_clock"] if customer else None,
        _due=expires_at,
        _line_items=[],
        _order={},
        _setup=None,
        _subscription=None,
    )
    if mode == "setup":
        _for_setup(books, session, params)
    else:
        _for_subscription(books, session, params)
    return books.put(session)


def _automatic_tax(params: Params) -> Doc:
    enabled = wants_tax(params)
    return {
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": None,
    }


def _customer_update(books: Books, params: Params, customer: Doc | None) -> dict[str, str]:
    """What the page may change of a customer that is there already."""
    table = params.table("customer_update")
    table.allow(("address", "name", "shipping"))
    asked = {name: table.one_of(name, ("auto", "never"), "never") for name in table}
    if customer is None and asked:
        raise invalid(
            "`customer_update` can only be used with `customer`.", param="customer_update"
        )
    known = customer is None or is_complete(customer["address"])
    if wants_tax(params) and not known and asked.get("address") != "auto":
        raise invalid(
            "Automatic tax calculation in Checkout requires a valid address on the Customer. Add "
            "a valid address to the Customer or set either `customer_update[address]` to 'auto' "
            "or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to "
            "the Customer.",
            param="customer_update",
            code="customer_tax_location_invalid",
        )
    return asked


def _expiry(books: Books, params: Params) -> int:
    at = params.whole("expires_at") or books.now + DAY
    if not books.now + 1800 <= at <= books.now + DAY:
        raise invalid(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
            param="expires_at",
        )
    return at


def _for_setup(books: Books, session: Doc, params: Params) -> None:
    data = params.table("setup_intent_data")
    data.allow(("description", "metadata", "on_behalf_of"))
    setup = new_setup(
        books,
        customer=session["customer"],
        metadata=data.metadata(),
        session=session["id"],
    )
    books.put(setup)
    session.update(setup_intent=setup["id"], currency=params.text("currency"), _setup=setup["id"])


def _for_subscription(books: Books, session: Doc, params: Params) -> None:
    data = params.table("subscription_data")
    data.allow(
        (
            "billing_mode",
            "description",
            "metadata",
            "trial_end",
            "trial_period_days",
            "trial_settings",
        )
    )
    rows = params.rows("line_items")
    if not rows:
        raise invalid(
            "Missing required param: line_items.", param="line_items", code="parameter_missing"
        )
    lines = [priced_row(books, row) for row in rows]
    session.update(
        currency=lines[0][0]["currency"],
        _line_items=[_line_item(books, price, quantity) for price, quantity in lines],
        _order={
            "description": data.text("description"),
            "metadata": data.metadata(),
            "trial_days": data.whole("trial_period_days"),
            "trial_end": trial_end(books, data),
        },
    )
    session["discounts"] = [
        offer_in(
            books,
            row,
            customer=session["customer"],
            amount=whole_of(session),
            currency=session["currency"],
        ).named
        for row in _discount_rows(params)
    ]
    quote(books, session)


def _discount_rows(params: Params) -> list[Params]:
    if "discounts" in params and "allow_promotion_codes" in params:
        raise invalid(
            "You may only specify one of these parameters: allow_promotion_codes, discounts.",
            param="discounts",
        )
    return params.rows("discounts")


def _line_item(books: Books, price: Doc, quantity: int) -> Doc:
    amount = price["unit_amount"] * quantity
    product = books.get("product", price["product"])
    return blank(
        "item",
        id=books.new_id("li"),
        amount_discount=0,
        amount_subtotal=amount,
        amount_tax=0,
        amount_total=amount,
        currency=price["currency"],
        description=product["name"],
        price=price,
        quantity=quantity,
    )


def retrieve(books: Books, params: Params, ident: str) -> Doc:
    """The session."""
    return books.get("checkout.session", ident)


def every(books: Books, params: Params) -> Doc:
    """Sessions, of a customer or with a status when asked."""
    where = {"customer": params.text("customer"), "status": params.text("status")}
    answer = page_of(books, "checkout.session", params, url="/v1/checkout/sessions", where=where)
    if wanted := params.text("subscription"):
        answer["data"] = [doc for doc in answer["data"] if doc["subscription"] == wanted]
    return answer


def every_line(books: Books, params: Params, ident: str) -> Doc:
    """What the session sells."""
    session = books.get("checkout.session", ident)
    return list_of(session["_line_items"], f"/v1/checkout/sessions/{ident}/line_items")


def expire(books: Books, params: Params, ident: str) -> Doc:
    """Closes an open session."""
    session = books.get("checkout.session", ident)
    if session["status"] != "open":
        raise invalid(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}."
        )
    return expire_session(books, session)
