"""The reader's name, and what locks the account: passkeys and second codes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from standfirst.kernel import clock
from standfirst.readers import actions, queries
from standfirst.readers.queries import reader_of
from standfirst.readers.rules import Lock, is_locked_twice


class NameForm(forms.Form):
    """Asks for the name that the reader goes by."""

    first_name = forms.CharField(
        label="First name",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label="Last name",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


def name_form(request: HttpRequest) -> NameForm:
    """The form, filled with the name that is known."""
    reader = reader_of(request)
    return NameForm(initial={"first_name": reader.first_name, "last_name": reader.last_name})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_name(request: HttpRequest) -> HttpResponse:
    """Changes the name."""
    form = NameForm(request.POST) if request.method == "POST" else name_form(request)
    if not form.is_bound or not form.is_valid():
        return render(request, "your_account/name.html", {"form": form})
    actions.rename_reader(reader_of(request), **form.cleaned_data, now=clock.now())
    messages.success(request, "Your name was changed.")
    return redirect("account:overview")


def lock_facts(request: HttpRequest) -> dict[str, Any]:
    """Passkeys, whether an app gives codes, and whether recovery codes are of use."""
    reader = reader_of(request)
    locks = queries.locks_of(reader)
    kinds = {lock.type for lock in locks}
    is_newsroom = queries.is_newsroom(reader)
    return {
        "passkeys": [lock for lock in locks if lock.type == Lock.PASSKEY],
        "has_app_codes": Lock.APP in kinds,
        "is_locked_twice": is_locked_twice(kinds, is_newsroom=is_newsroom),
        "is_newsroom": is_newsroom,
    }
