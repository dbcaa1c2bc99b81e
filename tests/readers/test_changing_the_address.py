"""A reader moves to another mail address."""

from allauth.account.models import EmailAddress
from django.test import Client

from standfirst.readers.adapter import WRONG_CODE
from standfirst.readers.models import Reader
from tests.readers.conftest import reader_of

ADA = "ada.holm@post.example"
NEW = "ada@tarn.example"


def test_the_new_address_is_confirmed_and_the_old_one_told(
    ada, log_in, code_to, mail_to, events_of
):
    browser = log_in(ADA)
    assert browser.post("/account/address/", {"email": NEW}).url == "/account/address/code/"
    assert Reader.objects.get().email == ADA
    done = browser.post("/account/address/code/", {"code": code_to(NEW)}, follow=True)
    assert f"From now on you log in with {NEW}" in done.content.decode()
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(NEW, True)]
    assert Reader.objects.get().email == NEW
    assert mail_to(ADA)[-1].subject == "Your mail address was changed"
    assert events_of(ada)[-1] == "reader.address_changed"
    assert reader_of(log_in(NEW)) == NEW


def test_a_wrong_code_changes_nothing(ada, log_in, code_to):
    browser = log_in(ADA)
    browser.post("/account/address/", {"email": NEW})
    code_to(NEW)
    answer = browser.post("/account/address/code/", {"code": "AAAAAA"})
    assert WRONG_CODE in answer.content.decode()
    assert Reader.objects.get().email == ADA


def test_an_address_that_another_reader_has_is_not_told(ada, editor, log_in, code_to):
    browser = log_in(ADA)
    answer = browser.post("/account/address/", {"email": editor.email})
    assert answer.url == "/account/address/code/"
    page = browser.get("/account/address/code/").content.decode()
    assert f"It went to <b>{editor.email}</b>" in page
    refused = browser.post("/account/address/code/", {"code": code_to(editor.email)})
    assert "That address has an account of its own" in refused.content.decode()
    assert Reader.objects.get(pk=ada.pk).email == ADA


def test_an_address_that_waits_to_be_confirmed_gives_way(ada, log_in, code_to):
    Client().post("/login/", {"email": NEW})
    browser = log_in(ADA)
    browser.post("/account/address/", {"email": NEW})
    browser.post("/account/address/code/", {"code": code_to(NEW)})
    assert Reader.objects.get().email == NEW


def test_the_same_address_is_sent_back(ada, log_in):
    answer = log_in(ADA).post("/account/address/", {"email": ADA.upper()})
    assert "That is the address you have already" in answer.content.decode()


def test_an_address_edited_in_the_newsroom_counts(ada, log_in):
    Reader.objects.filter(pk=ada.pk).update(email="Ada@Linde.example")
    assert reader_of(log_in("ada@linde.example")) == "ada@linde.example"
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["ada@linde.example"]
    stranger = log_in(ADA)
    assert reader_of(stranger) == ADA
    assert Reader.objects.count() == 2
