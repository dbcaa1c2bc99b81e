"""Addresses of "your account"."""

from django.urls import path

from standfirst.account import card, subscription

app_name = "account"

urlpatterns = [
    path("card/", card.update, name="card"),
    path("card/done/", card.done, name="card_done"),
    path("confirm/", card.confirm, name="confirm"),
    path("confirm/done/", card.confirmed, name="confirm_done"),
    path("finish/", card.confirm, name="finish_paying"),
    path("subscribed/", subscription.subscribed, name="subscribed"),
    path("plan/", subscription.change_plan, name="change_plan"),
    path("cancel/", subscription.cancel, name="cancel"),
    path("resume/", subscription.resume, name="resume"),
]
