"""Your account, on one page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from standfirst.account.devices import device_facts
from standfirst.account.payments import payment_facts
from standfirst.account.profile import lock_facts, name_form
from standfirst.account.stories import story_facts
from standfirst.kernel import clock


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Subscription, card, invoices, stories, name and address, devices, locks, data."""
    context = {
        **payment_facts(request, now=clock.now()),
        **device_facts(request),
        **lock_facts(request),
        **story_facts(request),
        "name_form": name_form(request),
    }
    return render(request, "your_account/overview.html", context)
