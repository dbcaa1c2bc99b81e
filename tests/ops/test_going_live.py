"""A publication that was set up as docs/howto/go-live.md says sells a subscription: its own
processes, the official SDK over the network, and at the other end `standfirst sandbox`."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from standfirst.billing.inbox import KINDS
from tests import databases
from tests.docs.reading import ROOT

READER = "rut@post.example"
CODE = re.compile(r"^ +([A-Z]{6})\r?$", re.MULTILINE)
PLAN = """
import django
django.setup()
from standfirst.billing.models import Plan, Price
plan = Plan.objects.create(key="gazette", name="The Gazette")
Price.objects.create(plan=plan, amount_minor=900, currency="sek", interval="month")
"""
SETTINGS = """
mail_url = "file:"
payment = "stripe"
stripe_secret_key = "sk_test_sandbox"
stripe_webhook_secret = "{secret}"
stripe_address = "http://localhost:{port}"
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def words(*words: str) -> list[str]:
    return [sys.executable, "-m", "standfirst.ops.main", *words]


def env(folder: Path) -> dict[str, str]:
    """A bare environment, with the settings in the folder's own file."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**kept, "HOME": str(folder), "DJANGO_SETTINGS_MODULE": "standfirst.config.django"}


def run(folder: Path, *command: str) -> str:
    answer = subprocess.run(
        command, cwd=folder, env=env(folder), capture_output=True, text=True, timeout=300
    )
    return answer.stdout + answer.stderr


@contextmanager
def running(folder: Path, *command: str) -> Iterator[Path]:
    """A process while the block lasts; gives the file that it prints to."""
    printed = folder / f"{command[3]}.log"
    with printed.open("w") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=env(folder), stdout=file, stderr=subprocess.STDOUT
        )
        try:
            yield printed
        finally:
            process.terminate()
            process.wait(30)


def awaited(look: Callable[[], Any], what: str, seconds: float = 90) -> Any:
    """What `look` gives once it gives something."""
    stops = time.monotonic() + seconds
    while time.monotonic() < stops:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what} did not come in {seconds} s")


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=10).status_code < 500
    except httpx.HTTPError:
        return False


class Visitor(httpx.Client):
    """A browser without scripts: posts a page's form with all that it holds."""

    def sends(self, page: httpx.Response, **filled: str) -> httpx.Response:
        fields = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text)
        hidden = {name: unescape(value) for name, value in fields}
        origin = str(page.url.copy_with(path="/", query=None, fragment=None)).rstrip("/")
        return self.post(
            page.url,
            data={**hidden, **filled},
            headers={"Origin": origin, "Referer": str(page.url)},
        )


def code_in(mail: Path) -> str:
    found = [CODE.search(file.read_text()) for file in sorted(mail.glob("*"))]
    return next((match[1] for match in reversed(found) if match), "")


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="runs on a SQLite file of its own")
@pytest.mark.django_db
def test_a_publication_with_keys_and_a_webhook_secret_sells(tmp_path: Path) -> None:
    site, company = free_port(), free_port()
    news = f"http://localhost:{site}"
    (tmp_path / "data").mkdir()
    migrated = databases.TEMPLATES / f"{databases.fingerprint()}.sqlite3"
    shutil.copy(migrated, tmp_path / "data" / "standfirst.sqlite3")
    hook = f"{news}/webhooks/stripe/"
    sandbox = words("sandbox", "--port", str(company), "--data", "company", "--webhook", hook)
    with running(tmp_path, *sandbox) as printed:
        secret = awaited(lambda: re.search(r"whsec_\w+", printed.read_text()), "the secret")[0]
        run(tmp_path, *words("init", "--base-url", news))
        with (tmp_path / "standfirst.toml").open("a") as file:
            file.write(SETTINGS.format(secret=secret, port=company))
        assert "is ready" in run(tmp_path, *words("init"))
        run(tmp_path, sys.executable, "-c", PLAN)
        with (
            running(tmp_path, *words("serve", "--port", str(site))),
            Visitor(follow_redirects=True, timeout=60) as rut,
        ):
            awaited(lambda: answers(f"{news}/subscribe/"), "the publication")
            at_login = rut.sends(rut.get(f"{news}/subscribe/"), price="1")
            at_code = rut.sends(at_login, email=READER)
            code = awaited(lambda: code_in(tmp_path / "data" / "mail"), "the code")
            plans = rut.sends(at_code, code=code, action="verify")
            shop = rut.sends(plans, price="1")
            assert str(shop.url).startswith(f"http://localhost:{company}/"), shop.url
            bought = rut.sends(shop, number="4242424242424242", expiry="12/34", cvc="123")
            assert bought.url.host == "localhost"
            account = rut.get(f"{news}/account/").text
            assert "The Gazette" in account
            assert "Next payment" in account
            doctor = awaited(lambda: _told(tmp_path), "the webhooks")
    assert "Stripe answers" in doctor
    assert "test mode: no money moves" in doctor


def _told(folder: Path) -> str:
    printed = run(folder, *words("doctor"))
    return printed if "ok   webhook     last one" in printed else ""


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_names_every_event_that_is_needed(kind: str) -> None:
    page = (ROOT / "docs" / "reference" / "webhooks.md").read_text()
    assert f"`{kind}`" in page


@pytest.mark.parametrize(
    ("address", "key", "said"),
    [
        ("https://elsewhere.example", "sk_test_x", "a key would go to strangers"),
        ("http://localhost:12111", "sk_live_x", "the key is a live one"),
    ],
)
def test_no_key_is_sent_where_it_does_not_belong(
    address: str, key: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "standfirst.toml").write_text(
        f'''
secret_key = "{"a1b2c3d4e5" * 6}"
payment = "stripe"
stripe_secret_key = "{key}"
stripe_webhook_secret = "whsec_x"
stripe_address = "{address}"
'''
    )
    assert said in run(tmp_path, *words("doctor"))
