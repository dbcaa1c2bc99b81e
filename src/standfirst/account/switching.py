"""Another plan: choose, see what it costs today and from when, confirm.

The sum that was told travels with the form, signed, and holds for half an hour: what is charged is
what was read, or the page asks again.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from standfirst.account.choosing import chosen_price, is_choosing, running_row
from standfirst.account.paths import way_back
from standfirst.billing import queries, switching
from standfirst.billing.models import Price, Subscription
from standfirst.billing.rules import Cause
from standfirst.billing.switching import SwitchKind, SwitchQuote
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError, PaymentError, StandfirstError
from standfirst.kernel.money import Money
from standfirst.readers.queries import reader_of

SALT = "standfirst.switch"
SUMS = ("due_now", "tax", "credit", "next_amount")
MOMENTS = ("next_at", "made_at")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: HttpRequest, subscription_id: int | None = None) -> HttpResponse:
    """Shows the plans, then what the chosen one costs; only the confirmed sum is charged."""
    row = running_row(request, subscription_id)
    if row is None:
        return redirect(f"{reverse('subscribe')}?{urlencode({'next': way_back(request)})}")
    try:
        if "quote" in request.POST:
            return _confirmed(request, row[0])
        if is_choosing(request):
            return _told(request, row[0], chosen_price(request))
    except StandfirstError as fault:
        return _choose(request, row[0], fault)
    return _choose(request, row[0])


def _choose(
    request: HttpRequest, current: Subscription, fault: StandfirstError | None = None
) -> HttpResponse:
    wanted = request.POST.get("price") or request.GET.get("price")
    context = {
        "plans": list(queries.offered_plans()),
        "current": current,
        "chosen": wanted or str(current.next_price_id or current.price_id),
        "next": way_back(request),
        "fault": fault,
    }
    return render(request, "your_account/change_plan.html", context)


def _told(request: HttpRequest, current: Subscription, price: Price) -> HttpResponse:
    reader = reader_of(request)
    quote = switching.preview_switch(reader, price, now=clock.now(), of=current.pk)
    return _ask(request, current, quote)


def _ask(
    request: HttpRequest,
    current: Subscription,
    quote: SwitchQuote,
    fault: StandfirstError | None = None,
) -> HttpResponse:
    price = Price.objects.select_related("plan").get(pk=quote.price_id)
    context = {
        "current": current,
        "quote": quote,
        "price": price,
        "charged": current.charged_at(quote.next_at, by=price),
        "sealed": sealed(quote, reader_of(request).pk),
        "customer": queries.customer_of(reader_of(request)),
        "here": _address_of(quote, way_back(request)),
        "next": way_back(request),
        "fault": fault,
    }
    return render(request, "your_account/confirm_plan.html", context)


def _address_of(quote: SwitchQuote, back: str) -> str:
    """Where the sum is told, to come back to with another card."""
    here = reverse("account:change_plan", args=[quote.subscription_id])
    return f"{here}?{urlencode({'price': str(quote.price_id), 'next': back})}"


def _confirmed(request: HttpRequest, current: Subscription) -> HttpResponse:
    reader, now = reader_of(request), clock.now()
    quote = opened(request.POST["quote"], reader.pk)
    if quote.subscription_id != current.pk:
        raise _outdated()
    fresh = switching.requote(reader, quote, now=now)
    if fresh.kind is SwitchKind.SAME and quote.kind is SwitchKind.UPGRADE:
        return _thanks(request, quote)
    if fresh != quote:
        return _ask(request, current, fresh, _outdated())
    try:
        switching.switch(reader, quote, now=now)
    except PaymentError as fault:
        return _not_paid(request, current, quote, fault)
    return _thanks(request, quote)


def _not_paid(
    request: HttpRequest, current: Subscription, quote: SwitchQuote, fault: PaymentError
) -> HttpResponse:
    """The bank is asked where it wants to be; another refusal is told, with a sum to try again."""
    back = way_back(request)
    if fault.code == Cause.AUTHENTICATION_REQUIRED:
        return redirect(f"{reverse('account:confirm')}?{urlencode({'next': back})}")
    price = Price.objects.select_related("plan").get(pk=quote.price_id)
    try:
        fresh = switching.preview_switch(
            reader_of(request), price, now=clock.now(), of=quote.subscription_id
        )
    except StandfirstError:
        return _choose(request, current, fault)
    return _ask(request, current, fresh, fault)


def _thanks(request: HttpRequest, quote: SwitchQuote) -> HttpResponse:
    price = Price.objects.select_related("plan").get(pk=quote.price_id)
    match quote.kind:
        case SwitchKind.UPGRADE:
            words = f"Your plan is now {price.plan.name}, {price.label}."
        case SwitchKind.DOWNGRADE:
            words = f"Once what is paid is read, your plan is {price.plan.name}, {price.label}."
        case SwitchKind.SAME:
            words = f"You keep {price.plan.name}, {price.label}."
    messages.success(request, words)
    return redirect(way_back(request))


def _outdated() -> InputError:
    return InputError(
        "The sum has changed since you saw it.",
        help="Nothing was charged. Look at it again, and confirm.",
        code="quote_outdated",
    )


def sealed(quote: SwitchQuote, reader_id: int) -> str:
    """A quote for the form that confirms it: for this reader alone, and unchangeable."""
    data: dict[str, Any] = asdict(quote) | {"reader": reader_id}
    data |= {name: [data[name]["amount_minor"], data[name]["currency"]] for name in SUMS}
    data |= {name: data[name].isoformat() for name in MOMENTS}
    return signing.dumps(data, salt=SALT)


def opened(text: str, reader_id: int) -> SwitchQuote:
    """The quote that was sealed. Raises InputError for one that was not sealed for this reader."""
    try:
        data = signing.loads(text, salt=SALT)
    except signing.BadSignature as fault:
        raise _outdated() from fault
    if data.pop("reader") != reader_id:
        raise _outdated()
    data |= {name: Money(*data[name]) for name in SUMS}
    data |= {name: datetime.fromisoformat(data[name]) for name in MOMENTS}
    return SwitchQuote(**{**data, "kind": SwitchKind(data["kind"])})
