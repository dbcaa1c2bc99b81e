"""Every address of the publication, in one place."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls

from standfirst.account import subscription, withdraw
from standfirst.config import sandbox_views
from standfirst.config.table import Payment

here_only: list[URLPattern | URLResolver] = []
if settings.STANDFIRST.payment is Payment.SANDBOX:
    here_only += [path("sandbox/<path:path>", sandbox_views.page, name="sandbox")]
if settings.DEMO:
    here_only += [path("demo/", include("standfirst.demo.urls"))]

urlpatterns = [
    path("", include("standfirst.readers.urls")),
    path("", include("standfirst.billing.urls")),
    path("subscribe/", subscription.subscribe, name="subscribe"),
    path("withdraw/", withdraw.withdraw, name="withdraw"),
    path("account/", include("standfirst.account.urls")),
    path("admin/", include(admin_urls)),
    *here_only,
    path("", include("standfirst.fronts.urls")),
    path("", include(wagtail_urls)),
]

handler404 = "standfirst.fronts.views.not_found"
handler500 = "standfirst.fronts.views.server_error"
