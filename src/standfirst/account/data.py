"""A copy of what we hold of the reader, and closing the account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from standfirst.access import forgetting as access
from standfirst.billing import forgetting, leaving
from standfirst.billing import queries as billing
from standfirst.billing.rules import Standing, State
from standfirst.kernel import clock
from standfirst.readers import actions, queries
from standfirst.readers.queries import reader_of


@never_cache
@login_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Everything held of the reader, as a JSON file."""
    reader = reader_of(request)
    held = queries.everything_about(reader) | leaving.held_of(reader)
    response = JsonResponse(held, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="your-data.json"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Two steps: what closing means and what is lost by it, then the button that does it."""
    reader, now = reader_of(request), clock.now()
    if request.method != "POST":
        running = [row for row in billing.standings_of(reader.pk, now) if _is_lost(row[1])]
        return render(request, "your_account/close.html", {"running": running})
    with transaction.atomic():
        forgetting.forget_person(reader)
        access.forget_grants(reader)
        actions.close_account(reader, now=now)
    logout(request)
    messages.success(request, "Your account is closed, and we have forgotten you.")
    return redirect("/")


def _is_lost(standing: Standing) -> bool:
    return standing.state not in {State.ENDED, State.PENDING}
