"""The addresses of the demo, with its own pages, whatever the settings say."""

from django.urls import include, path

from standfirst.config import urls

urlpatterns = [path("demo/", include("standfirst.demo.urls")), *urls.urlpatterns]
handler404 = urls.handler404
handler500 = urls.handler500
