"""Where the reader came from and goes back to: only ever a path of this publication."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from standfirst.readers.adapter import is_own_path

SET_OUT_FROM = "set_out_from"


def way_back(request: HttpRequest) -> str:
    """The `next` that the request carries, if it is a path of ours; else the account page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_path(wanted) else reverse("account:overview")


def way_to_paragraph(request: HttpRequest) -> str:
    """Where somebody who pays what is due reads on: the `next` that is named, else the paragraph
    from which this browser last set out to pay and did not come back.

    So a mail opened later, or the account, ends where the gate stood too.
    """
    named = way_back(request)
    if "#" in named:
        request.session[SET_OUT_FROM] = named
    if named != reverse("account:overview"):
        return named
    return str(request.session.get(SET_OUT_FROM, named))


def arrive(request: HttpRequest, back: str) -> HttpResponseRedirect:
    """Leads back, and remembers the paragraph no more."""
    request.session.pop(SET_OUT_FROM, None)
    return redirect(back)


def address(name: str, *, back: str, **query: str) -> str:
    """The whole address of a page of ours, with the way back in it, for another host to return to.

    A checkout's id is put where `{CHECKOUT_SESSION_ID}` stands, which must stay unquoted.
    """
    asked = urlencode({"next": back, **query}, safe="{}")
    return f"{settings.BASE_URL}{reverse(name)}?{asked}"
