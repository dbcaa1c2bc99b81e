"""A client that keeps cookies: asks one thing at a time and follows no redirect."""

import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TIMEOUT_S = 60.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Client:
    """One browser at one server of this machine; `home` is the address of its front page."""

    home: str
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """The header with all its cookies."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, url: str, **headers: str) -> Got:
        """Asks for an address, or for a path of the server."""
        return self._ask("GET", url, None, headers)

    def post(self, url: str, fields: list[tuple[str, str]]) -> Got:
        """Sends a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.home}
        return self._ask("POST", url, urlencode(fields), kind)

    def _ask(self, method: str, url: str, body: str | None, headers: dict[str, str]) -> Got:
        parts = urlsplit(url)
        port = urlsplit(self.home).port
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        told = {"Host": f"localhost:{port}", **headers}
        if self.cookies:
            told["Cookie"] = self.cookie
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        try:
            line.request(method, path, body, told)
            answer = line.getresponse()
            got = Got(answer.status, answer.headers, answer.read())
        finally:
            line.close()
        self._keep(got.headers)
        return got

    def _keep(self, headers: http.client.HTTPMessage) -> None:
        for line in headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
