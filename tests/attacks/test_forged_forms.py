"""A form that did not come from a page of ours changes nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from standfirst.demo import urls as demo
from standfirst.readers.models import Reader
from tests.articles.making import Make
from tests.stories.conftest import Publication

FREE = {"webhooks/stripe/", "stories/stop/<str:token>/"}
"""A webhook is signed. Mail programs stop a story's mails by one press (RFC 8058): the signed word
in the address says whose they are."""

FREE_IN_THE_DEMO = {"clock"}


def patterns(found: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address that is answered, with what answers it."""
    for one in found:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route)
        else:
            yield route, one


ALL = dict(patterns(get_resolver().url_patterns))
OURS = [route for route in ALL if not route.startswith("admin/")]


def is_free(pattern: URLPattern) -> bool:
    """True where no token is asked for."""
    return bool(getattr(pattern.callback, "csrf_exempt", False))


def test_what_is_signed_alone_needs_no_token() -> None:
    assert {route for route in OURS if is_free(ALL[route])} == FREE


def test_the_clock_alone_needs_none_in_the_demo() -> None:
    free = {str(one.pattern) for one in demo.urlpatterns if is_free(one)}
    assert free == FREE_IN_THE_DEMO


def filled_in(route: str) -> str:
    """An address of that kind."""
    plain = re.sub(r"<(?:int:)(\w+)>", "1", route)
    plain = re.sub(r"<(?:[a-z]+:)?(\w+)>", "x", plain)
    return "/" + re.sub(r"[\^$()?:*+\\]|\[.*?\]", "", plain)


@pytest.fixture
def ada(courier: Publication) -> Reader:
    """A reader who pays."""
    return courier.subscribes("Ada")


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_every_unsafe_request_without_one_is_refused(ada: Reader, headers: dict[str, str]) -> None:
    browser = Client(enforce_csrf_checks=True, headers=headers)
    browser.force_login(ada)
    for route in OURS:
        if route in FREE:
            continue
        for send in (browser.post, browser.put, browser.patch, browser.delete):
            answer = send(filled_in(route))
            assert answer.status_code in {403, 404, 405}, (route, answer.status_code)
            assert answer.status_code != 404 or b"<form" not in answer.content
    assert browser.get("/account/").status_code == 200


def test_the_newsrooms_api_asks_for_one_too(make: Make, editor: Reader) -> None:
    article = make()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    action = f"/admin/api/main/pages/{article.pk}/action/unpublish/"
    assert browser.get(f"/admin/api/main/pages/{article.pk}/").status_code == 200
    assert browser.post(action).status_code == 403
    article.refresh_from_db()
    assert article.live


def test_a_token_of_another_session_is_refused(ada: Reader) -> None:
    mallory, victim = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    victim.force_login(ada)
    mallory.get("/login/")
    token = mallory.cookies[settings.CSRF_COOKIE_NAME].value
    victim.get("/account/name/")
    form = {"first_name": "Mallory", "csrfmiddlewaretoken": token}
    assert victim.post("/account/name/", form).status_code == 403
    ada.refresh_from_db()
    assert ada.first_name == "Ada"


def test_a_form_that_is_refused_says_how_to_mend_it(ada: Reader) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    answer = browser.post("/account/name/", {"first_name": "Mallory"})
    assert "load the page anew" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
