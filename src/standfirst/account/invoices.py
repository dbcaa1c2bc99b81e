"""Every invoice of a reader's, a sheet at a time."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from standfirst.billing import queries
from standfirst.readers.queries import reader_of

A_SHEET = 24


@never_cache
@login_required
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """All invoices, the latest first, with the payment company's page and PDF of each."""
    invoices = queries.invoices_of(reader_of(request).pk)
    sheet = Paginator(invoices, A_SHEET).get_page(request.GET.get("page"))
    return render(request, "your_account/invoices.html", {"sheet": sheet})
