"""A reader gives an address and types the code that went there."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from standfirst.readers.adapter import WRONG_CODE
from standfirst.readers.models import Reader
from tests.readers.conftest import reader_of

ADA = "ada.holm@post.example"


def test_the_code_from_the_mail_logs_in(ada, client, code_to, events_of):
    sent = client.post("/login/", {"email": ADA})
    assert sent.url == "/login/code/"
    done = client.post("/login/code/", {"code": code_to(ADA)})
    assert done.url == "/account/"
    assert reader_of(client) == ADA
    assert events_of(ada) == ["reader.joined", "reader.signed_in"]


def test_the_mail_has_the_code_and_no_link(ada, client, code_to, mail_to):
    client.post("/login/", {"email": ADA})
    code = code_to(ADA)
    letter = mail_to(ADA)[0]
    assert code in letter.subject
    assert code in letter.html
    assert "href" not in letter.html.replace("/static/", "")
    assert "http" not in letter.text


def test_capitals_spaces_and_dashes_do_not_matter(ada, client, code_to):
    client.post("/login/", {"email": "Ada.Holm@post.example"})
    code = code_to(ADA)
    client.post("/login/code/", {"code": f" {code[:3].lower()}-{code[3:]} "})
    assert reader_of(client) == ADA


def test_a_wrong_code_says_what_to_do(ada, client, code_to):
    client.post("/login/", {"email": ADA})
    code_to(ADA)
    answer = client.post("/login/code/", {"code": "AAAAAA"})
    assert WRONG_CODE in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert reader_of(client) == ""


def test_five_wrong_codes_end_the_code(ada, client, code_to):
    client.post("/login/?next=/a/", {"email": ADA})
    code = code_to(ADA)
    for _ in range(5):
        answer = client.post("/login/code/?next=/a/", {"code": "AAAAAA"})
    assert answer.url == "/login/?next=%2Fa%2F"
    client.post("/login/code/", {"code": code})
    assert reader_of(client) == ""


def test_a_code_lasts_ten_minutes(ada, client, code_to):
    client.post("/login/", {"email": ADA})
    code = code_to(ADA)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        answer = client.post("/login/code/?next=/a/", {"code": code}, follow=True)
        assert "has run out" in answer.content.decode()
        assert answer.redirect_chain[-1][0] == "/login/?next=%2Fa%2F"
        assert ADA in answer.content.decode()
        assert reader_of(client) == ""


def test_the_publications_clock_does_not_end_a_code(ada, client, code_to, clock):
    client.post("/login/", {"email": ADA})
    code = code_to(ADA)
    clock.forward(days=15)
    client.post("/login/code/", {"code": code})
    assert reader_of(client) == ADA


def test_a_code_works_once(ada, client, code_to):
    client.post("/login/", {"email": ADA})
    code = code_to(ADA)
    client.post("/login/code/", {"code": code})
    client.post("/logout/")
    answer = client.post("/login/code/", {"code": code})
    assert answer.url == "/login/"
    assert reader_of(client) == ""


def test_a_code_is_for_the_browser_that_asked(ada, client, code_to):
    client.post("/login/", {"email": ADA})
    stranger = Client()
    stranger.post("/login/", {"email": "mallory@post.example"})
    answer = stranger.post("/login/code/", {"code": code_to(ADA)})
    assert WRONG_CODE in answer.content.decode()


def test_another_code_has_ten_minutes_of_its_own(ada, client, code_to):
    client.post("/login/", {"email": ADA})
    first = code_to(ADA)
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        client.post("/login/code/", {"action": "resend"})
        second = code_to(ADA)
    with time_machine.travel(timezone.now() + timedelta(minutes=17)):
        refused = client.post("/login/code/", {"code": first})
        assert WRONG_CODE in refused.content.decode()
        client.post("/login/code/", {"code": second})
        assert reader_of(client) == ADA


def test_a_wrong_address_is_given_anew(ada, client, code_to):
    client.post("/login/", {"email": "ada.holm@pots.example"})
    assert client.get("/login/").status_code == 200
    client.post("/login/", {"email": ADA})
    client.post("/login/code/", {"code": code_to(ADA)})
    assert reader_of(client) == ADA


@pytest.mark.parametrize("address", ["", "ada", "ada@", "a" * 300 + "@post.example"])
def test_an_address_that_is_none_is_sent_back(db, client, address):
    answer = client.post("/login/", {"email": address})
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert not Reader.objects.exists()


class TestAnAddressThatNobodyHas:
    """It gets the same answer and the same mail: giving it is joining."""

    def test_the_answers_are_alike(self, ada, mail_to):
        known, unknown = Client(), Client()
        to_known = known.post("/login/", {"email": ADA})
        to_unknown = unknown.post("/login/", {"email": "new@post.example"})
        assert (to_known.status_code, to_known.url) == (to_unknown.status_code, to_unknown.url)
        one = known.get("/login/code/").content.decode().replace(ADA, "*")
        other = unknown.get("/login/code/").content.decode().replace("new@post.example", "*")
        assert without_token(one) == without_token(other)
        letters = [mail_to(ADA)[0], mail_to("new@post.example")[0]]
        assert letters[0].text[:12] == letters[1].text[:12]
        assert len(letters[0].text) == len(letters[1].text)

    def test_the_first_code_makes_them_join(self, db, client, code_to, events_of):
        client.post("/login/", {"email": "new@post.example"})
        reader = Reader.objects.get()
        assert events_of(reader) == []
        assert not EmailAddress.objects.get().verified
        client.post("/login/code/", {"code": code_to("new@post.example")})
        assert reader_of(client) == "new@post.example"
        assert EmailAddress.objects.get().verified
        assert events_of(reader) == ["reader.joined", "reader.signed_in"]

    def test_a_closed_account_is_not_told(self, ada, client, mail_to):
        Reader.objects.filter(pk=ada.pk).update(is_active=False)
        assert client.post("/login/", {"email": ADA}).url == "/login/code/"
        assert client.post("/login/code/", {"code": "BBBBBB"}).status_code == 200
        assert mail_to(ADA) == []


class TestTheWayBack:
    """After logging in the reader is where they were, and never anywhere else."""

    def test_leads_to_the_break(self, ada, client, code_to):
        sent = client.post("/login/?next=/wells/%23break", {"email": ADA})
        asked = urlsplit(sent.url)
        assert parse_qs(asked.query) == {"next": ["/wells/#break"]}
        page = client.get(sent.url).content.decode()
        assert 'name="next" value="/wells/#break"' in page
        done = client.post("/login/code/", {"code": code_to(ADA), "next": "/wells/#break"})
        assert done.url == "/wells/#break"

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "javascript:alert(1)",
            "http:///evil.example",
            "http://testserver/wells/",
            "/\t/evil.example",
            "",
        ],
    )
    def test_leads_nowhere_else(self, ada, client, code_to, elsewhere):
        client.post("/login/", {"email": ADA, "next": elsewhere})
        done = client.post("/login/code/", {"code": code_to(ADA), "next": elsewhere})
        assert done.url == "/account/"

    def test_who_is_logged_in_goes_on_at_once(self, ada, log_in):
        assert log_in(ADA).get("/login/?next=/wells/%23break").url == "/wells/#break"


def test_pages_of_logging_in_are_never_kept(ada, client):
    for path in ["/login/", "/login/code/"]:
        assert "no-store" in client.get(path)["Cache-Control"]
        client.post("/login/", {"email": ADA})


def without_token(page: str) -> str:
    """A page without its CSRF tokens."""
    lines = page.split('name="csrfmiddlewaretoken"')
    return "".join(line.split(">", 1)[-1] for line in lines)
