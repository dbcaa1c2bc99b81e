"""The card on file: putting one there, and what is due paid with it in the same request."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from standfirst.account.paths import address, arrive, way_to_paragraph
from standfirst.billing import queries, sales
from standfirst.billing.rules import Cause
from standfirst.kernel import clock
from standfirst.kernel.errors import NotFoundError, PaymentError, StandfirstError
from standfirst.readers.queries import reader_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest) -> HttpResponse:
    """Shows the card on file and one button; the button leads to the payment company's page."""
    back = way_to_paragraph(request)
    if request.method != "POST":
        return _card_page(request, back)
    try:
        page = sales.start_card_update(
            reader_of(request),
            success_url=address("account:card_done", back=back, session="{CHECKOUT_SESSION_ID}"),
            cancel_url=address("account:card", back=back),
            now=clock.now(),
        )
    except StandfirstError as fault:
        return _card_page(request, back, fault)
    return redirect(page.url)


@never_cache
@login_required
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """Back from the payment company: takes the card over, pays what is due, leads back.

    The work is bound to the finished session and its idempotency keys: a reload does nothing new.
    """
    back = way_to_paragraph(request)
    try:
        news = sales.finish_checkout(
            reader_of(request), request.GET.get("session", ""), now=clock.now()
        )
    except PaymentError as fault:
        if fault.code == Cause.AUTHENTICATION_REQUIRED:
            return _to_the_bank(request, back)
        return _card_page(request, back, fault)
    except NotFoundError as fault:
        return _card_page(request, back, fault, status=404)
    if not news.is_complete:
        return _card_page(request, back)
    messages.success(request, "Your card is on file, and nothing is due.")
    return arrive(request, back)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Leads to the bank's page for a payment that waits to be confirmed or finished."""
    back = way_to_paragraph(request)
    if request.method == "POST":
        return _to_the_bank(request, back)
    return _confirm_page(request, back)


@never_cache
@login_required
@require_GET
def confirmed(request: HttpRequest) -> HttpResponse:
    """Back from the bank: asks how it went, and leads to the article, or says what else is due.

    A reload asks anew and charges nothing: paying stands behind a button.
    """
    back = way_to_paragraph(request)
    reader = reader_of(request)
    try:
        sales.take_news(reader, now=clock.now())
        refusal = sales.refusal_of(reader, request.GET.get("payment_intent", "").replace("\0", ""))
    except PaymentError as fault:
        return _confirm_page(request, back, fault, status=503)
    if refusal is not None:
        return _confirm_page(request, back, refusal)
    customer = queries.customer_of(reader)
    if customer is not None and queries.debts_of(customer).exists():
        messages.success(request, "Thank you, that is paid. Another payment waits as well.")
        return _confirm_page(request, back)
    messages.success(request, "Thank you, that is paid.")
    return arrive(request, back)


def _to_the_bank(request: HttpRequest, back: str) -> HttpResponse:
    try:
        page = sales.confirm_with_bank(
            reader_of(request),
            return_url=address("account:confirm_done", back=back),
            now=clock.now(),
        )
    except StandfirstError as fault:
        return _confirm_page(request, back, fault)
    done = address("account:confirm_done", back=back, payment_intent=page.id)
    return redirect(page.url or done)


def _confirm_page(
    request: HttpRequest, back: str, fault: StandfirstError | None = None, *, status: int = 200
) -> HttpResponse:
    waits = queries.waits_for_the_bank(reader_of(request).pk)
    context = {"next": back, "fault": fault, "waits": waits}
    return render(request, "your_account/confirm.html", context, status=status)


def _card_page(
    request: HttpRequest, back: str, fault: StandfirstError | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"next": back, "fault": fault, **card_facts(request)}
    return render(request, "your_account/card.html", context, status=status)


def card_facts(request: HttpRequest) -> dict[str, Any]:
    """The card on file and what is due, for a page."""
    customer = queries.customer_of(reader_of(request))
    card = getattr(customer, "card", None)
    return {
        "customer": customer,
        "card": card,
        "card_expires_at": queries.card_expires_at(card),
        "debts": list(queries.debts_of(customer)) if customer else [],
    }
