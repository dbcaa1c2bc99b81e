"""A session ends on the server, at once."""

from django.contrib.sessions.models import Session
from django.test import Client

from tests.readers.conftest import reader_of

ADA = "ada.holm@post.example"


def test_an_old_cookie_reads_nothing(ada, log_in, events_of):
    browser = log_in(ADA)
    cookie = browser.cookies["sessionid"].value
    browser.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert reader_of(thief) == ""
    assert not Session.objects.filter(session_key=cookie).exists()
    assert events_of(ada)[-1] == "reader.signed_out"


def test_looking_at_the_page_ends_nothing(ada, log_in):
    browser = log_in(ADA)
    assert browser.get("/logout/").status_code == 200
    assert reader_of(browser) == ADA


def test_a_changed_cookie_is_nobodys(ada, log_in):
    browser = log_in(ADA)
    cookie = browser.cookies["sessionid"].value
    browser.cookies["sessionid"] = ("b" if cookie[0] == "a" else "a") + cookie[1:]
    assert reader_of(browser) == ""


def test_a_session_lasts_once_somebody_is_logged_in(ada, client, code_to):
    client.post("/login/", {"email": ADA})
    assert client.cookies["sessionid"]["max-age"] <= 3600
    client.post("/login/code/", {"code": code_to(ADA)})
    assert client.cookies["sessionid"]["max-age"] == 180 * 24 * 3600
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_a_session_needs_a_fresh_key_after_logging_in(ada, client, code_to):
    client.post("/login/", {"email": ADA})
    before = client.cookies["sessionid"].value
    client.post("/login/code/", {"code": code_to(ADA)})
    assert client.cookies["sessionid"].value != before


def test_devices_have_names(ada, log_in):
    log_in(ADA, agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18.0 Safari/604.1")
    here = log_in(ADA)
    page = here.get("/account/").content.decode()
    assert "Safari on an iPhone" in page
    assert "Now, here" in page
    assert page.index("Now, here") < page.index("Safari on an iPhone")


def test_one_device_is_signed_out(ada, log_in, events_of):
    phone, here = log_in(ADA), log_in(ADA)
    page = here.get("/account/")
    there = next(device for device in page.context["devices"] if not device.is_this)
    here.post(f"/account/devices/{there.id}/")
    assert reader_of(phone) == ""
    assert reader_of(here) == ADA
    assert events_of(ada)[-1] == "reader.signed_out"


def test_another_readers_device_is_not(ada, editor, log_in):
    noor, here = log_in("noor@courier.example"), log_in(ADA)
    device = noor.get("/account/").context["devices"][0]
    here.post(f"/account/devices/{device.id}/")
    assert reader_of(noor) == "noor@courier.example"


def test_everywhere_means_everywhere(ada, log_in, events_of):
    phone, here = log_in(ADA), log_in(ADA)
    unlisted = Client()
    unlisted.force_login(ada)
    answer = here.post("/account/devices/")
    assert answer.url == "/login/"
    assert [reader_of(browser) for browser in (phone, here, unlisted)] == ["", "", ""]
    assert events_of(ada)[-1] == "reader.signed_out_everywhere"
    assert reader_of(log_in(ADA)) == ADA


def test_unsafe_requests_need_a_token(ada, log_in):
    strict = Client(enforce_csrf_checks=True)
    for path in ["/login/", "/login/code/", "/logout/", "/login/passkey/", "/login/link/x/"]:
        answer = strict.post(path, {"email": ADA})
        assert answer.status_code == 403
        assert "Nothing was changed" in answer.content.decode()
    mine = log_in(ADA)
    mine.handler.enforce_csrf_checks = True
    for path in ["/account/devices/", "/account/close/", "/account/name/", "/account/address/"]:
        assert mine.post(path).status_code == 403
    assert reader_of(mine) == ADA
