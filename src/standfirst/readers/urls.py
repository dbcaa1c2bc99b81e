"""Addresses of logging in and out. Names are allauth's: its code looks them up.

Of allauth's addresses only those are here that readers need: there are no passwords and no separate
sign-up, so nothing of theirs can be asked for.
"""

from allauth.account.views import account_inactive
from django.urls import URLPattern, URLResolver, include, path, re_path, reverse_lazy
from django.views.generic import RedirectView

from standfirst.readers import address, views
from standfirst.readers import second_factor as second

to_account = RedirectView.as_view(url=reverse_lazy("account:overview"))

log_in = [
    path("login/", views.AddressView.as_view(), name="account_login"),
    path("login/", views.AddressView.as_view(), name="account_request_login_code"),
    path("login/code/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("login/passkey/", views.PasskeyView.as_view(), name="mfa_login_webauthn"),
    path("login/second/", second.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("login/link/<str:token>/", views.signin_link, name="signin_link"),
    path("login/closed/", account_inactive, name="account_inactive"),
    path("logout/", views.SignOutView.as_view(), name="account_logout"),
    path("admin/logout/", views.SignOutView.as_view()),
    path("admin/login/", views.newsroom_login),
    path("_util/login/", views.newsroom_login),
    re_path("^admin/password_reset/", views.newsroom_login),
]

locks = [
    path("", to_account, name="mfa_index"),
    path("again/", second.ShowAgainView.as_view(), name="mfa_reauthenticate"),
    path(
        "again/passkey/", second.ShowPasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"
    ),
    path("passkeys/", to_account, name="mfa_list_webauthn"),
    path("passkeys/add/", second.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/", second.RenamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path(
        "passkeys/<int:pk>/remove/", second.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"
    ),
    path("app/", second.StartAppCodesView.as_view(), name="mfa_activate_totp"),
    path("app/off/", second.StopAppCodesView.as_view(), name="mfa_deactivate_totp"),
    path("recovery/", second.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "recovery/new/", second.NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"
    ),
    path(
        "recovery/file/", second.RecoveryCodesFileView.as_view(), name="mfa_download_recovery_codes"
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *log_in,
    path("account/address/", address.AddressChangeView.as_view(), name="account_email"),
    path(
        "account/address/code/",
        address.AddressCodeView.as_view(),
        name="account_email_verification_sent",
    ),
    path("account/locks/", include(locks)),
]
