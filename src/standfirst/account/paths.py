"""Where the reader came from and goes back to: only ever a path of this publication."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from standfirst.readers.adapter import is_own_path


def way_back(request: HttpRequest) -> str:
    """The `next` that the request carries, if it is a path of ours; else the account page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_path(wanted) else reverse("account:overview")


def address(name: str, *, back: str, **query: str) -> str:
    """The whole address of a page of ours, with the way back in it, for another host to return to.

    A checkout's id is put where `{CHECKOUT_SESSION_ID}` stands, which must stay unquoted.
    """
    asked = urlencode({"next": back, **query}, safe="{}")
    return f"{settings.BASE_URL}{reverse(name)}?{asked}"
