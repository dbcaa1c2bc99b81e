"""Addresses of the demo's own pages."""

from django.urls import path

from standfirst.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.stage, name="stage"),
    path("manifest.json", views.manifest, name="manifest"),
    path("signin/<str:email>/", views.signin, name="signin"),
    path("clock", views.turn_clock, name="clock"),
    path("turn/", views.turn, name="turn"),
    path("inbox", views.inbox, name="inbox"),
    path("year/", views.past_year, name="year"),
    path("year.txt", views.past_year_text, name="year_text"),
    path("mail/", views.mail, name="mail"),
    path("mail/<int:mail_id>/", views.letter, name="letter"),
]
