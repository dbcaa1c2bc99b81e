"""The cast of these stories and what they do."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from standfirst.events.models import Event
from standfirst.jobs import worker
from standfirst.kernel import clock as kernel_clock
from standfirst.mail.models import CapturedMail
from standfirst.readers import actions
from standfirst.readers.models import Reader

CODE = re.compile(r"^\s+([A-Z]{6})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Limits and used codes of one story do not reach into the next."""
    cache.clear()


@pytest.fixture
def ada(db: None) -> Reader:
    """Ada Holm, a reader since long ago."""
    return actions.make_reader(
        "ada.holm@post.example", first_name="Ada", last_name="Holm", now=kernel_clock.now()
    )


@pytest.fixture
def editor(db: None) -> Reader:
    """Noor Adeyemi, who may do everything in the newsroom."""
    noor = actions.make_reader("noor@courier.example", now=kernel_clock.now())
    Reader.objects.filter(pk=noor.pk).update(is_superuser=True, is_staff=True)
    return Reader.objects.get(pk=noor.pk)


@pytest.fixture
def mail_to() -> Callable[[str], list[CapturedMail]]:
    """Runs the jobs and gives the mail that an address got, the oldest first."""

    def mail_to(address: str) -> list[CapturedMail]:
        worker.drain()
        return list(CapturedMail.objects.filter(to=address))

    return mail_to


@pytest.fixture
def code_to(mail_to: Callable[[str], list[CapturedMail]]) -> Callable[[str], str]:
    """The code in the newest mail that an address got."""

    def code_to(address: str) -> str:
        found = CODE.search(mail_to(address)[-1].text)
        assert found
        return found[1]

    return code_to


@pytest.fixture
def log_in(code_to: Callable[[str], str]) -> Callable[..., Client]:
    """Logs an address in by the code from its mail, in a browser of its own."""

    def log_in(address: str, *, agent: str = "Firefox/140.0 (Linux)") -> Client:
        browser = Client(headers={"user-agent": agent})
        browser.post("/login/", {"email": address})
        browser.post("/login/code/", {"code": code_to(address)})
        return browser

    return log_in


@pytest.fixture
def events_of() -> Callable[[Reader], list[str]]:
    """What was recorded of a reader, in order."""

    def events_of(reader: Reader) -> list[str]:
        return list(Event.objects.filter(reader_id=reader.pk).values_list("kind", flat=True))

    return events_of


def reader_of(browser: Client) -> str:
    """The address that the account page of this browser shows, or nothing when it is signed out."""
    answer = browser.get("/account/data/")
    return str(answer.json()["reader"][0]["email"]) if answer.status_code == 200 else ""
