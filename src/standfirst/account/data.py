"""A copy of what we hold of the reader, and closing the account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from standfirst.billing.queries import has_running_subscription
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError
from standfirst.readers import actions, queries
from standfirst.readers.queries import reader_of


@never_cache
@login_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Everything held of the reader, as a JSON file."""
    held = queries.everything_about(reader_of(request))
    response = JsonResponse(held, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="your-data.json"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Two steps: what closing means, then the button that does it."""
    fault = _what_forbids_closing(request)
    if request.method != "POST" or fault:
        status = 409 if request.method == "POST" else 200
        return render(request, "your_account/close.html", {"fault": fault}, status=status)
    actions.close_account(reader_of(request), now=clock.now())
    logout(request)
    messages.success(request, "Your account is closed, and we have forgotten you.")
    return redirect("/")


def _what_forbids_closing(request: HttpRequest) -> InputError | None:
    if not has_running_subscription(reader_of(request).pk, clock.now()):
        return None
    return InputError(
        "Your subscription still runs.",
        help="Cancel it first; then you can close the account at once, or read to its end.",
        code="subscription_runs",
    )
