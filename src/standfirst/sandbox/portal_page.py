"""The portal's pages: what somebody subscribes to, their card, their invoices, and the flows."""

from html import escape

from standfirst.sandbox import pages, portal
from standfirst.sandbox.books import Books
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.standing import OVER
from standfirst.sandbox.visits import Shown, Visit, read_card

INVOICES_SHOWN = 24


def portal_page(books: Books, visit: Visit, session: Doc) -> Shown:
    """The portal of a session: its flow if it has one, else the whole of it."""
    flow = session["flow"]
    if flow and not portal.is_done(session):
        return _send(books, visit, session) if visit.posts else _flow_form(books, visit, session)
    if flow and flow["after_completion"]["type"] != "portal_homepage":
        return _after_flow(books, session)
    return _send(books, visit, session) if visit.posts else _home(books, visit, session)


def _send(books: Books, visit: Visit, session: Doc) -> Shown:
    """Does what a form of the portal asks for."""
    match visit.form.get("do", ""):
        case "cancel" | "resume" as verb:
            named = visit.form.get("subscription", "")
            portal.plan_end(books, session, named, ends=verb == "cancel")
        case "switch" if session["flow"]:
            portal.confirm_switch(books, session)
        case _:
            portal.change_card(books, session, read_card(books, visit.form))
            if not session["flow"]:
                return Shown(status=303, location=session["return_url"] or _path(books, session))
    portal.finish(books, session)
    if session["flow"]:
        return _after_flow(books, session)
    return Shown(status=303, location=_path(books, session))


def _after_flow(books: Books, session: Doc) -> Shown:
    told = session["flow"]["after_completion"]
    if told["type"] == "redirect":
        return Shown(status=303, location=told["redirect"]["return_url"])
    if told["type"] == "portal_homepage":
        return Shown(status=303, location=_path(books, session))
    message = told["hosted_confirmation"]["custom_message"] or "It is done."
    main = f"<h1>Thank you</h1><p>{escape(message)}</p>{_way_back(books, session)}"
    return Shown(pages.frame(books.terms, "Done", main))


def _path(books: Books, session: Doc) -> str:
    return f"{books.terms.page_path}/portal/{session['id']}"


def _way_back(books: Books, session: Doc) -> str:
    return pages.link(session["return_url"], f"Return to {books.terms.business}")


def _flow_form(books: Books, visit: Visit, session: Doc) -> Shown:
    if portal.is_over(books, session):
        main = f"<h1>This subscription has ended</h1>{_way_back(books, session)}"
        return Shown(pages.frame(books.terms, "Ended", main), status=410)
    match session["flow"]["type"]:
        case "subscription_cancel":
            title, body = _cancel_form(books, visit, session)
        case "subscription_update_confirm":
            title, body = _switch_form(books, visit, session)
        case _:
            title, body = "Another card", f"<h1>Another card</h1>{_card_form(visit)}"
    main = f"{body}{_way_back(books, session)}"
    return Shown(pages.frame(books.terms, title, main), status=visit.status)


def _cancel_form(books: Books, visit: Visit, session: Doc) -> tuple[str, str]:
    subscription = books.get("subscription", session["flow"]["subscription_cancel"]["subscription"])
    until = pages.date_words(subscription["items"]["data"][0]["current_period_end"])
    body = (
        "<h1>Cancel your subscription</h1>"
        f'<p class="sandbox-sum">{escape(_what(subscription))}. It ends on {until}, and nothing '
        f"is charged again.</p>{_fault(visit)}"
        f"{_do(visit, 'cancel', 'Cancel subscription', subscription['id'])}"
    )
    return "Cancel", body


def _switch_form(books: Books, visit: Visit, session: Doc) -> tuple[str, str]:
    asked = session["flow"]["subscription_update_confirm"]
    subscription, row = books.get("subscription", asked["subscription"]), asked["items"][0]
    price = books.get("price", row["price"])
    new = pages.price_words(price, row["quantity"])
    due = portal.sum_of_switch(books, session)
    body = (
        "<h1>Confirm the change</h1>"
        f'<p class="sandbox-sum">From {escape(_what(subscription))} to {escape(new)}.</p>'
        "<p>The time that is left of what you paid counts towards it. "
        f"Now you pay {pages.sum_of(due, price['currency'])}.</p>{_fault(visit)}"
        f"{_do(visit, 'switch', 'Confirm', subscription['id'])}"
    )
    return "Confirm the change", body


def _home(books: Books, visit: Visit, session: Doc) -> Shown:
    main = (
        "<h1>Your subscription</h1>"
        f"{_way_back(books, session)}"
        f"{_subscriptions(books, visit, session['customer'])}"
        f"<h2>Another card</h2>{_card_form(visit)}"
        f"{_invoices(books, session['customer'])}"
    )
    return Shown(pages.frame(books.terms, "Your subscription", main), status=visit.status)


def _card_form(visit: Visit) -> str:
    body = pages.card_fields(visit.form, visit.faults, email=False) + pages.button("Save card")
    return f"{pages.form(body, hidden=visit.hidden)}{pages.known_numbers()}"


def _fault(visit: Visit) -> str:
    return pages.alert(next(iter(visit.faults.values()), ""))


def _do(visit: Visit, verb: str, label: str, subscription: str, *, plain: bool = False) -> str:
    """A form of one button that does one thing to one subscription."""
    hidden = {**visit.hidden, "do": verb, "subscription": subscription}
    return pages.form(pages.button(label, plain=plain), hidden=hidden)


def _what(subscription: Doc) -> str:
    item = subscription["items"]["data"][0]
    return pages.price_words(item["price"], item["quantity"])


def _subscriptions(books: Books, visit: Visit, customer: str) -> str:
    found = books.find("subscription", customer=customer)
    if not found:
        return "<p>There is no subscription.</p>"
    return "".join(_one_subscription(visit, subscription) for subscription in found)


def _one_subscription(visit: Visit, subscription: Doc) -> str:
    facts = (
        f"<dl><dt>{escape(_what(subscription))}</dt>"
        f"<dd>{escape(subscription['status'].replace('_', ' '))}{_until(subscription)}</dd></dl>"
    )
    if subscription["status"] in OVER or subscription["schedule"]:
        return facts
    if subscription["cancel_at_period_end"]:
        return facts + _do(visit, "resume", "Keep subscription", subscription["id"], plain=True)
    return facts + _do(visit, "cancel", "Cancel subscription", subscription["id"], plain=True)


def _until(subscription: Doc) -> str:
    if subscription["status"] in OVER:
        return ""
    word = "ends" if subscription["cancel_at"] else "renews"
    at = subscription["cancel_at"] or subscription["items"]["data"][0]["current_period_end"]
    return f", {word} on {pages.date_words(at)}"


def _invoices(books: Books, customer: str) -> str:
    found = [i for i in books.find("invoice", customer=customer) if i["number"]]
    rows = "".join(
        f'<tr><td><a href="{books.terms.page_path}/invoice/{invoice["id"]}">'
        f"{escape(invoice['number'])}</a></td><td>{pages.date_words(invoice['created'])}</td>"
        f"<td>{pages.sum_of(invoice['amount_due'], invoice['currency'])}</td>"
        f"<td>{escape(invoice['status'])}</td></tr>"
        for invoice in found[: -INVOICES_SHOWN - 1 : -1]
    )
    return f"<h2>Invoices</h2><table><tbody>{rows}</tbody></table>" if rows else ""
