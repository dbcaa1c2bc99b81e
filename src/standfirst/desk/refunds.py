"""Giving money back, in two steps: what, and whether it is meant."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView

from standfirst.billing.models import Invoice
from standfirst.billing.refunding import refund, refundable
from standfirst.desk import queries
from standfirst.desk.forms import WHY_LENGTH, SumField
from standfirst.desk.permissions import REFUND
from standfirst.desk.screens import Crumb, Screen, crumb, words_of
from standfirst.kernel import clock
from standfirst.kernel.errors import InputError, PaymentError
from standfirst.kernel.money import Money


class RefundForm(forms.Form):
    """How much goes back, whether reading ends, and why."""

    why = forms.CharField(label="Why", max_length=WHY_LENGTH, help_text="For the newsroom alone.")
    ends_access = forms.BooleanField(
        label="End the subscription now",
        required=False,
        help_text="Without it the subscription stays as it is.",
    )
    refunded_before = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, left: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = SumField(left, label=f"Sum, at most {left}")
        self.order_fields(["amount", "ends_access", "why"])


class GiveBack(Screen, FormView[RefundForm]):
    """A refund of one invoice."""

    permission = REFUND
    page_title = "Give money back"
    header_icon = "decimal"
    template_name = "desk/refund.html"
    form_class = RefundForm

    def invoice(self) -> Invoice:
        """The invoice that was paid."""
        return get_object_or_404(queries.invoices(), pk=self.kwargs["pk"])

    def above(self) -> list[Crumb]:
        reader = self.invoice().customer.reader
        return [crumb("Readers", "readers"), crumb(str(reader), "reader", reader.pk)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "left": refundable(self.invoice())}

    def get_initial(self) -> dict[str, Any]:
        return {"refunded_before": self.invoice().refunded_minor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invoice = self.invoice()
        return super().get_context_data(
            invoice=invoice, reader=invoice.customer.reader, left=refundable(invoice), **kwargs
        )

    def form_valid(self, form: RefundForm) -> HttpResponse:
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirmed" not in self.request.POST:
            return self.render_to_response(
                self.get_context_data(form=form, asked=form.cleaned_data)
            )
        return self.give_back(form)

    def give_back(self, form: RefundForm) -> HttpResponse:
        """Gives it back and says so."""
        given, invoice = form.cleaned_data, self.invoice()
        try:
            refund(
                invoice,
                given["amount"],
                ends_access=given["ends_access"],
                by=self.by(),
                why=given["why"],
                now=clock.now(),
                refunded_before=given["refunded_before"],
            )
        except (InputError, PaymentError) as fault:
            form.add_error(None, words_of(fault))
            return self.form_invalid(form)
        words = f"{given['amount']} of {invoice} are on their way back."
        messages.success(self.request, words)
        return redirect("desk:reader", invoice.customer.reader_id)
