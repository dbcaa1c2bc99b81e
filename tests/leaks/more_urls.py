"""The addresses of the publication, and some that nobody has thought about."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from standfirst.config import urls


def page(request: HttpRequest, **_: str) -> HttpResponse:
    """Says nothing."""
    return HttpResponse("")


urlpatterns = [
    path("digest.txt", page),
    path("print/", include([path("<slug:slug>/", page, name="print")])),
    *urls.urlpatterns,
]
handler404 = urls.handler404
handler500 = urls.handler500
