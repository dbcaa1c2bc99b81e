"""Changing the mail address: a code goes to the new one, a notice to the old one."""

from typing import Any

from allauth.account.forms import AddEmailForm
from allauth.account.views import ConfirmEmailVerificationCodeView, EmailView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from standfirst.readers.forms import AddressCodeForm, address_field


class NewAddressForm(AddEmailForm):
    """Asks for the new address. Whether another reader has it is not told."""

    email = address_field("email")


class AddressChangeView(EmailView):
    """Takes the new address and sends a code to it. Nothing else is taken here."""

    form_class = NewAddressForm
    template_name = "account/address.html"

    def get_form_class(self) -> type[NewAddressForm]:
        return self.form_class

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        answer: HttpResponse = self.form_valid(form) if form.is_valid() else self.form_invalid(form)
        return answer


class AddressCodeView(ConfirmEmailVerificationCodeView):
    """Takes the code that went to the new address, and changes to it."""

    form_class = AddressCodeForm
    template_name = "account/address_code.html"

    def _get_verify_form_class(self) -> type[AddressCodeForm]:
        return self.form_class

    def _verify_form_valid(self, form: AddressCodeForm) -> HttpResponse:
        address = self._process.email
        response: HttpResponse = super()._verify_form_valid(form)
        if self.request.user.is_authenticated:
            messages.success(self.request, f"From now on you log in with {address}.")
        return response
