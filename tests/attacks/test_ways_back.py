"""`next` leads to a page of ours or to the account, never to another host."""

from collections.abc import Callable

import pytest
from django.test import Client

from standfirst.readers.adapter import is_own_path
from standfirst.readers.models import Reader
from tests.stories.conftest import Publication

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "/\r//evil.example/",
    "/\x00/evil.example/",
    " //evil.example/",
    "//localhost@evil.example/",
    "http://localhost:8000.evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
]
OURS = [
    "/why-the-wells-close/#break",
    "/search/?q=w%C3%A4lls+%C3%B6",
    "/a/?u=https://other.example/",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_what_a_browser_would_take_for_another_host_is_not_ours(path: str) -> None:
    assert not is_own_path(path)


@pytest.mark.parametrize("path", OURS)
def test_paths_of_ours_are(path: str) -> None:
    assert is_own_path(path)


PAGES = [
    "/login/",
    "/subscribe/",
    "/account/card/",
    "/account/card/done/",
    "/account/confirm/",
    "/account/confirm/done/",
    "/account/finish/",
    "/account/subscribed/",
    "/account/plan/",
    "/account/resume/",
    "/help/",
    "/logout/",
    "/search/",
    "/admin/login/",
    "/_util/login/",
]


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_no_page_links_or_leads_elsewhere(courier: Publication, is_signed_in: bool) -> None:
    browser = Client()
    if is_signed_in:
        browser.force_login(courier.subscribes("Ada"))
    for page in PAGES:
        for path in ELSEWHERE:
            answer = browser.get(page, {"next": path, "session": "x", "q": path})
            assert answer.status_code < 500
            assert not answer.headers.get("Location", "/").startswith(ELSEWHERE[0][:5])
            assert is_own_path(answer.headers.get("Location", "/"))
            body = answer.content.decode()
            for place in ('href="', 'action="'):
                assert place + path not in body, (page, path)


@pytest.mark.parametrize("page", ["/logout/", "/account/resume/"])
def test_no_form_leads_elsewhere(courier: Publication, page: str) -> None:
    for path in ELSEWHERE:
        reader = Reader.objects.filter(first_name="Ada").first() or courier.subscribes("Ada")
        browser = Client()
        browser.force_login(reader)
        assert is_own_path(browser.post(page, {"next": path})["Location"])


def test_the_code_from_the_mail_leads_to_a_page_of_ours(
    ada: Reader, code_to: Callable[[str], str]
) -> None:
    for path in ELSEWHERE:
        browser = Client()
        browser.post("/login/", {"email": ada.email, "next": path})
        answer = browser.post("/login/code/", {"code": code_to(ada.email), "next": path})
        assert answer["Location"] == "/account/"
