"""Subscribing, pausing, ending it and taking that back. Another plan: `switching`."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from standfirst.account.choosing import chosen_price, running_row
from standfirst.account.paths import address, way_back
from standfirst.billing import changing, queries, sales
from standfirst.billing.models import Price, Subscription
from standfirst.billing.rules import Cause
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError, StandfirstError
from standfirst.kernel.money import Money
from standfirst.readers.queries import reader_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The plans, and one button that leads to the payment company's page.

    Whoever is not logged in logs in first and comes back with the price still chosen.
    """
    if request.method != "POST":
        return _plans_page(request)
    try:
        price = chosen_price(request)
    except InputError as fault:
        return _plans_page(request, fault)
    back = way_back(request)
    if not request.user.is_authenticated:
        return _log_in_first(price, back)
    try:
        page = sales.start_checkout(
            reader_of(request),
            price,
            success_url=address("account:subscribed", back=back, session="{CHECKOUT_SESSION_ID}"),
            cancel_url=address("subscribe", back=back, price=str(price.pk)),
            now=clock.now(),
        )
    except StandfirstError as fault:
        return _plans_page(request, fault)
    return redirect(page.url)


def _log_in_first(price: Price, back: str) -> HttpResponseRedirect:
    here = f"{reverse('subscribe')}?{urlencode({'price': str(price.pk), 'next': back})}"
    return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")


def _plans_page(request: HttpRequest, fault: StandfirstError | None = None) -> HttpResponse:
    plans = list(queries.offered_plans())
    current = running_row(request) if request.user.is_authenticated else None
    context = {
        "plans": plans,
        "current": current[0] if current else None,
        "chosen": request.POST.get("price") or request.GET.get("price") or _first_price(plans),
        "next": way_back(request),
        "fault": fault,
        "withdrawal_days": settings.WITHDRAWAL_DAYS,
    }
    return render(request, "your_account/subscribe.html", context)


def _first_price(plans: list[Any]) -> str:
    return str(plans[0].prices_shown[0].pk) if plans else ""


@never_cache
@login_required
@require_GET
def subscribed(request: HttpRequest) -> HttpResponse:
    """Back from the payment company: takes over what was bought and leads back to the article."""
    back = way_back(request)
    try:
        news = sales.finish_checkout(
            reader_of(request), request.GET.get("session", ""), now=clock.now()
        )
    except StandfirstError as fault:
        return _plans_page(request, fault)
    if not news.is_complete:
        return _plans_page(request, _unfinished())
    messages.success(request, "Thank you. You can read everything your plan comes with.")
    return redirect(back)


def _unfinished() -> InputError:
    return InputError(
        "The payment was not finished, and nothing was charged.",
        help="Choose again, or try another card.",
        code="checkout_unfinished",
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, subscription_id: int | None = None) -> HttpResponse:
    """Keeps a subscription going that was to end, or ends its pause."""
    current = running_row(request, subscription_id)
    if current is None:
        return redirect(f"{reverse('subscribe')}?{urlencode({'next': way_back(request)})}")
    fault: StandfirstError | None = None
    if request.method == "POST":
        try:
            after = changing.resume(reader_of(request), now=clock.now(), of=current[0].pk)
        except StandfirstError as refusal:
            fault = refusal
        else:
            return _resumed(request, after)
    context = {
        "subscription": current[0],
        "standing": current[1],
        "charged": current[0].charged_at(clock.now()),
        "next_sum": current[0].charged_at(current[0].period_end),
        "is_charged": current[0].is_paused and current[0].period_end <= clock.now(),
        "next": way_back(request),
        "fault": fault,
    }
    return render(request, "your_account/resume.html", context)


def _resumed(request: HttpRequest, after: Subscription) -> HttpResponse:
    """A resumed subscription whose payment failed leads to what mends it."""
    back = way_back(request)
    debt = queries.debts_of(after.customer).first()
    if debt is None:
        messages.success(request, "Your subscription goes on as before.")
        return redirect(back)
    to_bank = debt.failure == Cause.AUTHENTICATION_REQUIRED
    door = reverse("account:confirm" if to_bank else "account:card")
    return redirect(f"{door}?{urlencode({'next': back})}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, subscription_id: int | None = None) -> HttpResponse:
    """What a pause means and how long it may be, then the button that does it."""
    current = running_row(request, subscription_id)
    if current is None:
        return redirect("account:overview")
    subscription, fault = current[0], None
    try:
        changing.refuse_pause(subscription, clock.now())
        if request.method == "POST":
            until = changing.pause_ends(subscription, _months(request))
            changing.pause(reader_of(request), until=until, now=clock.now(), of=subscription.pk)
            messages.success(request, "Your subscription is paused once what is paid is read.")
            return redirect("account:overview")
    except StandfirstError as refusal:
        fault = refusal
    context = {"subscription": subscription, "months": _choices(subscription), "fault": fault}
    return render(request, "your_account/pause.html", context)


def _choices(subscription: Subscription) -> list[tuple[int, datetime, Money | None]]:
    """How long a pause may be, the day on which each ends, and what is charged on it."""
    ends = ((n, changing.pause_ends(subscription, n)) for n in changing.MONTHS_TO_PAUSE)
    return [(n, until, subscription.charged_at(until)) for n, until in ends]


def _months(request: HttpRequest) -> int:
    wanted = request.POST.get("months", "")
    for months in changing.MONTHS_TO_PAUSE:
        if wanted == str(months):
            return months
    raise InputError("Choose how long the pause is to be.", code="no_pause_chosen")
