"""Support signs a reader in who gets no mail."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from standfirst.kernel import clock as kernel_clock
from standfirst.kernel.errors import NotFoundError
from standfirst.readers import actions
from standfirst.readers.models import SigninLink
from tests.readers.conftest import reader_of

ADA = "ada.holm@post.example"


@pytest.fixture
def link(ada):
    """The path of a link for Ada."""
    address = actions.make_signin_link("Ada.Holm@post.example", by="Noor", now=kernel_clock.now())
    return address.removeprefix(settings.BASE_URL)


def test_the_button_signs_in_once(ada, link, client, events_of):
    assert "It works once" in client.get(link).content.decode()
    assert reader_of(client) == ""
    client.post(link)
    assert reader_of(client) == ADA
    assert events_of(ada) == [
        "reader.joined",
        "reader.signin_link_made",
        "reader.signin_link_used",
        "reader.signed_in",
    ]
    second = Client()
    assert second.get(link).status_code == 410
    assert second.post(link).status_code == 410
    assert reader_of(second) == ""


def test_mail_scanners_do_not_burn_it(link, client):
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    client.post(link)
    assert reader_of(client) == ADA


def test_it_lasts_fifteen_minutes(link, client):
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert "no longer works" in client.get(link).content.decode()
        assert client.post(link).status_code == 410
    assert reader_of(client) == ""


def test_the_publications_clock_does_not_end_it(link, client, clock):
    clock.forward(days=15)
    client.post(link)
    assert reader_of(client) == ADA


def test_a_made_up_link_is_nobodys(ada, client):
    assert client.post("/login/link/made-up/").status_code == 410


def test_the_token_is_not_kept(link):
    assert SigninLink.objects.get().digest not in link
    assert not SigninLink.objects.filter(digest=link.split("/")[-2]).exists()


def test_an_address_that_nobody_has_is_said(db):
    with pytest.raises(NotFoundError, match="No reader has the address"):
        actions.make_signin_link("nobody@post.example", by="Noor", now=kernel_clock.now())
