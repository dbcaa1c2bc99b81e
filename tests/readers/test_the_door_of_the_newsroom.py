"""Wagtail's admin opens by our log-in alone, has a policy of its own, and knows our readers."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page

from standfirst.config import admin_csp
from standfirst.readers.models import Reader

NOOR = "noor@courier.example"
ADA = "ada.holm@post.example"


@pytest.fixture
def newsroom(editor):
    """A browser with Noor logged in."""
    browser = Client()
    browser.force_login(editor)
    return browser


@pytest.mark.parametrize(
    "path",
    ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/MQ/set-password/"],
)
def test_wagtails_own_doors_lead_to_ours(db, client, path):
    assert client.get(path).url == "/login/?next=%2Fadmin%2F"
    assert client.post(path).status_code == 405


def test_who_is_not_logged_in_comes_back_afterwards(db, client):
    assert client.get("/admin/pages/").url == "/login/?next=/admin/pages/"
    assert client.get("/admin/login/?next=/admin/pages/").url == "/login/?next=%2Fadmin%2Fpages%2F"


def test_a_reader_is_not_sent_round_in_circles(ada, log_in):
    answer = log_in(ADA).get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/"
    assert answer.status_code == 200


def test_signing_out_of_the_admin_is_signing_out(newsroom, events_of, editor):
    assert newsroom.post("/admin/logout/").url == "/"
    assert newsroom.get("/admin/").url.startswith("/login/")
    assert events_of(editor)[-1] == "reader.signed_out"


def test_the_admin_has_a_policy_of_its_own(newsroom):
    policy = newsroom.get("/admin/")["Content-Security-Policy"]
    assert policy == admin_csp.POLICY
    assert "'unsafe-eval'" not in policy
    ours = newsroom.get("/login/link/x/")["Content-Security-Policy"]
    assert "unsafe" not in ours
    assert "default-src 'none'" in ours


def test_the_preview_may_be_framed_by_the_admin_alone(newsroom):
    assert newsroom.get("/admin/")["X-Frame-Options"] == "SAMEORIGIN"


def test_readers_are_listed_added_and_edited(newsroom, ada):
    assert ADA in newsroom.get("/admin/users/").content.decode()
    assert newsroom.get("/admin/users/?q=ada").status_code == 200
    form = newsroom.get("/admin/users/new/").content.decode()
    assert 'type="password"' not in form
    new = {"email": "ines@courier.example", "first_name": "Ines", "last_name": "Roth"}
    assert newsroom.post("/admin/users/new/", new).status_code == 302
    ines = Reader.objects.get(email="ines@courier.example")
    assert not ines.has_usable_password()
    assert newsroom.get(f"/admin/users/edit/{ines.pk}/").status_code == 200
    changed = {**new, "last_name": "Roth-Berg", "is_active": "on"}
    assert newsroom.post(f"/admin/users/edit/{ines.pk}/", changed).status_code == 302
    assert Reader.objects.get(pk=ines.pk).last_name == "Roth-Berg"


def test_two_readers_cannot_have_one_address(newsroom, ada):
    twice = {"email": ADA.upper(), "first_name": "Ada", "last_name": "Again"}
    answer = newsroom.post("/admin/users/new/", twice)
    assert answer.status_code == 200
    assert Reader.objects.filter(email__iexact=ADA).count() == 1


def test_who_was_added_logs_in_by_code(newsroom, log_in):
    new = {"email": "Ines@courier.example", "first_name": "Ines", "last_name": "Roth"}
    newsroom.post("/admin/users/new/", new)
    ines = Reader.objects.get(email__iexact="ines@courier.example")
    ines.groups.add(Group.objects.get(name="Editors"))
    browser = log_in("ines@courier.example")
    assert browser.get("/admin/").status_code == 200
    root = Page.objects.get(depth=1).get_children().first() or Page.objects.get(depth=1)
    assert browser.get(f"/admin/pages/{root.pk}/").status_code == 200
    assert browser.get(f"/admin/pages/{root.pk}/add_subpage/").status_code in {200, 302}
