"""The newsroom, and whoever wants to, locks an account twice."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client

from standfirst.kernel import clock as kernel_clock
from standfirst.readers import actions
from tests.readers.conftest import reader_of

NOOR = "noor@courier.example"
ADA = "ada.holm@post.example"


@pytest.fixture
def app(editor):
    """Noor's authenticator app: gives the code of the moment."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(editor, secret)
    return lambda: code_of(secret)


def code_of(secret):
    """The code that an app shows now."""
    now = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, now))


def passkey_of(reader):
    """A passkey on record, as far as counting goes."""
    return Authenticator.objects.create(
        user=reader, type=Authenticator.Type.WEBAUTHN, data={"name": "Firefox", "credential": {}}
    )


def test_the_code_by_mail_is_not_enough(app, log_in):
    browser = log_in(NOOR)
    assert reader_of(browser) == ""
    assert browser.get("/admin/").url.startswith("/login/")
    assert "One more step" in browser.get("/login/second/").content.decode()


def test_the_app_completes_it(app, client, code_to):
    client.post("/login/?next=/admin/", {"email": NOOR})
    sent = client.post("/login/code/", {"code": code_to(NOOR), "next": "/admin/"})
    assert sent.url == "/login/second/"
    done = client.post("/login/second/", {"code": app()})
    assert done.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_does_not(app, log_in):
    browser = log_in(NOOR)
    answer = browser.post("/login/second/", {"code": "000000"})
    assert "That did not work" in answer.content.decode()
    assert reader_of(browser) == ""


def test_a_code_from_the_app_works_once(app, log_in):
    code = app()
    first, second = log_in(NOOR), log_in(NOOR)
    first.post("/login/second/", {"code": code})
    second.post("/login/second/", {"code": code})
    assert (reader_of(first), reader_of(second)) == (NOOR, "")


def test_a_link_from_support_asks_for_it_too(app, client):
    address = actions.make_signin_link(NOOR, by="support", now=kernel_clock.now())
    answer = client.post(address.removeprefix(settings.BASE_URL))
    assert answer.url == "/login/second/"
    assert reader_of(client) == ""


def test_one_begins_again(app, log_in, ada, code_to):
    browser = log_in(NOOR)
    browser.post("/logout/", {"next": "/login/"})
    assert browser.get("/login/second/").url == "/login/"
    browser.post("/login/", {"email": ADA})
    browser.post("/login/code/", {"code": code_to(ADA)})
    assert reader_of(browser) == ADA


def test_switching_it_on_gives_recovery_codes(
    editor, log_in, mail_to, django_capture_on_commit_callbacks
):
    browser = log_in(NOOR)
    page = browser.get("/account/locks/app/")
    secret = page.context["form"].secret
    assert page.context["secret_in_fours"] in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = browser.post("/account/locks/app/", {"code": code_of(secret)})
    assert done.url == "/account/locks/recovery/"
    page = browser.get(done.url).content.decode()
    assert len(re.findall(r"<li><code>\d{8}</code>", page)) == 10
    assert "asks for a second code" in mail_to(NOOR)[-1].subject


def test_changing_the_locks_asks_again(app, log_in):
    browser = log_in(NOOR)
    browser.post("/login/second/", {"code": app()})
    asked = browser.get("/account/locks/app/off/")
    assert asked.url.startswith("/account/locks/again/")
    assert "Is it you?" in browser.get(asked.url).content.decode()
    assert browser.get("/account/address/").status_code == 200
    assert browser.post("/account/address/", {"email": "x@post.example"}).url.startswith(
        "/account/locks/again/"
    )


def test_a_reader_with_a_passkey_can_still_come_in_by_mail(ada, log_in):
    passkey_of(ada)
    assert reader_of(log_in(ADA)) == ADA


def test_in_the_newsroom_a_passkey_is_a_second_factor(editor, log_in):
    passkey_of(editor)
    assert reader_of(log_in(NOOR)) == ""


def test_a_reader_adds_and_loses_passkeys_without_recovery_codes(ada, log_in, mail_to):
    passkey = passkey_of(ada)
    browser = log_in(ADA)
    page = browser.get("/account/").content.decode()
    assert "Firefox" in page
    assert "recovery codes" not in page
    browser.post(f"/account/locks/passkeys/{passkey.pk}/", {"name": "Old phone"})
    assert "Old phone" in browser.get("/account/").content.decode()
    browser.post(f"/account/locks/passkeys/{passkey.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert mail_to(ADA)[-1].subject == "A passkey was removed from your account"


def test_another_readers_passkey_is_out_of_reach(ada, editor, log_in):
    passkey = passkey_of(editor)
    browser = log_in(ADA)
    assert browser.get(f"/account/locks/passkeys/{passkey.pk}/").status_code == 404
    assert browser.post(f"/account/locks/passkeys/{passkey.pk}/remove/").status_code == 404


@pytest.mark.parametrize("credential", ["", "x", "1", "[]", "{}", '{"id": "x"}', '{"rawId": "=="}'])
def test_a_passkey_that_nobody_knows_is_refused(db, credential):
    browser = Client()
    assert browser.get("/login/passkey/", headers={"accept": "application/json"}).json()
    answer = browser.post("/login/passkey/", {"credential": credential, "next": "/wells/#break"})
    assert answer.url == "/login/?next=%2Fwells%2F%23break"
    assert "That passkey is not known here" in browser.get("/login/").content.decode()
