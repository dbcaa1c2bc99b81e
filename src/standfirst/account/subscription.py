"""Subscribing, changing the plan, ending it and taking that back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from standfirst.account.paths import address, way_back
from standfirst.billing import changing, queries, sales
from standfirst.billing.models import Price, Subscription
from standfirst.billing.rules import Standing
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError, StandfirstError
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
        price = _chosen(request)
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


def _chosen(request: HttpRequest) -> Price:
    wanted = request.POST.get("price", "")
    price = (
        Price.objects.select_related("plan")
        .filter(pk=wanted if wanted.isdecimal() else 0, is_offered=True, plan__is_offered=True)
        .first()
    )
    if price is None:
        raise InputError("Choose how you want to read.", code="no_price_chosen")
    return price


def _plans_page(request: HttpRequest, fault: StandfirstError | None = None) -> HttpResponse:
    plans = list(queries.offered_plans())
    current = current_subscription(request) if request.user.is_authenticated else None
    context = {
        "plans": plans,
        "current": current[0] if current else None,
        "chosen": request.POST.get("price") or request.GET.get("price") or _first_price(plans),
        "next": way_back(request),
        "fault": fault,
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
    if news.is_complete:
        messages.success(request, "Thank you. You can read everything your plan comes with.")
    return redirect(back)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: HttpRequest) -> HttpResponse:
    """The plans, with the one the reader has; switching charges the difference at once."""
    fault: StandfirstError | None = None
    if request.method == "POST":
        try:
            price = _chosen(request)
            changing.switch_price(reader_of(request), price, now=clock.now())
        except StandfirstError as refusal:
            fault = refusal
        else:
            messages.success(request, f"Your plan is now {price.plan.name}, {price.label}.")
            return redirect(way_back(request))
    current = current_subscription(request)
    if current is None:
        return redirect(f"{reverse('subscribe')}?{urlencode({'next': way_back(request)})}")
    context = {
        "plans": list(queries.offered_plans()),
        "current": current[0],
        "chosen": request.POST.get("price") or str(current[0].price_id),
        "next": way_back(request),
        "fault": fault,
    }
    return render(request, "your_account/change_plan.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest) -> HttpResponse:
    """Two steps: what canceling means, then the button that does it."""
    current = current_subscription(request)
    if current is None:
        return redirect("account:overview")
    fault: StandfirstError | None = None
    if request.method == "POST":
        try:
            changing.set_ending(reader_of(request), ends=True, now=clock.now())
        except StandfirstError as refusal:
            fault = refusal
        else:
            messages.success(request, "Your subscription ends with what is paid.")
            return redirect("account:overview")
    context = {"subscription": current[0], "standing": current[1], "fault": fault}
    return render(request, "your_account/cancel.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Keeps a subscription going that was to end, or ends its pause."""
    current = current_subscription(request)
    if current is None:
        return redirect(f"{reverse('subscribe')}?{urlencode({'next': way_back(request)})}")
    fault: StandfirstError | None = None
    if request.method == "POST":
        try:
            changing.resume(reader_of(request), now=clock.now())
        except StandfirstError as refusal:
            fault = refusal
        else:
            messages.success(request, "Your subscription goes on as before.")
            return redirect(way_back(request))
    context = {
        "subscription": current[0],
        "standing": current[1],
        "next": way_back(request),
        "fault": fault,
    }
    return render(request, "your_account/resume.html", context)


def current_subscription(request: HttpRequest) -> tuple[Subscription, Standing] | None:
    """The subscription that the account page speaks of: one that runs, or that can be mended."""
    return queries.running_subscription(reader_of(request).pk, clock.now())
