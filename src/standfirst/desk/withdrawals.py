"""Withdrawals from the contract that wait for the publisher: settled with a sum, or refused."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from standfirst.billing import queries as billing
from standfirst.billing import withdrawing
from standfirst.billing.models import Subscription, Withdrawal
from standfirst.desk.forms import WHY_LENGTH
from standfirst.desk.permissions import WITHDRAWALS
from standfirst.desk.screens import Crumb, Listing, Sheet, crumb, moment_column, words_of
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError, PaymentError
from standfirst.kernel.money import Money
from standfirst.readers.models import Reader

TITLE = "Withdrawals"


class WithdrawalFilters(WagtailFilterSet):
    """By what became of it."""

    state = django_filters.ChoiceFilter(
        label="Standing", choices=Withdrawal.State.choices, empty_label="All"
    )

    class Meta:
        model = Withdrawal
        fields = ["state"]


class Withdrawals(Listing):
    """Every withdrawal, the latest first."""

    permission = WITHDRAWALS
    page_title = TITLE
    header_icon = "resubmit"
    name = "withdrawals"
    model = Withdrawal
    filterset_class = WithdrawalFilters
    default_ordering = "-declared_at"
    verbose_name_plural = "withdrawals"
    columns = [
        TitleColumn(
            "name",
            label="Reader",
            accessor=lambda row: row.name or row.email,
            url_name="desk:withdrawal",
        ),
        Column("email", label="Mail address"),
        moment_column("declared_at", "Declared", sort_key="declared_at"),
        Column("state", label="Standing", accessor="get_state_display"),
        Column("sum", label="Given back", accessor=lambda row: sum_of(row)),
    ]


def sum_of(withdrawal: Withdrawal) -> str:
    """What went back, in words."""
    if not withdrawal.refund_minor:
        return ""
    return str(Money(withdrawal.refund_minor, withdrawal.currency))


class SettleForm(forms.Form):
    """Which contract ends, and how much goes back."""

    subscription = forms.ModelChoiceField(
        Subscription.objects.none(),
        label="Contract",
        required=False,
        empty_label="None: it was settled elsewhere",
    )
    back = forms.DecimalField(
        label="Sum to give back",
        required=False,
        min_value=0,
        help_text="Empty: what is due by law, for the days that were not used.",
    )

    def __init__(self, *args: Any, contracts: list[Subscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["subscription"]
        choices.queryset = Subscription.objects.filter(pk__in=[one.pk for one in contracts])
        choices.label_from_instance = contract_words
        if len(contracts) == 1:
            choices.initial = contracts[0]

    def sum_in(self, currency: str) -> Money | None:
        """The sum in the currency's smallest unit. Raises InputError when it has more decimals."""
        back: Decimal | None = self.cleaned_data["back"]
        if back is None:
            return None
        minor = back.scaleb(Money(0, currency).exponent)
        if minor != int(minor):
            raise InputError("The sum has too many decimals.", help=f"Write it as in {currency}.")
        return Money(int(minor), currency)


def contract_words(contract: Subscription) -> str:
    """A contract as the form names it."""
    price = f", {contract.price.label}" if contract.price else ""
    return f"{contract.plan.name}{price}, since {contract.started_at:%Y-%m-%d}"


@dataclass(frozen=True)
class Due:
    """What would go back of a contract, and when the right to withdraw from it was over."""

    contract: str
    sum: Money
    ends_at: datetime
    is_late: bool


def _due(withdrawal: Withdrawal, contract: Subscription) -> Due:
    ends_at = withdrawing.ends_at(contract)
    return Due(
        contract_words(contract),
        withdrawing.money_back(contract, declared_at=withdrawal.declared_at),
        ends_at,
        is_late=ends_at <= withdrawal.declared_at,
    )


class RefuseForm(forms.Form):
    """Why nothing ends."""

    note = forms.CharField(
        label="Why", max_length=WHY_LENGTH, help_text="The reader is told in these words."
    )


class WithdrawalSheet(Sheet):
    """One withdrawal."""

    permission = WITHDRAWALS
    page_title = "Withdrawal"
    header_icon = "resubmit"
    template_name = "desk/withdrawal.html"

    def above(self) -> list[Crumb]:
        return [crumb(TITLE, "withdrawals")]

    def withdrawal(self) -> Withdrawal:
        """The withdrawal that is asked for."""
        rows = Withdrawal.objects.select_related("subscription__customer__reader")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def reader(self) -> Reader | None:
        """Whose it is: by the contract, by another address that was looked for, by its own."""
        withdrawal = self.withdrawal()
        if withdrawal.subscription:
            return withdrawal.subscription.customer.reader
        email = self.request.GET.get("reader") or withdrawal.email
        return Reader.objects.filter(email__iexact=email.strip()).first()

    def contracts(self) -> list[Subscription]:
        """What may be meant."""
        withdrawal, reader = self.withdrawal(), self.reader()
        if withdrawal.subscription:
            return [withdrawal.subscription]
        return withdrawing.contracts_of(reader) if reader else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        withdrawal, contracts = self.withdrawal(), self.contracts()
        context = {
            "withdrawal": withdrawal,
            "sum": sum_of(withdrawal),
            "reader": self.reader(),
            "looked_for": self.request.GET.get("reader", ""),
            "waits": withdrawal.state == Withdrawal.State.RECEIVED,
            "dues": [_due(withdrawal, contract) for contract in contracts],
            "settle_form": SettleForm(contracts=contracts, prefix="settle"),
            "refuse_form": RefuseForm(prefix="refuse"),
        }
        return super().get_context_data(**context | kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Does what the button says."""
        return self.refuse() if "refuse" in request.POST else self.settle()

    def settle(self) -> HttpResponse:
        """Ends the contract and gives back."""
        form = SettleForm(self.request.POST, contracts=self.contracts(), prefix="settle")
        if not form.is_valid():
            return self.again(settle_form=form)
        contract: Subscription | None = form.cleaned_data["subscription"]
        try:
            withdrawing.settle(
                self.withdrawal(),
                by=self.by(),
                now=clock.now(),
                subscription=contract,
                back=form.sum_in(_currency(contract)),
            )
        except (InputError, PaymentError) as fault:
            form.add_error(None, words_of(fault))
            return self.again(settle_form=form)
        return self.done("The withdrawal is settled, and the reader is told by mail.")

    def refuse(self) -> HttpResponse:
        """Closes it without an end."""
        form = RefuseForm(self.request.POST, prefix="refuse")
        if not form.is_valid():
            return self.again(refuse_form=form)
        note = form.cleaned_data["note"]
        withdrawing.refuse(self.withdrawal(), note=note, by=self.by(), now=clock.now())
        return self.done("The withdrawal is refused, and the reader is told by mail.")

    def again(self, **forms: Any) -> HttpResponse:
        """The page with what a form refused."""
        return self.render_to_response(self.get_context_data(**forms))

    def done(self, words: str) -> HttpResponse:
        """Back to the list."""
        messages.success(self.request, words)
        return redirect("desk:withdrawals")


def _currency(contract: Subscription | None) -> str:
    """The contract's, or what the publication sells in."""
    if contract is not None and contract.price is not None:
        return contract.price.currency
    cheapest = billing.cheapest_price()
    return cheapest.currency if cheapest else "eur"
