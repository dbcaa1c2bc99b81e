"""Addresses and cookies that no page of ours makes: a 404, a 400 or the log-in, never a fault."""

from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from standfirst.readers.models import Reader
from tests.articles.making import LOCKED_WORDS, Make
from tests.stories.conftest import Publication

HUGE = "9" * 30
PATHS = [
    "/%00/",
    "/why-the-wells-close%00/",
    "/%00/%00/",
    "/a%0Ab/",
    "/%ff%fe/",
    "/%e2%80%ae/",
    "/" + "a" * 5000 + "/",
    "/" + "a/" * 500,
    "/topics/%00/",
    "/authors/" + "a" * 500 + "/",
    "/search/?q=%00&page=%00",
    "/search/?q=wells&page=" + HUGE,
    "/search/?q=wells&page=-1",
    "/topics/water/?page=" + HUGE,
    "/media/images/%00.jpg",
    "/media/images/../original_images/x.jpg",
    "/media/original_images/",
    "/sandbox/checkout/%00",
    "/sandbox/invoice/" + "x" * 5000,
    "/login/link/%00/",
    "/login/link/" + "x" * 5000 + "/",
    "/login/?next=%00",
    "/subscribe/?price=%00&next=%00",
    "/feed.rss?x=%00",
]
OWN = [
    f"/account/devices/{HUGE}/",
    f"/account/locks/passkeys/{HUGE}/",
    f"/account/locks/passkeys/{HUGE}/remove/",
    "/account/card/done/?session=%00",
    "/account/card/done/?session=" + "x" * 5000,
    "/account/subscribed/?session=../../customers",
    "/account/confirm/done/?payment_intent=%00",
]


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_address_is_no_fault_of_ours(make: Make, courier: Publication, path: str) -> None:
    make(topics=("Water",))
    answer = Client().get(path)
    assert answer.status_code in {200, 301, 302, 400, 404, 410}


@pytest.mark.parametrize("path", OWN)
def test_nor_is_one_of_a_readers_own(courier: Publication, path: str) -> None:
    browser = Client()
    browser.force_login(courier.subscribes("Ada"))
    assert browser.get(path).status_code in {200, 302, 400, 404, 405}
    assert browser.post(path).status_code in {200, 302, 400, 404, 405}


@pytest.mark.parametrize("price", [HUGE, "-1", "1e3", "\x00", "1,2", "<script>", ""])
def test_nor_is_a_price_that_is_none(courier: Publication, price: str) -> None:
    for name, page in (("Kaya", "/subscribe/"), ("Ada", "/account/plan/")):
        reader = courier.joins(name) if name == "Kaya" else courier.subscribes(name)
        browser = Client()
        browser.force_login(reader)
        answer = browser.post(page, {"price": price})
        assert answer.status_code == 200
        assert "Choose how you want to read." in answer.content.decode()


@pytest.mark.parametrize(
    "key", ["x" * 5000, "a" * 32, '"\\000\\000\\000\\000\\000\\000\\000"', "é"]
)
def test_a_cookie_that_is_none_of_ours_makes_nobody_a_reader(make: Make, key: str) -> None:
    article = make()
    browser = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})
    answer = browser.get(article.address)
    assert answer.status_code == 200
    assert answer["Standfirst-Reason"] == "signed_out"
    assert browser.get("/account/").status_code == 302


VARIANTS = [
    "?preview=1",
    "?in_preview_panel=true",
    "?_escaped_fragment_=",
    "?mode=full",
    "?print=1",
    "amp/",
    "feed/",
    "edit/",
    "%2e/",
    "../",
]
HEADERS = [
    {"user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
    {"referer": "https://www.google.com/"},
    {"x-forwarded-for": "127.0.0.1"},
    {"x-original-url": "/admin/"},
    {"x-http-method-override": "PUT"},
    {"accept": "application/json"},
    {"range": "bytes=2000-"},
    {"if-none-match": "*"},
    {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    {"x-requested-with": "XMLHttpRequest"},
]


def test_no_way_of_asking_opens_what_is_locked(make: Make, ada: Reader) -> None:
    article = make()
    denied = Client()
    denied.force_login(ada)
    for browser in (Client(), denied):
        answers = [browser.get(article.address + quote(one, "?=/%.")) for one in VARIANTS]
        answers += [browser.get(article.address, headers=one) for one in HEADERS]
        answers += [browser.get(article.address.upper()), browser.get("/home" + article.address)]
        for send in (browser.head, browser.options, browser.put, browser.post, browser.delete):
            answers.append(send(article.address))
        for answer in answers:
            text = answer.content.decode().lower()
            assert not [words for words in LOCKED_WORDS if words in text]
