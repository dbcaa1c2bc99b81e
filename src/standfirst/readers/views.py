"""Logging in and out."""

import time
from typing import Any

import structlog
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginStage
from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from allauth.core import ratelimit
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from standfirst.kernel import clock
from standfirst.kernel.errors import NotFoundError
from standfirst.readers import actions, queries
from standfirst.readers.adapter import is_own_path
from standfirst.readers.forms import AddressForm, LoginCodeForm

log = structlog.get_logger(__name__)
RETRY_AFTER_S = 300
UNFINISHED_LASTS_S = 3600
"""How long the session of somebody is kept who has not finished logging in."""

ADDRESS_KEPT = "login_address"
CODE_RAN_OUT = "That code has run out: codes last ten minutes. Ask for another one."


class AddressView(RequestLoginCodeView):
    """Takes the address and sends a code to it, the same whether anybody has it or not."""

    form_class = AddressForm
    template_name = "account/login.html"

    def get_form_class(self) -> type[AddressForm]:
        return self.form_class

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.session.get(ADDRESS_KEPT, "")}

    def form_valid(self, form: AddressForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        if not ratelimit.consume(self.request, action="request_login_code", key=email):
            return too_many_requests(self.request)
        reader = actions.expect_reader(email)
        self.request.session.set_expiry(UNFINISHED_LASTS_S)
        LoginCodeVerificationProcess.initiate(request=self.request, user=reader, email=email)
        self.request.session[ADDRESS_KEPT] = email
        return HttpResponseRedirect(self.get_success_url())

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        """A wrong address can always be given anew."""

    def get_authenticated_redirect_url(self) -> str:
        """Where a reader goes who is logged in; not to an admin that would send them back here."""
        url: str = super().get_authenticated_redirect_url()
        is_for_newsroom = url.startswith(reverse("wagtailadmin_home"))
        if is_for_newsroom and not queries.is_newsroom(self.request.user):
            return reverse("account:overview")
        return url


class CodeView(ConfirmLoginCodeView):
    """Takes the code that came by mail."""

    form_class = LoginCodeForm
    template_name = "account/code.html"

    def get_form_class(self) -> Any:
        return super().get_form_class() if self._action == "resend" else self.form_class

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the address when the code ran out or was tried too often, the way back kept."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if response.headers.get("Location") != reverse("account_login"):
            return response
        if getattr(self, "_process", self) is None:
            log.info("signin.code_expired")
            messages.error(request, CODE_RAN_OUT)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))

    def form_invalid(self, form: Any) -> HttpResponse:
        log.warning("signin.code_wrong", reader=getattr(self._process.user, "pk", None))
        response: HttpResponse = super().form_invalid(form)
        return response

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        """A new code has ten minutes of its own, and no more codes than the quota."""
        email = self._process.state["email"]
        if not ratelimit.consume(self.request, action="request_login_code", key=email):
            return too_many_requests(self.request)
        self._process.state["at"] = self.stage.login.initiated_at = time.time()
        response: HttpResponse = super()._resend_form_valid(form)
        messages.success(self.request, "We sent another code. The ones before no longer work.")
        return response

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        self.request.session.pop(ADDRESS_KEPT, None)
        response: HttpResponse = super()._verify_form_valid(form)
        return response


class PasskeyView(LoginWebAuthnView):
    """Logs in by passkey. The options come as JSON to the script on the log-in page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.session.set_expiry(UNFINISHED_LASTS_S)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        log.warning("signin.passkey_refused")
        messages.error(self.request, "That passkey is not known here. Log in with a code instead.")
        wanted = self.request.POST.get("next", "")
        query = f"?{urlencode({'next': wanted})}" if is_own_path(wanted) else ""
        return HttpResponseRedirect(reverse("account_login") + query)


class SignOutView(LogoutView):
    """Ends the session on the server."""

    template_name = "account/logout.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signin_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link from support: looking at it changes nothing, its button signs in once."""
    if request.method != "POST":
        link = queries.signin_link_for(token, now=timezone.now())
        return render(request, "account/link.html", {"link": link}, status=200 if link else 410)
    try:
        reader = actions.use_signin_link(token, now=clock.now())
    except NotFoundError:
        log.warning("signin.link_refused")
        return render(request, "account/link.html", status=410)
    login = Login(user=reader, email_verification="none", redirect_url=reverse("account:overview"))
    response: HttpResponse = perform_login(request, login)
    return response


@never_cache
@require_GET
def newsroom_login(request: HttpRequest) -> HttpResponse:
    """Wagtail's own log-in would go round the second factor: it leads to ours."""
    wanted = request.GET.get("next") or reverse("wagtailadmin_home")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The page for somebody who asks too often, with the time after which to try again."""
    log.warning("signin.too_often", path=request.path)
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that did not come from one of ours, or was open for too long."""
    return render(request, "account/csrf_failed.html", status=403)
