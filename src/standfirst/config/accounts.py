"""How readers log in: allauth's settings, and Django's that go with them."""

from typing import Any
from urllib.parse import urlsplit

from standfirst.config.table import LOOPBACK, Settings

CODE_FORMAT = {"length": 6, "numeric": False, "dashed": False}
"""Six of twenty consonants: 64 million, and five tries at each of five codes in five minutes."""

CODE_LASTS_S = 600
CODE_TRIES = 5
CODES_MORE = 3
"""How often another code may be asked for before the address has to be given again."""

RATE_LIMITS = {
    "request_login_code": "20/m/ip,5/5m/key",
    "manage_email": "10/m/user",
    "withdraw": "20/m/ip,5/5m/key",
}


def accounts_of(settings: Settings) -> dict[str, Any]:
    """Django's settings for accounts. Limits hold in production only: the demo and the tests log in
    often, and all from one address."""
    return {
        **_login(settings),
        **_codes(),
        **_second_factor(settings),
        "CSRF_FAILURE_VIEW": "standfirst.readers.views.csrf_failure",
        "WAGTAILUSERS_PASSWORD_ENABLED": False,
    }


def _login(settings: Settings) -> dict[str, Any]:
    return {
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "account:overview",
        "LOGOUT_REDIRECT_URL": "/",
        "ACCOUNT_ADAPTER": "standfirst.readers.adapter.AccountAdapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*"],
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_LOGIN_TIMEOUT": 3 * CODE_LASTS_S,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_RATE_LIMITS": RATE_LIMITS if settings.is_production else False,
    }


def _codes() -> dict[str, Any]:
    return {
        "ACCOUNT_LOGIN_BY_CODE_ENABLED": True,
        "ACCOUNT_LOGIN_BY_CODE_FORMAT": CODE_FORMAT,
        "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": CODE_LASTS_S,
        "ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS": CODE_TRIES,
        "ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND": CODES_MORE,
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT": CODE_FORMAT,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": CODE_LASTS_S,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS": CODE_TRIES,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": CODES_MORE,
    }


def _second_factor(settings: Settings) -> dict[str, Any]:
    """Passkeys need https, except on this machine: there a browser takes plain http as safe."""
    address = urlsplit(settings.base_url)
    is_at_home = address.scheme == "http" and address.hostname in LOOPBACK
    return {
        "MFA_ADAPTER": "standfirst.readers.adapter.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": is_at_home and not settings.is_production,
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_FORMS": {
            "add_webauthn": "standfirst.readers.forms.AddPasskeyForm",
            "login_webauthn": "standfirst.readers.forms.LoginPasskeyForm",
            "authenticate_webauthn": "standfirst.readers.forms.SecondPasskeyForm",
            "reauthenticate_webauthn": "standfirst.readers.forms.PasskeyAgainForm",
            "authenticate": "standfirst.readers.forms.SecondCodeForm",
            "reauthenticate": "standfirst.readers.forms.CodeAgainForm",
            "activate_totp": "standfirst.readers.forms.StartAppCodesForm",
        },
        "MFA_RATE_LIMITS": {} if settings.is_production else False,
    }
