"""The sandbox on a port of its own: the SDK over the network, pages for a browser, webhooks."""

import argparse
import http.server
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe
from django.conf import settings
from stripe._v1_services import V1Services

from standfirst.kernel import clock
from standfirst.kernel.errors import InputError
from standfirst.ops import sandbox as command
from standfirst.sandbox.over_http import Server, post_to


class Listener(http.server.BaseHTTPRequestHandler):
    """The publication's endpoint: keeps what it is told."""

    told: list[tuple[bytes, str]] = []

    def do_POST(self) -> None:
        payload = self.rfile.read(int(self.headers["Content-Length"]))
        self.told.append((payload, self.headers["Stripe-Signature"]))
        self.send_response(302 if self.path == "/elsewhere" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def listener() -> Iterator[str]:
    """The address of an endpoint that accepts."""
    Listener.told = []
    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def clock_of_the_tests() -> Iterator[None]:
    """The command has the process go by the clock of a folder of its own."""
    yield
    clock.keep_offset_in(settings.DATA_DIR / "clock")


@pytest.fixture
def server(tmp_path: Path, listener: str) -> Iterator[Server]:
    """The sandbox, served."""
    server = command.open_server(tmp_path, 0, listener)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.stop()
    thread.join()
    server.sandbox.close()


@pytest.fixture
def base(server: Server) -> str:
    """The address of the server."""
    return f"http://localhost:{server.server_port}"


@pytest.fixture
def api(base: str) -> V1Services:
    """The SDK, pointed at the sandbox as the command says."""
    addresses: Any = {"api": base}
    return stripe.StripeClient("sk_test_sandbox", base_addresses=addresses).v1


def ask(url: str, form: bytes | None = None, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, form, named)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def eventually_told(count: int) -> list[str]:
    deadline = time.monotonic() + 10
    while len(Listener.told) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    return [json.loads(payload)["type"] for payload, _ in Listener.told]


def test_the_sdk_and_a_browser_buy_a_subscription(api: V1Services, server: Server) -> None:
    product = api.products.create({"name": "The Courier"})
    price = api.prices.create(
        {
            "product": product.id,
            "unit_amount": 900,
            "currency": "eur",
            "recurring": {"interval": "month"},
        }
    )
    session = api.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": price.id, "quantity": 1}],
            "success_url": f"http://localhost:{server.server_port}/sandbox/sandbox.css",
            "customer_email": "ane@linde.example",
        }
    )
    assert "Subscribe to The Courier" in ask(str(session.url))[1]
    form = b"number=4242424242424242&expiry=12%2F41&cvc=123"
    assert ask(str(session.url), form)[0] == 200
    assert api.checkout.sessions.retrieve(session.id).status == "complete"
    told = eventually_told(10)
    assert "invoice.paid" in told
    for payload, signed in Listener.told:
        stripe.Webhook.construct_event(payload, signed, server.sandbox.webhook_secret)


def test_an_endpoint_made_by_the_api_is_told_too(
    api: V1Services, server: Server, listener: str
) -> None:
    made = api.webhook_endpoints.create(
        {"url": listener.replace("hook", "other"), "enabled_events": ["customer.created"]}
    )
    api.customers.create({})
    assert eventually_told(2) == ["customer.created"] * 2
    secrets = {str(made.secret), server.sandbox.webhook_secret}
    for secret in secrets:
        accepted = 0
        for payload, signed in Listener.told:
            try:
                stripe.Webhook.construct_event(payload, signed, secret)
                accepted += 1
            except stripe.SignatureVerificationError:
                continue
        assert accepted == 1


def test_a_redirect_is_a_refusal(listener: str) -> None:
    url = listener.replace("hook", "elsewhere")
    assert post_to(url, b"{}", {"Stripe-Signature": "t=1"}) == 302
    with pytest.raises(OSError, match="refused"):
        post_to("http://127.0.0.1:9/", b"{}", {})


@pytest.mark.parametrize("url", ["http://a:b/", "http://[::1/", f"http://{'x' * 70}.example/"])
def test_an_address_that_is_none_is_a_refusal(url: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - whichever of them, it is tried again later
        post_to(url, b"{}", {})


def test_a_form_of_another_site_is_not_taken(api: V1Services, server: Server, base: str) -> None:
    customer = api.customers.create({})
    url = api.billing_portal.sessions.create({"customer": customer.id}).url
    form = b"number=4242424242424242&expiry=12%2F41&cvc=123"
    assert ask(url, form, Origin="https://evil.example")[0] == 403
    assert ask(url, form, Origin="null")[0] == 403
    assert ask(url, form, Sec_Fetch_Site="cross-site")[0] == 403
    assert api.payment_methods.list({"customer": customer.id}).data == []
    assert ask(url, form, Origin=base)[0] == 200
    assert len(api.payment_methods.list({"customer": customer.id}).data) == 1


def test_it_answers_to_its_own_name_alone(base: str) -> None:
    assert ask(f"{base}/v1/customers", Host="evil.example")[0] == 403
    assert ask(f"{base}/elsewhere")[0] == 404
    assert ask(f"{base}/v1/customers")[0] == 401
    assert ask(f"{base}/v1/customers", Authorization="Basic c2tfdGVzdF9zYW5kYm94Og==")[0] == 200
    assert ask(f"{base}/v1/customers", Authorization="Basic ###")[0] == 401
    assert ask(f"{base}/sandbox/sandbox.css")[0] == 200
    assert ask(f"{base}/sandbox/none")[0] == 404


def test_too_long_a_body(base: str) -> None:
    status, text = ask(f"{base}/v1/customers", b"x", Content_Length=str(1 << 30))
    assert (status, "too long" in text) == (413, True)


def test_it_says_how_to_point_a_client_at_it(server: Server, listener: str) -> None:
    told = command.said(server)
    for words in (f"http://localhost:{server.server_port}", listener, "whsec_", "sk_test_"):
        assert words in told


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    first = command.open_server(tmp_path, 0, "")
    secret = first.sandbox.webhook_secret
    first.server_close()
    first.sandbox.close()
    second = command.open_server(tmp_path, 0, "")
    assert second.sandbox.webhook_secret == secret
    with pytest.raises(InputError, match="cannot be had"):
        command.open_server(tmp_path, second.server_port, "")
    second.server_close()
    second.sandbox.close()


def test_what_the_command_does_not_take(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no port"):
        command.open_server(tmp_path, 70_000, "")
    with pytest.raises(argparse.ArgumentTypeError):
        command.address("ftp://linde.example")
