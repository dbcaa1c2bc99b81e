"""Every address of the publication, in one place."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls

from standfirst.account import subscription

urlpatterns = [
    path("", include("standfirst.readers.urls")),
    path("", include("standfirst.billing.urls")),
    path("subscribe/", subscription.subscribe, name="subscribe"),
    path("account/", include("standfirst.account.urls")),
    path("admin/", include(admin_urls)),
    path("", include("standfirst.fronts.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
