"""Somebody asks for codes over and over."""

import pytest
from django.test import Client
from pydantic import SecretStr

from standfirst.config import accounts
from standfirst.config.table import Settings

ADA = "ada.holm@post.example"


@pytest.fixture(autouse=True)
def _production(settings):
    settings.ACCOUNT_RATE_LIMITS = accounts.RATE_LIMITS


def test_the_sixth_code_in_five_minutes_has_to_wait(ada, mail_to):
    for _ in range(5):
        assert Client().post("/login/", {"email": ADA}).status_code == 302
    answer = Client().post("/login/", {"email": ADA.upper()})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert "Try again in five minutes" in answer.content.decode()
    assert len(mail_to(ADA)) == 5


def test_another_code_counts_too(ada):
    browser = Client()
    for _ in range(4):
        Client().post("/login/", {"email": ADA})
    browser.post("/login/", {"email": ADA})
    assert browser.post("/login/code/", {"action": "resend"}).status_code == 429


def test_another_address_does_not_wait(ada):
    for _ in range(6):
        Client().post("/login/", {"email": ADA})
    assert Client().post("/login/", {"email": "b@post.example"}).status_code == 302


@pytest.mark.parametrize(
    ("address", "limits"),
    [("http://localhost:8000", False), ("https://courier.example", accounts.RATE_LIMITS)],
)
def test_limits_hold_in_production_alone(address, limits):
    settings = Settings(secret_key=SecretStr("k" * 60), base_url=address)
    assert accounts.accounts_of(settings)["ACCOUNT_RATE_LIMITS"] == limits
