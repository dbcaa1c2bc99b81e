"""Withdrawing from the contract: two steps that ask for no log-in, as the law of the EU wants it.

Directive 2011/83/EU, article 11a: a link in plain words on every page, a form for name, address and
contract, the declaration to confirm, an acknowledgement by mail. What is answered never tells
whether an address is known here.
"""

import re
from typing import Any

import structlog
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from standfirst.billing import withdrawing
from standfirst.billing.messages import contract_words, moment_words
from standfirst.billing.models import Subscription, Withdrawal
from standfirst.billing.withdrawing import Declaration
from standfirst.kernel import clock
from standfirst.kernel.money import Money
from standfirst.readers.forms import address_field
from standfirst.readers.models import Reader
from standfirst.readers.rules import one_line
from standfirst.readers.views import too_many_requests

log = structlog.get_logger(__name__)

SALT = "standfirst.withdrawal"
SHOWN_FOR_S = 24 * 60 * 60
"""How long the page that says what came of it can be opened again."""

LINK = re.compile(r"[/:@\\]|\.\w{2,}")
"""What a mail program could turn into a link: the acknowledgement goes to whatever address was
given, and must not carry a stranger's message."""

ANOTHER = "another"


class WithdrawalForm(forms.Form):
    """Asks who withdraws, from which contract, and where the acknowledgement goes."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        error_messages={"required": "Give your name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = address_field("email")
    contract = forms.CharField(
        label="Contract",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the contract."},
    )
    reference = forms.CharField(
        label="Invoice number",
        help_text="It stands on your receipt. If you don’t have it, say which subscription you "
        "mean and when you bought it.",
        max_length=120,
        error_messages={"required": "Say which contract you mean."},
    )

    def __init__(self, *args: Any, contracts: list[Subscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words: dict[str, str] = {}
        self.fields["email"].help_text = "The acknowledgement goes there"
        if not contracts:
            del self.fields["contract"]
            return
        self.words = {str(one.pk): _words(one) for one in contracts}
        choices = [*self.words.items(), (ANOTHER, "Another one")]
        self.fields["contract"].widget.choices = choices  # type: ignore[attr-defined]  # a RadioSelect
        self.fields["reference"].required = False
        self.fields["reference"].help_text = "Only where you mean another one"

    def clean_name(self) -> str:
        return self._plain("name")

    def clean_contract(self) -> str:
        chosen = str(self.cleaned_data["contract"])
        if chosen not in {*self.words, ANOTHER}:
            raise forms.ValidationError("Choose the contract.")
        return chosen

    def clean_reference(self) -> str:
        return self._plain("reference")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("contract") == ANOTHER and not cleaned.get("reference"):
            self.add_error("reference", "Say which contract you mean.")
        return cleaned

    def declaration(self) -> Declaration:
        """What was filled in, once it is valid."""
        data = self.cleaned_data
        chosen = data.get("contract", ANOTHER)
        return Declaration(
            name=data["name"],
            email=data["email"],
            reference=data["reference"] if chosen == ANOTHER else "",
            subscription_id=int(chosen) if chosen in self.words else None,
        )

    def contract_meant(self) -> str:
        """The contract in words, as the declaration shows it."""
        reference: str = self.cleaned_data["reference"]
        return self.words.get(self.cleaned_data.get("contract", ""), reference)

    def _plain(self, name: str) -> str:
        text = one_line(self.cleaned_data[name])
        if LINK.search(text):
            raise forms.ValidationError("Leave out addresses and links.")
        return text


def _words(contract: Subscription) -> str:
    began = contract.started_at
    return f"{contract.plan.name}, bought on {began.day} {began:%B %Y}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """The withdrawal from a contract: a form, the declaration to confirm, what came of it."""
    if request.method != "POST":
        token = request.GET.get("declared")
        return _outcome(request, token) if token else _form_page(request, _form(request))
    form = _form(request)
    if not form.is_valid() or "change" in request.POST:
        return _form_page(request, form)
    if "confirm" not in request.POST:
        return _declaration_page(request, form)
    if not ratelimit.consume(request, action="withdraw", key=form.cleaned_data["email"].lower()):
        return too_many_requests(request)
    withdrawal = withdrawing.declare(form.declaration(), reader=_reader(request), now=clock.now())
    log.info("withdrawal.declared", withdrawal=withdrawal.pk, state=withdrawal.state)
    query = urlencode({"declared": signing.dumps(withdrawal.pk, salt=SALT)})
    return HttpResponseRedirect(f"{reverse('withdraw')}?{query}")


def _reader(request: HttpRequest) -> Reader | None:
    return request.user if isinstance(request.user, Reader) else None


def _form(request: HttpRequest) -> WithdrawalForm:
    """The form; for a reader who is signed in what we know stands in it."""
    reader = _reader(request)
    contracts = withdrawing.contracts_of(reader) if reader else []
    if request.method == "POST":
        return WithdrawalForm(request.POST, contracts=contracts)
    known = {"name": reader.get_full_name(), "email": reader.email} if reader else {}
    if contracts:
        known["contract"] = str(contracts[0].pk)
    return WithdrawalForm(initial=known, contracts=contracts)


def _form_page(request: HttpRequest, form: WithdrawalForm) -> HttpResponse:
    context = {"form": form, "withdrawal_days": settings.WITHDRAWAL_DAYS}
    return render(request, "your_account/withdraw.html", context)


def _declaration_page(request: HttpRequest, form: WithdrawalForm) -> HttpResponse:
    context = {"contract": form.contract_meant(), "posted": form.cleaned_data}
    return render(request, "your_account/withdraw_confirm.html", context)


def _outcome(request: HttpRequest, token: str) -> HttpResponse:
    """What came of a declaration, for the browser that made it. The whole of it is in the mail."""
    try:
        key = signing.loads(token, salt=SALT, max_age=SHOWN_FOR_S)
    except signing.BadSignature:
        return HttpResponseRedirect(reverse("withdraw"))
    withdrawal = Withdrawal.objects.select_related("subscription__plan").get(pk=key)
    context = {
        "withdrawal": withdrawal,
        "is_known": withdrawal.subscription_id is not None,
        "contract": contract_words(withdrawal),
        "declared": moment_words(withdrawal.declared_at),
        "back": Money(withdrawal.refund_minor, withdrawal.currency or "eur"),
    }
    return render(request, "your_account/withdraw_done.html", context)
