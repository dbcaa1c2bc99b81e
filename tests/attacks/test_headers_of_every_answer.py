"""What goes with every answer, whatever it is: policy, kind, frames, cookies, and no insides."""

from typing import Any

import pytest
from django.test import Client

from standfirst.readers.models import Reader
from tests.articles.making import Make
from tests.stories.conftest import Publication

OPEN = [
    "/",
    "/why-the-wells-close/",
    "/stories/",
    "/search/?q=wells",
    "/help/",
    "/feed.rss",
    "/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/login/",
    "/login/closed/",
    "/login/link/x/",
    "/login/passkey/",
    "/login/second/",
    "/subscribe/",
    "/nowhere/",
    "/media/images/nothing.jpg",
    "/media/images/%2e%2e/%2e%2e/standfirst.sqlite3",
    "/static/nothing.css",
    "/sandbox/checkout/x",
    "/sandbox/sandbox.css",
    "/webhooks/stripe/",
    "/patterns/",
]
OWN = [
    "/account/",
    "/account/name/",
    "/account/card/",
    "/account/confirm/",
    "/account/plan/",
    "/account/cancel/",
    "/account/resume/",
    "/account/close/",
    "/account/data/",
    "/account/address/",
    "/account/locks/app/",
    "/account/locks/passkeys/add/",
    "/account/locks/recovery/new/",
    "/account/locks/again/",
]


def check(answer: Any, path: str) -> None:
    """Says which header is missing where."""
    policy = answer.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, path
    assert "unsafe" not in policy, path
    assert answer["X-Content-Type-Options"] == "nosniff", path
    assert "frame-ancestors 'self'" in policy, path
    assert answer["Referrer-Policy"] == "same-origin", path
    assert "Server" not in answer, path
    for cookie in filter(lambda one: one.value, answer.cookies.values()):
        assert cookie["httponly"], path
        assert cookie["samesite"] == "Lax", path
    body = b"" if answer.streaming else answer.content
    for inside in (b"Traceback", b"insecure-for-tests", b"site-packages", b"standfirst.config"):
        assert inside not in body, path


@pytest.mark.parametrize("path", OPEN)
def test_anybodys_answers(make: Make, courier: Publication, path: str) -> None:
    make()
    check(Client().get(path), path)


def test_a_readers_own_pages_are_kept_by_nobody(courier: Publication) -> None:
    browser = Client()
    browser.force_login(courier.subscribes("Ada"))
    for path in OWN:
        answer = browser.get(path)
        check(answer, path)
        assert "no-store" in answer.get("Cache-Control", ""), path


@pytest.mark.parametrize("path", ["/", "/why-the-wells-close/", "/search/?q=wells", "/nowhere/"])
def test_a_public_page_is_a_readers_own_once_they_are_signed_in(
    make: Make, ada: Reader, path: str
) -> None:
    make()
    browser = Client()
    browser.force_login(ada)
    answer = browser.get(path)
    assert "no-store" in answer.get("Cache-Control", "")
    assert "Cookie" in answer["Vary"]


def test_anybodys_page_sets_no_cookie(make: Make) -> None:
    make()
    for path in ("/", "/why-the-wells-close/", "/search/?q=wells", "/stories/", "/feed.atom"):
        answer = Client().get(path)
        assert not answer.cookies, path
        assert "csrfmiddlewaretoken" not in answer.content.decode(), path


def test_a_fault_of_ours_shows_no_insides(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make()

    def break_down(*_args: object) -> None:
        raise RuntimeError("secret insides")

    monkeypatch.setattr("standfirst.articles.views.gate_of", break_down)
    answer = Client(raise_request_exception=False).get("/why-the-wells-close/")
    assert answer.status_code == 500
    assert b"secret insides" not in answer.content
    check(answer, "500")


def test_another_host_is_refused_in_words_and_never_echoed(make: Make) -> None:
    make()
    answer = Client(headers={"host": "evil.example"}).get("/")
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content
    check(answer, "400")


def test_what_a_proxy_is_said_to_have_changed_is_not_believed(make: Make) -> None:
    make()
    headers = {"x-forwarded-host": "evil.example", "x-original-url": "/admin/"}
    answer = Client(headers=headers).get("/why-the-wells-close/")
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


def test_an_error_page_says_no_more_than_it_should(client: Client, db: None) -> None:
    answer = client.get("/<script>alert(1)</script>/")
    assert answer.status_code == 404
    assert b"<script>alert" not in answer.content


def test_the_page_that_says_come_back_later_has_them_too(make: Make, settings: Any) -> None:
    make()
    settings.MAINTENANCE = True
    answer = Client().get("/why-the-wells-close/")
    assert answer.status_code == 503
    assert answer["Cache-Control"] == "no-store"
    check(answer, "503")


def test_what_the_admin_sends_may_run_what_wagtail_wrote_and_be_kept_by_nobody(
    editor: Reader,
) -> None:
    browser = Client()
    browser.force_login(editor)
    for path in ("/admin/", "/admin/pages/", "/admin/api/main/pages/", "/admin/nowhere/"):
        answer = browser.get(path)
        assert "object-src 'none'" in answer["Content-Security-Policy"], path
        assert "no-store" in answer["Cache-Control"], path
        assert answer["X-Content-Type-Options"] == "nosniff", path
