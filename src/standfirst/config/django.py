"""Django's settings, made from the table in `standfirst.config.table`."""

from pathlib import Path

from csp.constants import NONE, SELF

from standfirst.config import accounts, databases, folders, logs, mailers, table
from standfirst.kernel import clock

STANDFIRST = table.load()
PACKAGE = Path(__file__).resolve().parent.parent
THEME = PACKAGE / "theme"
DATA_DIR = STANDFIRST.data_dir.resolve()
folders.ensure(DATA_DIR)

SECRET_KEY = STANDFIRST.secret_key.get_secret_value()
DEBUG = STANDFIRST.debug
BASE_URL = STANDFIRST.base_url
ALLOWED_HOSTS = [STANDFIRST.host, *(table.LOOPBACK if not STANDFIRST.is_production else ())]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "standfirst.config.urls"
WSGI_APPLICATION = "standfirst.config.server.application"
EXPLAIN_HEADERS = STANDFIRST.explain_headers
PROXY_KEEPS_S = STANDFIRST.proxy_keeps_s
DEMO = STANDFIRST.demo
MAINTENANCE = STANDFIRST.maintenance
WITHDRAWAL_DAYS = STANDFIRST.withdrawal_days

if DEMO:
    clock.keep_offset_in(DATA_DIR / "clock")

INSTALLED_APPS = [
    "standfirst.config",
    "standfirst.events",
    "standfirst.jobs",
    "standfirst.mail",
    "standfirst.readers",
    "standfirst.billing",
    "standfirst.access",
    "standfirst.articles",
    "standfirst.edge",
    "standfirst.fronts",
    "standfirst.account",
    "standfirst.desk",
    "standfirst.transfer",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "standfirst.config.metrics.DecisionsMiddleware",
    "standfirst.config.caching.NobodysCookiesMiddleware",
    "standfirst.fronts.middleware.SiteMiddleware",
    "csp.middleware.CSPMiddleware",
    "standfirst.config.admin_csp.AdminPolicyMiddleware",
    "standfirst.fronts.middleware.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "standfirst.edge.middleware.EdgeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "standfirst.readers.middleware.PrivacyMiddleware",
    "standfirst.readers.middleware.LastSeenMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [THEME / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "csp.context_processors.nonce",
                "standfirst.fronts.context.masthead",
                *(["standfirst.demo.context.strip"] if DEMO else []),
            ],
        },
    }
]

DATABASES = {"default": databases.database_of(STANDFIRST.database_url, data_dir=DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "readers.Reader"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

LOGGING = logs.logging_of(STANDFIRST.log_format, STANDFIRST.log_level)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = STANDFIRST.time_zone
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
BRAND = DATA_DIR / "brand"
HAS_BRAND = (BRAND / "brand.css").is_file()
STATICFILES_DIRS = [*([BRAND] if BRAND.is_dir() else []), THEME / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "standfirst.config.static.HashedStorage"},
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = STANDFIRST.mail_from
globals().update(mailers.mail_of(STANDFIRST.mail_url, data_dir=DATA_DIR))
globals().update(accounts.accounts_of(STANDFIRST))

SECURE_COOKIES = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 180
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
X_FRAME_OPTIONS = "SAMEORIGIN"

HOSTED = [f"https://{name}.stripe.com" for name in ("checkout", "billing", "hooks")]
"""Stripe's hosts that a form of ours may lead to: its shop, its portal, the way to a bank."""

if STANDFIRST.stripe_address != table.STRIPE_ADDRESS:
    HOSTED.append(STANDFIRST.stripe_address)

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF, *HOSTED],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
"""Ours. The admin uses inline scripts and sends its own policy: `standfirst.config.admin_csp`."""

WAGTAIL_SITE_NAME = "The newsroom"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "/login/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "epub", "key", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"),
    *("m4a", "mp3", "mp4", "ogg", "wav", "webm"),
]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
TAGGIT_CASE_INSENSITIVE = True
