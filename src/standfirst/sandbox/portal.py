"""Portal sessions: the company's own page about a customer's subscription, card and invoices.

A session may be for one thing only, its flow: another card, ending a subscription, or confirming
a switch of price. Then it leads back when that is done.
"""

from standfirst.sandbox import previews, subscriptions
from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Entry, Outcome, refusal
from standfirst.sandbox.customers import named_in
from standfirst.sandbox.errors import invalid, missing
from standfirst.sandbox.params import Params
from standfirst.sandbox.payment_methods import from_entry
from standfirst.sandbox.setups import new_setup, try_setup
from standfirst.sandbox.shapes import Doc, blank
from standfirst.sandbox.standing import OVER

ACCEPTS = ("customer", "return_url", "configuration", "flow_data", "locale")
FLOWS = ("payment_method_update", "subscription_cancel", "subscription_update_confirm")
AFTERWARDS = ("hosted_confirmation", "portal_homepage", "redirect")


def create(books: Books, params: Params) -> Doc:
    """Opens the portal for a customer."""
    customer = named_in(books, params)
    ident = books.new_id("bps")
    session = blank(
        "billing_portal.session",
        id=ident,
        configuration=params.text("configuration") or "bpc_sandbox",
        created=books.now,
        customer=customer["id"],
        flow=_flow(books, customer["id"], params),
        locale=params.text("locale"),
        return_url=params.text("return_url"),
        url=f"{books.terms.page_url}/portal/{ident}",
        _done=False,
    )
    return books.put(session)


def _flow(books: Books, customer: str, params: Params) -> Doc | None:
    if "flow_data" not in params:
        return None
    data = params.table("flow_data")
    data.allow(("type", "after_completion", *FLOWS[1:]))
    kind = data.one_of("type", FLOWS, "")
    flow: Doc = {
        "after_completion": _afterwards(data.table("after_completion")),
        "subscription_cancel": None,
        "subscription_update": None,
        "subscription_update_confirm": None,
        "type": kind,
    }
    if kind == "subscription_cancel":
        named = _subscription(books, customer, data.table(kind))
        flow[kind] = {"retention": None, "subscription": named["id"]}
    elif kind == "subscription_update_confirm":
        flow[kind] = _switch_asked(books, customer, data.table(kind))
    return flow


def _afterwards(table: Params) -> Doc:
    table.allow(("type", *AFTERWARDS))
    kind = table.one_of("type", AFTERWARDS, "portal_homepage")
    told: Doc = {"hosted_confirmation": None, "redirect": None, "type": kind}
    if kind == "redirect":
        told["redirect"] = {"return_url": table.table("redirect").must("return_url")}
    elif kind == "hosted_confirmation":
        message = table.table("hosted_confirmation").text("custom_message")
        told["hosted_confirmation"] = {"custom_message": message}
    return told


def _subscription(books: Books, customer: str, table: Params) -> Doc:
    ident, param = table.must("subscription"), table.name_of("subscription")
    subscription = books.get("subscription", ident, param=param, status=400)
    if subscription["customer"] != customer:
        raise missing("subscription", ident, param=param, status=400)
    if subscription["status"] in OVER:
        raise invalid(
            f"The subscription `{ident}` is in the `{subscription['status']}` status and cannot "
            "be changed in the portal.",
            param=param,
        )
    return subscription


def _switch_asked(books: Books, customer: str, table: Params) -> Doc:
    table.allow(("subscription", "items", "discounts"))
    subscription = _subscription(books, customer, table)
    rows = table.rows("items")
    if len(rows) != 1:
        raise invalid("Exactly one item must be given.", param=table.name_of("items"))
    row = rows[0]
    row.allow(("id", "price", "quantity"))
    if row.must("id") not in [item["id"] for item in subscription["items"]["data"]]:
        raise row.missing("subscription_item", "id")
    price = books.get("price", row.must("price"), param=row.name_of("price"), status=400)
    item = {"id": row.must("id"), "price": price["id"], "quantity": row.whole("quantity") or 1}
    return {"discounts": None, "items": [item], "subscription": subscription["id"]}


def is_done(session: Doc) -> bool:
    """Whether the session's flow was gone through."""
    return bool(session["_done"])


def is_over(books: Books, session: Doc) -> bool:
    """Whether the subscription that the flow is about has ended meanwhile."""
    flow = session["flow"]
    named = flow.get(flow["type"])
    subscription = books.look(named["subscription"]) if named else None
    return subscription is not None and subscription["status"] in OVER


def finish(books: Books, session: Doc) -> None:
    """Remembers that the flow was gone through."""
    if session["flow"]:
        session["_done"] = True
        books.put(session)


def change_card(books: Books, session: Doc, entry: Entry) -> None:
    """Puts the card on file and makes it the customer's default. Raises ApiError on a decline."""
    customer = books.get("customer", session["customer"])
    method = from_entry(books, entry, email=customer["email"])
    setup = new_setup(books, customer=customer["id"], metadata={}, session=None)
    verdict = try_setup(books, setup, method, authenticated=True)
    if verdict.outcome is Outcome.DECLINED and verdict.decline:
        raise refusal(verdict.decline, keeps=False)
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    books.put(customer, "customer.updated")


def plan_end(books: Books, session: Doc, ident: str, *, ends: bool) -> None:
    """Has the subscription end with its period, or go on after all."""
    _own(books, session, ident)
    asked = Params({"cancel_at_period_end": "true" if ends else "false"})
    subscriptions.update(books, asked, ident)


def confirm_switch(books: Books, session: Doc) -> None:
    """Does the switch of price; what it costs is charged now, or nothing is changed."""
    asked = session["flow"]["subscription_update_confirm"]
    item = asked["items"][0]
    row = {"id": item["id"], "price": item["price"], "quantity": str(item["quantity"])}
    params = Params(
        {
            "items": {"0": row},
            "proration_behavior": "always_invoice",
            "payment_behavior": "error_if_incomplete",
        }
    )
    subscriptions.update(books, params, asked["subscription"])


def sum_of_switch(books: Books, session: Doc) -> int:
    """What confirming the switch would charge now, in minor units."""
    asked = session["flow"]["subscription_update_confirm"]
    item = asked["items"][0]
    row = {"id": item["id"], "price": item["price"], "quantity": str(item["quantity"])}
    details = {"items": {"0": row}, "proration_behavior": "always_invoice"}
    params = Params(
        {
            "customer": session["customer"],
            "subscription": asked["subscription"],
            "subscription_details": details,
        }
    )
    due: int = previews.create(books, params)["amount_due"]
    return due


def _own(books: Books, session: Doc, ident: str) -> None:
    subscription = books.get("subscription", ident)
    if subscription["customer"] != session["customer"]:
        raise missing("subscription", ident)
