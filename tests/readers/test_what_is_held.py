"""A reader changes the name, takes a copy of the data, and leaves. Addresses that nobody confirms
are forgotten."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from standfirst.mail.models import OutgoingMail
from standfirst.readers import actions
from standfirst.readers.models import Reader
from tests.readers.conftest import reader_of

ADA = "ada.holm@post.example"


def test_the_name_is_changed(ada, log_in, events_of):
    log_in(ADA).post("/account/name/", {"first_name": "Adeline", "last_name": "Holm"})
    assert Reader.objects.get().get_full_name() == "Adeline Holm"
    assert events_of(ada)[-1] == "reader.renamed"


def test_a_name_too_long_says_so(ada, log_in):
    answer = log_in(ADA).post("/account/name/", {"first_name": "A" * 200})
    assert "at most 150" in answer.content.decode()


def test_the_copy_holds_everything_and_no_secret(ada, log_in):
    browser = log_in(ADA)
    answer = browser.get("/account/data/")
    held = answer.json()
    assert "attachment" in answer["Content-Disposition"]
    assert held["reader"][0]["first_name"] == "Ada"
    assert held["account.emailaddress"][0]["email"] == ADA
    assert held["usersessions.usersession"][0]["user_agent"].startswith("Firefox")
    assert {event["kind"] for event in held["events"]} == {"reader.joined", "reader.signed_in"}
    assert "log in" in held["mail"][0]["subject"]
    text = answer.content.decode()
    assert browser.cookies["sessionid"].value not in text
    assert ada.password not in text


def test_closing_forgets_the_person(ada, log_in, events_of):
    browser, phone = log_in(ADA), log_in(ADA)
    page = browser.get("/account/close/").content.decode()
    assert "cannot be undone" in page
    assert reader_of(browser) == ADA
    browser.post("/account/close/")
    assert [reader_of(browser), reader_of(phone)] == ["", ""]
    left = Reader.objects.get(pk=ada.pk)
    assert (left.email, left.get_full_name(), left.is_active) == (
        f"closed-{ada.pk}@closed.invalid",
        "",
        False,
    )
    assert not EmailAddress.objects.exists()
    assert not OutgoingMail.objects.filter(to=ADA).exists()
    assert events_of(ada)[-1] == "reader.closed"
    assert reader_of(log_in(ADA)) == ADA
    assert Reader.objects.filter(is_active=True).get().pk != ada.pk


def test_addresses_that_nobody_confirmed_are_forgotten_after_a_week(ada, clock, log_in):
    Client().post("/login/", {"email": "typo@post.example"})
    log_in("new@post.example")
    now = timezone.now()
    assert actions.prune_unconfirmed(now + timedelta(days=6)) == 0
    assert actions.prune_unconfirmed(now + timedelta(days=8)) == 1
    kept = set(Reader.objects.values_list("email", flat=True))
    assert kept == {ADA, "new@post.example"}


def test_account_pages_are_for_those_who_are_logged_in(db, client):
    pages = ["", "name/", "data/", "close/", "address/", "locks/app/", "locks/passkeys/add/"]
    for page in pages:
        answer = client.get(f"/account/{page}")
        assert answer.status_code in {302, 403}, page
        assert answer.status_code == 403 or answer.url.startswith("/login/")
