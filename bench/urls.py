"""The publication's addresses, and a page that takes its time."""

import time

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from standfirst.config import urls as publication

SLOW_S = 2.0


def slow(_request: HttpRequest) -> HttpResponse:
    """Answers after a while in which it holds nothing but its thread."""
    time.sleep(SLOW_S)
    return HttpResponse("At last.\n", content_type="text/plain")


handler404, handler500 = publication.handler404, publication.handler500
urlpatterns = [path("bench/slow/", slow), path("", include(publication.urlpatterns))]
