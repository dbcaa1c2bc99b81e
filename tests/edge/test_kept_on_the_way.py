"""What may be kept on the way to readers, and for how long."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from standfirst.config.caching import NobodysCookiesMiddleware
from tests.articles.making import Make


def public_with_cookie(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse("", headers={"Cache-Control": "public, max-age=0"})
    response.set_cookie("any", "thing")
    return response


def test_what_sets_a_cookie_is_kept_by_nobody() -> None:
    answer = NobodysCookiesMiddleware(public_with_cookie)(HttpRequest())
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_pass_that_is_taken_away_is_not_kept(client: Client, make: Make) -> None:
    article = make()
    client.cookies["pass"] = "old"
    answer = client.get(article.address)
    assert answer.cookies["pass"]["max-age"] == 0
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "public, max-age=0, must-revalidate"),
        (1, "public, max-age=0, s-maxage=1, must-revalidate"),
    ],
)
def test_a_proxy_keeps_what_the_setting_says(
    client: Client, make: Make, settings: Any, seconds: int, said: str
) -> None:
    settings.PROXY_KEEPS_S = seconds
    assert client.get(make().address)["Cache-Control"] == said


@pytest.mark.django_db
def test_a_readers_answer_is_never_kept(client: Client, make: Make, settings: Any) -> None:
    settings.PROXY_KEEPS_S = 60
    client.cookies["sessionid"] = "anything"
    assert client.get(make().address)["Cache-Control"] == "private, no-store"
