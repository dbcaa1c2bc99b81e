"""Whoever pays what is due reads on where they stood, whichever way they came to pay."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from standfirst.access.rules import Reason
from standfirst.mail.models import CapturedMail
from standfirst.readers.models import Reader
from tests.articles.making import Make
from tests.stories.conftest import DECLINES_LATER, NEEDS_BANK, Publication


@pytest.fixture
def held(courier: Publication) -> Reader:
    """Shut out since a payment failed two weeks ago."""
    reader = courier.subscribes("Ada")
    courier.gives_card(reader, DECLINES_LATER)
    courier.to("day 50")
    return reader


@pytest.fixture
def browser(held: Reader) -> Client:
    """Where the reader is logged in."""
    client = Client()
    client.force_login(held)
    return client


def door(browser: Client, address: str, words: str) -> str:
    """The address of the link with these words on a page."""
    shown = browser.get(address).content.decode()
    found = re.search(rf'href="([^"]+)"[^>]*>{words}<', shown)
    assert found is not None, words
    return unescape(found[1])


def pays(courier: Publication, browser: Client, address: str) -> str:
    """Gives a good card on the page at an address; gives where that leads."""
    shown = browser.get(address).content.decode()
    back = re.search(r'name="next" value="([^"]*)"', shown)
    assert back is not None
    sent = browser.post("/account/card/", {"next": unescape(back[1])})
    page = urlsplit(sent["Location"]).path.rsplit("/", 1)[1]
    courier.fills_in(page)
    came = browser.get("/account/card/done/", {"next": unescape(back[1]), "session": page})
    return str(came["Location"])


def test_from_the_panel(
    courier: Publication,
    held: Reader,
    browser: Client,
    make: Make,
) -> None:
    article = make()
    address = door(browser, article.address, "Update your card")
    assert pays(courier, browser, address) == f"{article.address}#break"
    assert courier.decision(held).reason is Reason.SUBSCRIBED


def test_from_the_banner(courier: Publication, make: Make) -> None:
    reader = courier.subscribes("Ada")
    courier.gives_card(reader, DECLINES_LATER)
    courier.to("day 33")
    article = make()
    browser = Client()
    browser.force_login(reader)
    address = door(browser, article.address, "Update your card")
    assert urlsplit(pays(courier, browser, address)).path == article.address
    assert courier.decision(reader).reason is Reason.SUBSCRIBED


@pytest.mark.parametrize("way", ["account", "mail"])
def test_from_the_account_or_a_mail_to_the_paragraph_that_was_left(
    courier: Publication,
    held: Reader,
    browser: Client,
    make: Make,
    way: str,
) -> None:
    article = make()
    browser.get(door(browser, article.address, "Update your card"))
    if way == "account":
        address = door(browser, "/account/", "Update your card")
    else:
        courier.mails(held)
        text = CapturedMail.objects.filter(to=held.email).latest("pk").text
        found = re.search(r"https?://\S*/account/card/\S*", text)
        assert found is not None
        address = urlsplit(found[0]).path
    assert pays(courier, browser, address) == f"{article.address}#break"
    assert courier.decision(held).reason is Reason.SUBSCRIBED


def test_without_a_paragraph_to_the_account(
    courier: Publication, held: Reader, browser: Client
) -> None:
    assert pays(courier, browser, "/account/card/") == "/account/"


def test_a_paragraph_that_was_come_back_to_is_forgotten(
    courier: Publication,
    held: Reader,
    browser: Client,
    make: Make,
) -> None:
    address = door(browser, make().address, "Update your card")
    pays(courier, browser, address)
    assert pays(courier, browser, "/account/card/") == "/account/"


def test_by_way_of_the_bank(courier: Publication, make: Make) -> None:
    reader = courier.subscribes("Fern", card=NEEDS_BANK)
    courier.to("day 50")
    article = make()
    browser = Client()
    browser.force_login(reader)
    browser.get(door(browser, article.address, "Confirm with your bank"))
    sent = browser.post("/account/confirm/", {})
    payment = urlsplit(sent["Location"]).path.rsplit("/", 1)[1]
    courier.company.page("POST", f"/authenticate/{payment}", {"verdict": "approve"})
    came = browser.get("/account/confirm/done/", {"payment_intent": payment})
    assert came["Location"] == f"{article.address}#break"
    assert courier.decision(reader).reason is Reason.SUBSCRIBED
