"""Addresses of the package."""

from django.urls import path

from standfirst.billing import views

urlpatterns = [path("webhooks/stripe/", views.webhook, name="webhook")]
