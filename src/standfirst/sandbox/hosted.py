"""The hosted pages themselves: checkout, the bank's question, an invoice, the portal."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from standfirst.sandbox import finishing, pages
from standfirst.sandbox.books import Books
from standfirst.sandbox.cards import Outcome
from standfirst.sandbox.checkout_page import checkout_page
from standfirst.sandbox.collection import collect_on_page
from standfirst.sandbox.invoices import intent_of
from standfirst.sandbox.paper import invoice_pdf
from standfirst.sandbox.portal_page import portal_page
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.visits import Shown, Visit, read_card

STYLESHEET = Path(__file__).with_name("sandbox.css")
CSS = "text/css; charset=utf-8"


Page = Callable[[Books, Visit, str], Shown]


def query_of(path: str) -> tuple[str, dict[str, str]]:
    """The path alone, and the first value of each part of its query."""
    parts = urlsplit(path)
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def reckons(path: str) -> bool:
    """Whether the page draws up an invoice to show its sum, for which the books must be open to
    writing, though nothing of it is kept."""
    return path.startswith("/portal/")


def show(books: Books, visit: Visit, path: str) -> Shown:
    """The page at `path`, below the pages' own address."""
    match path.strip("/").split("/"):
        case ["sandbox.css"]:
            return Shown(STYLESHEET.read_bytes(), kind=CSS)
        case ["checkout", ident]:
            return _checkout(books, visit, ident)
        case ["authenticate", ident]:
            return _authenticate(books, visit, ident)
        case ["invoice", ident]:
            return _invoice(books, visit, ident)
        case ["invoice", ident, "pdf"]:
            return _invoice_pdf(books, ident)
        case ["portal", ident]:
            return _portal(books, visit, ident)
        case _:
            return _nothing(books)


def _nothing(books: Books) -> Shown:
    main = "<h1>There is no such page</h1><p>The address is wrong, or what it led to is over.</p>"
    return Shown(pages.frame(books.terms, "No such page", main), status=404)


def _checkout(books: Books, visit: Visit, ident: str) -> Shown:
    session = books.look(ident)
    if session is None or session["object"] != "checkout.session":
        return _nothing(books)
    return checkout_page(books, visit, session)


def _authenticate(books: Books, visit: Visit, ident: str) -> Shown:
    intent = books.look(ident)
    if intent is None or intent["object"] not in ("payment_intent", "setup_intent"):
        return _nothing(books)
    if intent["status"] != "requires_action":
        return _answered(books, intent)
    if visit.posts:
        approved = visit.form.get("verdict") == "approve"
        return Shown(status=303, location=finishing.bank_said(books, intent, approved=approved))
    asked = "keep your card on file"
    if intent["object"] == "payment_intent":
        asked = f"collect {pages.sum_of(intent['amount'], intent['currency'])}"
    buttons = pages.button("Approve", name="verdict", value="approve") + pages.button(
        "Decline", name="verdict", value="decline", plain=True
    )
    main = (
        "<h1>Your bank asks</h1>"
        f'<p class="sandbox-sum">{escape(books.terms.business)} wants to {escape(asked)}. '
        "Do you approve?</p>"
        f"{pages.form(buttons, hidden=visit.hidden)}"
        '<p class="sandbox-soft">This page stands for the bank’s own, '
        "as 3\u2011D Secure shows it.</p>"
    )
    return Shown(pages.frame(books.terms, "Your bank asks", main))


def _answered(books: Books, intent: Doc) -> Shown:
    """The question was answered before: leads on to where the answer led."""
    if intent["_return_url"]:
        return Shown(status=303, location=intent["_return_url"])
    session = books.look(intent["_session"])
    if session and session["status"] == "complete":
        return Shown(status=303, location=finishing.after(session))
    main = "<h1>This question was answered before</h1><p>There is nothing left to confirm.</p>"
    return Shown(pages.frame(books.terms, "Answered", main))


def _invoice(books: Books, visit: Visit, ident: str) -> Shown:
    invoice = books.look(ident)
    if invoice is None or invoice["object"] != "invoice":
        return _nothing(books)
    if visit.posts and invoice["status"] == "open":
        return _pay_invoice(books, visit, invoice)
    amount = pages.sum_of(invoice["amount_due"], invoice["currency"])
    lines = "".join(
        f"<tr><td>{escape(words)}</td><td>{pages.sum_of(sum_, invoice['currency'])}</td></tr>"
        for words, sum_ in pages.invoice_rows(invoice)
    )
    main = (
        f"<h1>Invoice {escape(invoice['number'] or 'draft')}</h1>"
        f'<p class="sandbox-sum">{amount}, {escape(invoice["status"])}</p>'
        f"<table><tbody>{lines}</tbody></table>"
        f"{pages.link(_pdf_path(books, invoice), 'Download as PDF')}"
        f"{_invoice_form(books, visit, invoice)}"
    )
    return Shown(pages.frame(books.terms, "Invoice", main), status=visit.status)


def _pdf_path(books: Books, invoice: Doc) -> str:
    return f"{books.terms.page_path}/invoice/{invoice['id']}/pdf" if invoice["number"] else ""


def _invoice_form(books: Books, visit: Visit, invoice: Doc) -> str:
    if invoice["status"] != "open":
        return ""
    intent = intent_of(books, invoice) or {}
    confirm = ""
    if intent.get("status") == "requires_action":
        label = "Confirm with your bank"
        confirm = pages.form(pages.button(label, name="confirm", value="yes"), hidden=visit.hidden)
    body = pages.card_fields(visit.form, visit.faults, email=False) + pages.button("Pay")
    return confirm + pages.form(body, hidden=visit.hidden) + pages.known_numbers()


def _pay_invoice(books: Books, visit: Visit, invoice: Doc) -> Shown:
    here = f"{books.terms.page_path}/invoice/{invoice['id']}"
    intent = intent_of(books, invoice) or {}
    bank = f"{books.terms.page_path}/authenticate/{intent.get('id')}"
    if visit.form.get("confirm") and intent.get("status") == "requires_action":
        return Shown(status=303, location=bank)
    outcome = collect_on_page(books, invoice, read_card(books, visit.form))
    return Shown(status=303, location=bank if outcome is Outcome.CHALLENGED else here)


def _invoice_pdf(books: Books, ident: str) -> Shown:
    invoice = books.look(ident)
    if invoice is None or invoice["object"] != "invoice":
        return _nothing(books)
    return Shown(invoice_pdf(invoice), kind="application/pdf")


def _portal(books: Books, visit: Visit, ident: str) -> Shown:
    session = books.look(ident)
    if session is None or session["object"] != "billing_portal.session":
        return _nothing(books)
    return portal_page(books, visit, session)
