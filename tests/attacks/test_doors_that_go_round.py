"""Every way in but ours is shut: it would go round the code and the second factor."""

import pytest
from django.test import Client

from standfirst.readers.models import Reader

PASSWORD = "a long password that somebody once set"
DOORS = ["/_util/login/", "/admin/login/", "/admin/django-admin/login/", "/accounts/login/"]


@pytest.fixture
def olga(db: None) -> Reader:
    """An administrator with a password, as a management command makes one."""
    return Reader.objects.create_superuser("olga@courier.example", PASSWORD)


@pytest.mark.parametrize("door", DOORS)
def test_a_password_opens_nothing(olga: Reader, door: str) -> None:
    browser = Client()
    browser.get(door)
    browser.post(door, {"username": olga.email, "login": olga.email, "password": PASSWORD})
    assert browser.get("/admin/").status_code == 302
    assert "_auth_user_id" not in browser.session


def test_no_page_asks_for_a_password(olga: Reader) -> None:
    for door in DOORS:
        assert b'type="password"' not in Client().get(door, follow=True).content
