"""What a reader chose on a page: a price, and which of their subscriptions it is about."""

from django.http import HttpRequest

from standfirst.billing import queries
from standfirst.billing.models import Price, Subscription
from standfirst.billing.rules import Standing, State
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError
from standfirst.readers.queries import reader_of

OVER = frozenset({State.ENDED, State.PENDING})


def is_choosing(request: HttpRequest) -> bool:
    """True when a form of prices was sent, even without one chosen."""
    return request.method == "POST" or "price" in request.GET


def chosen_price(request: HttpRequest) -> Price:
    """The price that was chosen, of those on offer. Raises InputError for none of them."""
    wanted = request.POST.get("price") or request.GET.get("price") or ""
    price = (
        Price.objects.select_related("plan")
        .filter(pk=wanted if wanted.isdecimal() else 0, is_offered=True, plan__is_offered=True)
        .first()
    )
    if price is None:
        raise InputError("Choose how you want to read.", code="no_price_chosen")
    return price


def running_row(
    request: HttpRequest, subscription_id: int | None = None
) -> tuple[Subscription, Standing] | None:
    """The subscription that the address names, if it is the reader's and runs or can be mended;
    without a name the first of them."""
    rows = queries.standings_of(reader_of(request).pk, clock.now())
    for subscription, standing in rows:
        if standing.state not in OVER and subscription_id in {None, subscription.pk}:
            return subscription, standing
    return None
