"""Addresses of "your account"."""

from django.urls import path

from standfirst.account import (
    card,
    data,
    devices,
    ending,
    invoices,
    profile,
    stories,
    subscription,
    switching,
    views,
)

app_name = "account"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("name/", profile.change_name, name="name"),
    path("devices/<int:device_id>/", devices.sign_out_one, name="sign_out_device"),
    path("devices/", devices.sign_out_all, name="sign_out_everywhere"),
    path("data/", data.download, name="data"),
    path("close/", data.close, name="close"),
    path("card/", card.update, name="card"),
    path("card/done/", card.done, name="card_done"),
    path("invoices/", invoices.every, name="invoices"),
    path("confirm/", card.confirm, name="confirm"),
    path("confirm/done/", card.confirmed, name="confirm_done"),
    path("finish/", card.confirm, name="finish_paying"),
    path("subscribed/", subscription.subscribed, name="subscribed"),
    path("plan/", switching.change_plan, name="change_plan"),
    path("plan/<int:subscription_id>/", switching.change_plan, name="change_plan"),
    path("cancel/", ending.cancel, name="cancel"),
    path("cancel/<int:subscription_id>/", ending.cancel, name="cancel"),
    path("cancel/<int:subscription_id>/why/", ending.explain, name="explain_ending"),
    path("pause/", subscription.pause, name="pause"),
    path("pause/<int:subscription_id>/", subscription.pause, name="pause"),
    path("stories/<slug:slug>/", stories.story, name="story"),
    path("readings/", stories.forget_readings, name="forget_readings"),
    path("resume/", subscription.resume, name="resume"),
    path("resume/<int:subscription_id>/", subscription.resume, name="resume"),
]
