"""Canceling in two steps, and, once that is done, why, for those who care to say."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from standfirst.account.choosing import running_row
from standfirst.billing import changing, leaving, withdrawing
from standfirst.billing.leaving import WHY_WORDS, Why
from standfirst.kernel import clock
from standfirst.kernel.errors import StandfirstError
from standfirst.readers.queries import reader_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, subscription_id: int | None = None) -> HttpResponse:
    """Two steps: what canceling means, then the button that does it."""
    current = running_row(request, subscription_id)
    if current is None:
        return redirect("account:overview")
    subscription, standing = current
    fault: StandfirstError | None = None
    if request.method == "POST":
        try:
            changing.set_ending(reader_of(request), ends=True, now=clock.now(), of=subscription.pk)
        except StandfirstError as refusal:
            fault = refusal
        else:
            return redirect("account:cancel", subscription.pk)
    context = {
        "subscription": subscription,
        "standing": standing,
        "fault": fault,
        "may_withdraw": clock.now() < withdrawing.ends_at(subscription),
        "whys": () if leaving.has_explained(subscription) else WHY_WORDS.items(),
    }
    return render(request, "your_account/cancel.html", context)


@login_required
@require_POST
def explain(request: HttpRequest, subscription_id: int) -> HttpResponse:
    """Keeps why a reader ends a subscription, after they have."""
    current = running_row(request, subscription_id)
    why = request.POST.get("why", "")
    if current is not None and current[0].cancel_at and why in set(Why):
        leaving.explain_ending(current[0], Why(why), now=clock.now())
        messages.success(request, "Thank you for telling us.")
    return redirect("account:overview")
