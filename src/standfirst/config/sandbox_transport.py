"""The Stripe SDK's way to the sandbox: in process, without a network."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from standfirst.sandbox.company import Sandbox


class SandboxTransport(stripe.HTTPClient):
    """Gives to the SDK, as its `http_client`, what the sandbox answers."""

    name = "sandbox"

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.sandbox = sandbox

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """The body, status and headers of the answer."""
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = post_data.encode() if isinstance(post_data, str) else post_data or b""
        answer = self.sandbox.answer(method.upper(), path, headers or {}, body)
        return answer.body.decode(), answer.status, answer.headers

    def close(self) -> None:
        """Closes this thread's connection to the sandbox's file."""
        self.sandbox.close()
